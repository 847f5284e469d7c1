"""What a real browser recorded of a checkout: the HAR file, the trace and the console.

As a program: `checkout_captures.py FOLDER [DEFECT…]`."""

import contextlib
import json
import select
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import browsers
from checkout_shops import CLEAN, DEFECTS, Shop
from node_packages import Packages

_PACKAGES = Packages("checkout_shop")
WITHIN = 60.0


@dataclass
class Capture:
    """The files of one checkout, and the page's last title: "done: paid", "done: failed"."""

    har: Path
    trace: Path
    console: Path
    title: str


def missing():
    """Why nothing can be captured here; empty when it can."""
    if not browsers.found():
        return "chromium is not installed"
    return _PACKAGES.missing()


class Camera:
    """A browser for any number of checkouts, each of them a new profile; a context manager."""

    def __init__(self):
        self._process = None

    def __enter__(self):
        script = _PACKAGES.install() / "capture.mjs"
        guard = shutil.which("setpriv")
        prefix = [guard, "--pdeathsig", "TERM", "--"] if guard else []
        self._process = subprocess.Popen(
            [*prefix, "node", script, browsers.found()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        return self

    def __exit__(self, *_):
        # The end of its input ends the browser.
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.terminate()
            self._process.wait()
        self._process.stdout.close()

    def take(self, shop, folder):
        """Pays in the shop; a Capture with its files in the folder."""
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        asked = json.dumps({"url": shop.url, "folder": str(folder.resolve())})
        self._process.stdin.write(asked.encode() + b"\n")
        self._process.stdin.flush()
        if not select.select([self._process.stdout], [], [], WITHIN)[0]:
            raise AssertionError(f"no checkout of {shop.defect} within {WITHIN} s")
        line = self._process.stdout.readline()
        if not line:
            raise AssertionError(f"the browser ended at {shop.defect}")
        return Capture(
            folder / "har.json",
            folder / "trace.json",
            folder / "console.txt",
            json.loads(line)["title"],
        )


def capture(shop, folder):
    """One checkout in a browser of its own; a Capture."""
    with Camera() as camera:
        return camera.take(shop, folder)


def captures(folder, defects=(*CLEAN, *DEFECTS)):
    """For each defect its name and its Capture, in a folder of that name."""
    with Camera() as camera:
        for defect in defects:
            with Shop(defect) as shop:
                taken = camera.take(shop, Path(folder) / defect)
            yield defect, taken


if __name__ == "__main__":
    for name, made in captures(sys.argv[1], sys.argv[2:] or (*CLEAN, *DEFECTS)):
        print(f"{name}: {made.title}", flush=True)
