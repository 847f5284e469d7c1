"""`sandbox` with real clients: what curl says of each fault, TLS, books that outlive it, webhooks
that verify, and files that are wrong."""

import http.server
import json
import shutil
import signal
import subprocess
import threading
import unittest
from pathlib import Path
from tempfile import TemporaryDirectory

import program
from program import PASS, USAGE
from sandboxes import CHARGE, PROFILES, sandbox

# What curl's exit codes mean.
_OK, _PARTIAL, _TIMED_OUT, _EMPTY, _RESET = 0, 18, 28, 52, 56
SECRET = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def curl(box, *options, within="2"):
    """Exit code and output of a POST by curl."""
    trust = ("--cacert", box.ca) if box.ca else ()
    done = subprocess.run(
        [
            *("curl", "-sS", "-m", within, *map(str, trust), "-H", "Content-Type: application/json"),
            *("-d", json.dumps(CHARGE), *options, box.charges),
        ],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        env=program.environment(),
    )
    return done.returncode, done.stdout, done.stderr


@unittest.skipUnless(shutil.which("curl"), "curl is not installed")
class FaultsTest(unittest.TestCase):
    """Each fault, as a client meets it, and whether money moved."""

    def _fault(self, box, fault, **how):
        return curl(box, "-H", f"Checkoutdiag-Fault: {fault}", **how)

    def _check(self, box):
        for fault, code, charged in (
            ("status 503 before-commit", _OK, 0),
            ("status 500 after-commit", _OK, 1),
            ("reset before-commit", _RESET, 0),
            ("reset after-commit", _RESET, 1),
            ("close before-commit", _EMPTY, 0),
            ("close after-commit", _EMPTY, 1),
            ("truncate 10", _PARTIAL, 1),
            ("half", (_PARTIAL, _RESET), 1),
            ("wrong-length 20", (_PARTIAL, _TIMED_OUT), 1),
            ("delay 60000", _TIMED_OUT, 1),
            ("stall 60000", _TIMED_OUT, 1),
            ("drip 1 100", (_OK, _TIMED_OUT), 1),
        ):
            with self.subTest(fault=fault, tls=bool(box.ca)):
                box.post({}, "/_reset")
                got, _, told = self._fault(box, fault, within="1")
                self.assertIn(got, code if isinstance(code, tuple) else (code,), told)
                self.assertEqual(len(box.truth()["charges"]), charged)

    def test_without_tls(self):
        with sandbox() as box:
            self._check(box)

    def test_with_tls(self):
        with sandbox(tls=True) as box:
            self._check(box)

    def test_a_scenario_fails_the_requests_that_it_names(self):
        scenario = {
            "name": "mine",
            "title": "the second and third request fail",
            "faults": [
                {"at": "2-3", "fault": "status", "status": 503, "retry_after": 7},
                {"at": 5, "fault": "reset", "when": "after-commit"},
            ],
        }
        with TemporaryDirectory() as home:
            file = Path(home) / "mine.json"
            file.write_text(json.dumps(scenario))
            with sandbox("--scenario", file) as box:
                seen = [curl(box, "-D", "-") for _ in range(6)]
                charges = box.truth()["charges"]
        self.assertEqual([code for code, _, _ in seen], [_OK, _OK, _OK, _OK, _RESET, _OK])
        failed = ["HTTP/1.1 503" in out and "Retry-After: 7" in out for _, out, _ in seen]
        self.assertEqual(failed, [False, True, True, False, False, False])
        self.assertEqual(len(charges), 4)


