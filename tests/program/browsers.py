"""A real headless Chromium, told over its DevTools protocol, and the HAR file of what it sent."""

import json
import os
import select
import shutil
import subprocess
import tempfile
import time

from node_packages import Packages

_PACKAGES = Packages("browser_har")
_NAMES = ("chromium", "chromium-browser", "google-chrome")
WITHIN = 60.0

# No sandbox of its own: tests run as root too. Nothing but this machine is asked.
_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-proxy-server",
    "--host-resolver-rules=MAP *.test 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--remote-debugging-pipe",
)


def missing():
    """Why no HAR file can be made here; empty when one can."""
    if not found():
        return "chromium is not installed"
    return _PACKAGES.missing()


def har_of(url, done):
    """Opens the page, and returns the HAR (parsed) of what it did until its title is `done`."""
    events = _events_of(url, done)
    to_har = _PACKAGES.install() / "to_har.mjs"
    made = subprocess.run(
        ["node", to_har],
        input=json.dumps(events).encode(),
        capture_output=True,
        timeout=WITHIN,
        check=False,
    )
    if made.returncode != 0:
        raise AssertionError(made.stderr.decode()[-2000:])
    return json.loads(made.stdout)


def found():
    """The browser's path; None where there is none."""
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


def _events_of(url, done):
    # Its helpers outlive it for a moment, and write.
    with tempfile.TemporaryDirectory(
        prefix="checkoutdiag-browser-", ignore_cleanup_errors=True
    ) as home:
        browser = _Browser(home)
        try:
            return browser.visit(url, done)
        finally:
            browser.stop()


class _Browser:
    """Messages go through pipes, each ended by a zero byte; the browser has them as 3 and 4."""

    def __init__(self, home):
        to_it, self._out = os.pipe()
        self._in, from_it = os.pipe()
        guard = shutil.which("setpriv")
        prefix = [guard, "--pdeathsig", "TERM", "--"] if guard else []
        # The shell moves the pipes to where the browser looks for them; it knows no number above 9.
        move = 'exec "$@" 3<&0 4>&1 </dev/null >/dev/null'
        words = [*prefix, "sh", "-c", move, "sh", found()]
        self._process = subprocess.Popen(
            [*words, *_FLAGS, f"--user-data-dir={home}", "about:blank"],
            stdin=to_it,
            stdout=from_it,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_it)
        os.close(from_it)
        self._left = b""
        self._number = 0
        self._deadline = time.monotonic() + WITHIN
        self._events = []

    def visit(self, url, done):
        """The events of a page until its title is `done`."""
        targets = self._ask("Target.getTargets")["targetInfos"]
        page = next(each["targetId"] for each in targets if each["type"] == "page")
        attached = self._ask("Target.attachToTarget", targetId=page, flatten=True)
        session = attached["sessionId"]
        for domain in ("Network.enable", "Page.enable", "Runtime.enable"):
            self._ask(domain, session)
        self._events.clear()
        self._ask("Page.navigate", session, url=url)
        while True:
            title = self._ask("Runtime.evaluate", session, expression="document.title")
            if title["result"].get("value") == done:
                return [{"method": e["method"], "params": e["params"]} for e in self._events]
            self._message(0.05)

    def stop(self):
        """Ends the browser."""
        os.close(self._out)
        os.close(self._in)
        self._process.terminate()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _ask(self, method, session=None, **params):
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._message(1.0)
            if answer and answer.get("id") == self._number:
                if "error" in answer:
                    raise AssertionError(f"{method}: {answer['error']}")
                return answer["result"]

    def _message(self, wait):
        """The next message within `wait` seconds, or none; events are kept."""
        while b"\0" not in self._left:
            if time.monotonic() > self._deadline:
                raise AssertionError(f"the browser was not done within {WITHIN} s")
            if not select.select([self._in], [], [], wait)[0]:
                return None
            got = os.read(self._in, 1 << 16)
            if not got:
                raise AssertionError(f"the browser ended with {self._process.wait()}")
            self._left += got
        text, self._left = self._left.split(b"\0", 1)
        message = json.loads(text)
        if "method" in message:
            self._events.append(message)
        return message
