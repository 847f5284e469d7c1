"""`charge audit` on what a real browser, a log and a real client's proxied traffic have."""

import http.server
import json
import shutil
import signal
import subprocess
import threading
import unittest
from pathlib import Path
from tempfile import TemporaryDirectory

import browsers
import program
from program import FINDINGS, INCONCLUSIVE, PASS, USAGE
from sandboxes import CHARGE, sandbox

# A checkout that tries again with a new key, which is the double charge; the second order is right.
_PAGE = """<!doctype html><link rel="icon" href="data:,"><title>wait</title><script>
const pay = (key, order, extra) => fetch('/v1/charges', {
  method: 'POST',
  headers: {'Content-Type': 'application/json', 'Idempotency-Key': key,
            Authorization: 'Bearer pk_test_visible', ...extra},
  body: JSON.stringify({amount: 500, currency: 'eur', reference: order}),
});
(async () => {
  await pay('0b5f3e0a-56e8-4b83-9c1c-6f0c5d1f7a01', 'order-1', {'X-Fail': '503'});
  await pay('5d0f4c1b-7a1e-4a86-8c77-0e9d7c2b4e02', 'order-1', {});
  await pay('9c8d7e6f-1a2b-4c3d-8e9f-0a1b2c3d4e03', 'order-2', {'X-Fail': '503'});
  await pay('9c8d7e6f-1a2b-4c3d-8e9f-0a1b2c3d4e03', 'order-2', {});
  document.title = 'done';
})();
</script>"""