class BooksTest(unittest.TestCase):
    """What it remembers, and what it says."""

    def test_a_key_is_a_charge_in_every_profile(self):
        headers = {
            "paypal": "PayPal-Request-Id",
            "checkoutcom": "Cko-Idempotency-Key",
            "worldline": "X-GCS-Idempotence-Key",
        }
        for profile in PROFILES:
            with self.subTest(profile=profile), sandbox("--profile", profile) as box:
                key = '"key-000000000001"' if profile == "ietf" else "key-000000000001"
                body = {**CHARGE, "idempotency_key": key} if profile == "square" else CHARGE
                name = headers.get(profile, "Idempotency-Key")
                more = {} if profile == "square" else {name: key}
                first = box.post(body, **more)
                second = box.post(body, **more)
                self.assertIn(first[0], (200, 201))
                if profile == "gocardless":
                    self.assertEqual(second[0], 409)
                else:
                    self.assertIn(second[0], (200, 201))
                self.assertEqual(len(box.truth()["charges"]), 1)

    def test_books_outlive_the_process(self):
        with TemporaryDirectory() as home:
            state = Path(home) / "books.sqlite"
            with sandbox("--profile", "stripe", "--state", state) as box:
                first = box.post(CHARGE, Idempotency_Key="a-key-that-stays")
                taken = program.run("sandbox", "--state", state)
                self.assertEqual(taken.code, USAGE, "two had one file")
            with sandbox("--profile", "stripe", "--state", state) as box:
                second = box.post(CHARGE, Idempotency_Key="a-key-that-stays")
                self.assertEqual(second[1]["id"], first[1]["id"])
                self.assertEqual(second[2].get("Idempotent-Replayed"), "true")
                self.assertEqual(len(box.truth()["charges"]), 1)
            foreign = Path(home) / "foreign"
            foreign.write_text("not a database, and not empty either")
            refused = program.run("sandbox", "--state", foreign)
            self.assertEqual(refused.code, USAGE)
            self.assertEqual(foreign.read_text(), "not a database, and not empty either")

    def test_tokens_are_used_once_and_end(self):
        with sandbox("--token-life", "1") as box:
            _, token, _ = box.post({"card": "test"}, "/v1/tokens")
            body = {**CHARGE, "source": token["id"]}
            self.assertIn(box.post(body)[0], (200, 201))
            self.assertEqual(box.post(body)[0], 400)

    def test_live_keys_are_turned_away(self):
        with sandbox("--profile", "stripe") as box:
            status, answer, _ = box.post(CHARGE, Authorization="Bearer sk_live_51Real")
            self.assertEqual(status, 403)
            self.assertIn("live", json.dumps(answer))
            self.assertNotIn("51Real", json.dumps(box.truth()))

    def test_it_stops_cleanly_and_says_what_it_did(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with sandbox() as box:
                box.post(CHARGE)
                box.process.send_signal(number)
                self.assertEqual(box.process.wait(timeout=10), 0)
                self.assertIn("1 charge", box.process.stderr.read())


class CallsTest(unittest.TestCase):
    """Wrong calls and wrong files."""

    def test_only_this_machine(self):
        done = program.run("sandbox", "--listen", "0.0.0.0:0")
        self.assertEqual(done.code, USAGE)
        self.assertIn("--expose", done.stderr)
        done = program.run("sandbox", "--webhook-url", "http://192.0.2.1/hook")
        self.assertEqual(done.code, USAGE)

    def test_a_taken_port_is_named(self):
        with sandbox() as box:
            done = program.run("sandbox", "--listen", box.origin.removeprefix("http://"))
        self.assertEqual(done.code, USAGE)
        self.assertIn(box.origin.rsplit(":", 1)[1], done.stderr)

    def test_files_are_refused_with_file_line_and_what_was_expected(self):
        good = {"name": "x", "title": "y"}
        for text, line, expected in (
            ('{\n  "name": "x",\n  "title": "y",\n  "faults": 3\n}', 4, "list"),
            (json.dumps({**good, "faults": [{"at": 0, "fault": "reset"}]}, indent=1), 6, "at"),
            (json.dumps({**good, "faults": [{"at": 1, "fault": "resett"}]}, indent=1), 7, "reset"),
            (json.dumps({**good, "unknown": 1}, indent=1), 4, "unknown"),
            ('{\n "name": "x",\n "title": }', 3, "JSON"),
        ):
            with self.subTest(text=text), TemporaryDirectory() as home:
                file = Path(home) / "mine.json"
                file.write_text(text)
                done = program.run("sandbox", "--scenario", file)
                self.assertEqual(done.code, USAGE, done.stdout)
                self.assertIn("mine.json", done.stderr)
                self.assertRegex(done.stderr, rf":{line}\b|line {line}\b")
                self.assertIn(expected, done.stderr)
        with TemporaryDirectory() as home:
            file = Path(home) / "gateway.json"
            file.write_text('{\n  "name": "mine",\n  "title": "Mine",\n  "kee": {}\n}')
            done = program.run("sandbox", "--profile", file)
            self.assertEqual(done.code, USAGE)
            self.assertIn("gateway.json", done.stderr)
            self.assertIn("kee", done.stderr)

    def test_what_is_shown_can_be_used(self):
        listed = program.run("sandbox", "--list")
        self.assertEqual(listed.code, PASS)
        for name in ("reset-after-commit", "stripe", "sequential-only"):
            self.assertIn(name, listed.stdout)
        for option, name in (("--scenario", "reset-after-commit"), ("--profile", "adyen")):
            with TemporaryDirectory() as home:
                file = Path(home) / "own.json"
                file.write_text(program.run("sandbox", "--show", name).stdout)
                with sandbox(option, file):
                    pass


class _Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        """Keeps the delivery; fails the first one."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((list(self.headers.items()), body))
        self.send_response(500 if len(self.server.got) == 1 else 204)
        self.send_header("Content-Length", "0")
        self.end_headers()
        if len(self.server.got) >= self.server.wanted:
            self.server.done.set()

    def log_message(self, *_):
        """Quiet."""


class WebhooksTest(unittest.TestCase):
    """Its events, delivered twice and out of order, verify with `webhook verify`."""

    def test_signed_duplicated_and_retried(self):
        receiver = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Receiver)
        receiver.got, receiver.wanted, receiver.done = [], 5, threading.Event()
        serving = threading.Thread(target=receiver.serve_forever, daemon=True)
        serving.start()
        self.addCleanup(receiver.server_close)
        self.addCleanup(receiver.shutdown)
        plan = {
            "name": "twice",
            "title": "each event twice, the last first",
            "webhooks": {"duplicates": 1, "reversed": True},
        }
        with TemporaryDirectory() as home:
            file = Path(home) / "twice.json"
            file.write_text(json.dumps(plan))
            url = f"http://127.0.0.1:{receiver.server_port}/hook"
            with sandbox(
                *("--scenario", file, "--webhook-url", url, "--webhook-scheme", "stripe"),
                *("--webhook-secret-env", "HOOK"),
                env={"HOOK": SECRET},
            ) as box:
                box.post(CHARGE)
                # Two events, each twice, and the one that met 500 once more.
                self.assertTrue(receiver.done.wait(30), len(receiver.got))
                events = box.truth()["events"]
            self.assertEqual(len(events), 2)
            ids = [json.loads(body)["id"] for _, body in receiver.got]
            self.assertEqual(len(set(ids)), 2)
            for headers, body in receiver.got:
                names = Path(home) / "headers.json"
                names.write_text(json.dumps([{"name": n, "value": v} for n, v in headers]))
                (Path(home) / "body").write_bytes(body)
                done = program.run(
                    *("webhook", "verify", "--scheme", "stripe", "--secret-env", "HOOK"),
                    *("--headers", names, "--body", Path(home) / "body"),
                    env={"HOOK": SECRET},
                )
                self.assertEqual(done.code, PASS, done.stdout)


if __name__ == "__main__":
    unittest.main()