class _Gateway(http.server.BaseHTTPRequestHandler):
    """Serves the page, and takes its charges."""

    def _answer(self, status, kind, body):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        """The page."""
        self._answer(200, "text/html", _PAGE.encode())

    def do_POST(self):
        """A charge, or the failure that was asked for."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(int(self.headers.get("X-Fail", "200")), "application/json", b'{"id":"ch_1"}')

    def log_message(self, *_):
        """Quiet."""


def audit(*options, stdin=""):
    """Runs it in JSON, and checks the report against its schema."""
    done = program.run("charge", "audit", "--json", *options, stdin=stdin)
    if done.code != USAGE:
        program.validate(done.json, "report-1.schema.json")
    return done


def rules(done):
    """The ids of the rules that failed, without their family."""
    return {each["rule"].split("/")[1] for each in done.json["findings"]}


@unittest.skipIf(browsers.missing(), browsers.missing())
class BrowserTest(unittest.TestCase):
    """A HAR file that a real headless Chromium made."""

    def test_the_retry_that_made_a_new_key_is_found(self):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Gateway)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        har = browsers.har_of(f"http://127.0.0.1:{server.server_port}/", "done")
        with TemporaryDirectory() as home:
            file = Path(home) / "checkout.har"
            file.write_text(json.dumps(har))
            done = audit("--profile", "stripe", file)
        self.assertEqual(done.code, FINDINGS, program.told(done))
        self.assertEqual(rules(done), {"key-changed-on-retry"}, program.told(done))
        found = done.json["findings"][0]
        self.assertIn("0b5f3e0a", json.dumps(found))
        self.assertNotIn("9c8d7e6f", json.dumps(found))
        self.assertEqual(len(done.json["data"]["mutations"]), 4)
        self.assertTrue(done.json["data"]["browser"])


class LogTest(unittest.TestCase):
    """NDJSON, as logs have it."""

    def _line(self, key, body, status=200, time="2026-11-26T10:00:00Z", **more):
        line = {
            "time": time,
            "method": "POST",
            "url": "https://api.stripe.com/v1/charges",
            "headers": {"Authorization": "Bearer sk_test_51Secret", "Idempotency-Key": key},
            "body": body,
            "status": status,
            **more,
        }
        if key is None:
            del line["headers"]["Idempotency-Key"]
        return json.dumps(line) + "\n"

    def test_a_good_log_passes(self):
        first = "7f2c9a4e-0d1b-4f7a-9b54-2a6d1c8e3f01"
        second = "7f2c9a4e-0d1b-4f7a-9b54-2a6d1c8e3f02"
        done = audit(
            "-",
            stdin=self._line(first, CHARGE, 503)
            + self._line(first, CHARGE, time="2026-11-26T10:00:02Z")
            + self._line(second, {**CHARGE, "reference": "order-2"}),
        )
        self.assertEqual(done.code, PASS, program.told(done))
        self.assertNotIn("51Secret", program.told(done))

    def test_people_are_told_the_line(self):
        with TemporaryDirectory() as folder:
            log = Path(folder) / "traffic.ndjson"
            log.write_text(self._line("4b1f8a52-7d3c-4c5e-9f10-6a2b3c4d5e6f", CHARGE)
                           + self._line(None, CHARGE), encoding="utf-8")
            for options in ((), ("--quiet",)):
                done = program.run("charge", "audit", *options, log)
                self.assertEqual(done.code, FINDINGS)
                self.assertIn("(line 2)", done.stdout)

    def test_each_defect_is_named(self):
        good = "7f2c9a4e-0d1b-4f7a-9b54-2a6d1c8e3f01"
        other = {**CHARGE, "reference": "order-2"}
        for lines, rule in (
            (self._line(None, CHARGE), "key-missing"),
            (self._line(good, CHARGE) + self._line(good, other), "key-reused"),
            (
                self._line(good, CHARGE, 0, error="timeout")
                + self._line(good[:-1] + "9", CHARGE, time="2026-11-26T10:00:09Z"),
                "key-renewed-after-timeout",
            ),
            (self._line("order-1", CHARGE), "key-guessable"),
            (self._line("ann@example.com-1f2c9a4e0d1b4f7a", CHARGE), "key-personal-data"),
            (self._line("k" * 300, CHARGE), "key-malformed"),
            (
                self._line(good, CHARGE, 503)
                + self._line(good, CHARGE, time="2026-11-28T10:00:00Z"),
                "retry-after-retention",
            ),
        ):
            with self.subTest(rule=rule):
                done = audit("-", stdin=lines)
                self.assertIn(rule, rules(done), program.told(done))
                self.assertNotIn("ann@example.com", program.told(done))

    def test_nothing_seen_is_not_a_pass(self):
        done = audit("-", stdin='{"method":"GET","url":"https://api.stripe.com/v1/charges"}\n')
        self.assertEqual(done.code, INCONCLUSIVE, program.told(done))
        done = audit("-", stdin='{"method":"CONNECT","url":"api.stripe.com:443"}\n')
        self.assertEqual(done.code, INCONCLUSIVE, program.told(done))

    def test_what_cannot_be_read_is_named_with_its_line(self):
        done = audit("-", stdin=self._line("k", CHARGE) + "{broken\n")
        self.assertEqual(done.code, USAGE)
        self.assertRegex(done.json["error"]["message"], r"\b2\b")


@unittest.skipUnless(shutil.which("curl"), "curl is not installed")
class RecorderTest(unittest.TestCase):
    """A client's real traffic, through the recording proxy, to the sandbox."""

    def test_recorded_and_judged(self):
        with sandbox("--profile", "stripe") as box:
            kept = box.home / "kept.ndjson"
            process = subprocess.Popen(
                [
                    *(program.BINARY, "charge", "audit", "--json", "--profile", "stripe"),
                    *("--listen", "127.0.0.1:0", "--upstream", box.origin, "--record", kept),
                ],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                stdin=subprocess.DEVNULL,
                env=program.environment(),
                text=True,
            )
            try:
                origin = process.stderr.readline().split("recording at ")[1].split(";")[0]
                for key in ("a", "b"):
                    sent = subprocess.run(
                        [
                            *("curl", "-sS", "-m", "5", "-H", f"Idempotency-Key: {key * 40}"),
                            *("-H", "Authorization: Bearer sk_test_51Secret"),
                            *("-H", "Content-Type: application/json"),
                            *("-d", json.dumps(CHARGE), origin + "/v1/charges"),
                        ],
                        capture_output=True,
                        env=program.environment(),
                        timeout=30,
                        check=True,
                    )
                    self.assertIn(b"ch_", sent.stdout)
                process.send_signal(signal.SIGINT)
                out, _ = process.communicate(timeout=30)
            finally:
                if process.poll() is None:
                    process.kill()
                    process.communicate()
            self.assertEqual(len(box.truth()["charges"]), 2)
            report = json.loads(out)
            self.assertEqual(len(report["data"]["mutations"]), 2)
            self.assertNotIn("51Secret", out + kept.read_text())
            again = audit("--profile", "stripe", kept)
            self.assertEqual(
                [each["rule"] for each in again.json["findings"]],
                [each["rule"] for each in report["findings"]],
            )


if __name__ == "__main__":
    unittest.main()
