"""`webhook drill`: receivers that are right, and those with one classic defect each, in Flask and
Express."""

import base64
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
import unittest
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import program
from node_packages import Packages
from program import FINDINGS, INCONCLUSIVE, PASS, USAGE

_HERE = Path(__file__).resolve().parent / "webhook_receivers"
_WITHIN = 30
_SECRET = "whsec_" + base64.b64encode(b"a secret of the drill's own, 32b").decode()

# What each defect is named, and nothing besides.
_FLASK = {
    "": set(),
    "no-verification": {"forgery-accepted"},
    "no-tolerance": {"old-delivery-accepted"},
    "reserialised": {"body-parsed-before-verification"},
    "non-ascii-500": {"rejection-crashes"},
    "no-deduplication": {"duplicate-has-effect"},
    "race": {"concurrent-duplicates-race"},
    "answers-first": {"answered-before-stored"},
    "drops-early": {"early-event-lost"},
    "first-signature": {"rotated-secret-refused"},
    "refuses-duplicates": {"duplicate-refused"},
    "redirects": {"delivery-redirected"},
    "swallows": {"event-lost"},
    "refuses-unknown": {"unknown-type-mishandled"},
    "takes-get": {"method-accepted"},
    "hash-as-id": {"id-reused-with-other-body"},
    "memory-deduplication": {"redelivery-has-effect"},
    "unlimited": {"body-unlimited"},
}
_EXPRESS = {
    "": set(),
    "no-verification": {"forgery-accepted"},
    "reserialised": {"body-parsed-before-verification"},
    "throws": {"rejection-crashes"},
    "no-deduplication": {"duplicate-has-effect"},
    "race": {"concurrent-duplicates-race"},
    "answers-first": {"answered-before-stored"},
    "drops-early": {"early-event-lost"},
}


class Receiver:
    """One of them, in a folder of its own; a file in it is the command that restarts it."""

    def __init__(self, folder, command, defect):
        self.folder = Path(folder)
        self.port_file, self.pid_file = self.folder / "port", self.folder / "pid"
        (self.folder / "secret").write_text(_SECRET, "ascii")
        words = [*command, self.port_file, self.folder / "store", *([defect] if defect else [])]
        start = " ".join(shlex.quote(str(word)) for word in words)
        self.restart = self.folder / "restart.sh"
        self.restart.write_text(
            f"[ ! -f {self.pid_file} ] || kill -9 $(cat {self.pid_file})\n"
            f"WEBHOOK_SECRET={_SECRET} setsid {start} >>{self.folder}/log 2>&1 </dev/null &\n"
            f"echo $! >{self.pid_file}\n"
            f"until [ -s {self.port_file} ] && curl -s -o /dev/null"
            f" http://127.0.0.1:$(cat {self.port_file})/orders/none/payments; do sleep 0.02; done\n",
            "utf-8",
        )

    def __enter__(self):
        subprocess.run(["sh", self.restart], check=True, timeout=_WITHIN, stdin=subprocess.DEVNULL)
        self.origin = f"http://127.0.0.1:{self.port_file.read_text('ascii')}"
        return self

    def __exit__(self, *_):
        pid = int(self.pid_file.read_text("ascii"))
        os.kill(pid, signal.SIGKILL)

    def drill(self, scheme, *words, probe=True, orders=True, restart=True):
        given = ["--scheme", scheme, "--secret-file", self.folder / "secret"]
        if probe:
            given += ["--probe-url", self.origin + "/orders/{order}/payments"]
            given += ["--probe-pointer", "/count"]
        create = f"curl -sf -X POST {self.origin}/orders/$CHECKOUTDIAG_ORDER"
        if orders:
            given += ["--create-order-cmd", create]
        if restart:
            given += ["--restart-cmd", f"sh {self.restart}"]
        return program.run("webhook", "drill", self.origin + "/webhook", *given, *words, within=120)


def rules(done):
    return {each["rule"].removeprefix("webhook/") for each in done.json["findings"]}


def drilled(command, scheme, defect):
    with TemporaryDirectory() as folder, Receiver(folder, command, defect) as receiver:
        done = receiver.drill(scheme, "--json")
        log = (Path(folder) / "log").read_text("utf-8", "replace")
        return done, log


class DrillTest(unittest.TestCase):
    """Each defect is named, and nothing else is."""

    def _all(self, command, scheme, wanted):
        with ThreadPoolExecutor(6) as pool:
            runs = {
                defect: pool.submit(drilled, command, scheme, defect) for defect in wanted
            }
        for defect, run in runs.items():
            done, log = run.result()
            with self.subTest(defect or "none"):
                program.validate(done.json, "report-1.schema.json")
                self.assertEqual(rules(done), wanted[defect], program.told(done) + log[-2000:])
                self.assertEqual(done.json["inconclusive"], [])
                levels = {each["level"] for each in done.json["findings"]}
                self.assertEqual(done.code, FINDINGS if "error" in levels else PASS)
                self.assertNotIn(_SECRET, done.stdout + done.stderr)

    def test_receivers_in_flask(self):
        self._all([sys.executable, _HERE / "receiver.py"], "stripe", _FLASK)

    def test_receivers_in_express(self):
        packages = Packages("webhook_receivers")
        if packages.missing():
            self.skipTest(packages.missing())
        script = packages.install() / "receiver.mjs"
        self._all(["node", script], "standard-webhooks", _EXPRESS)

    def test_without_a_probe_nothing_is_proven(self):
        with TemporaryDirectory() as folder:
            with Receiver(folder, [sys.executable, _HERE / "receiver.py"], "") as receiver:
                done = receiver.drill("stripe", "--json", probe=False, restart=False)
                self.assertEqual(done.code, INCONCLUSIVE, program.told(done))
                self.assertEqual(
                    [each["rule"] for each in done.json["inconclusive"]],
                    ["webhook/trial-undecided"],
                )
                self.assertIn("--probe-url", done.json["inconclusive"][0]["reason"])
                done = receiver.drill("stripe", probe=False, restart=False)
                self.assertIn("by status only, and weak", done.stdout)

    def test_probes_by_command_and_by_query(self):
        with TemporaryDirectory() as folder:
            with Receiver(folder, [sys.executable, _HERE / "receiver.py"], "race") as receiver:
                query = "SELECT count(*) FROM payments WHERE order_id = '{order}'"
                some = ["--trial", "duplicate", "--trial", "together", "--json"]
                store = receiver.folder / "store"
                for probe in (
                    ["--probe-sqlite", store, "--probe-sql", query],
                    ["--probe-cmd", f"{sys.executable} -c 'import sqlite3, os;"
                     f" print(sqlite3.connect(\"{store}\").execute(\"SELECT count(*) FROM payments"
                     " WHERE order_id = ?\", (os.environ[\"CHECKOUTDIAG_ORDER\"],)).fetchone()[0])'"],
                ):
                    done = receiver.drill("stripe", *probe, *some, probe=False)
                    self.assertEqual(rules(done), {"concurrent-duplicates-race"}, program.told(done))
                    trials = {each["trial"]: each for each in done.json["data"]["trials"]}
                    self.assertEqual(list(trials), ["valid", "duplicate", "together"])
                    self.assertEqual(len(trials["together"]["sent"]), 16)
                    self.assertLess(trials["together"]["spread_us"], 50_000)
                done = receiver.drill(
                    "stripe", "--probe-sqlite", store, "--probe-sql", "SELECT 'x'", *some,
                    probe=False,
                )
                self.assertEqual(done.code, INCONCLUSIVE)
                self.assertIn("does not give a number", done.stdout)

    def test_a_command_that_fails_takes_its_trial_alone(self):
        with TemporaryDirectory() as folder:
            with Receiver(folder, [sys.executable, _HERE / "receiver.py"], "race") as receiver:
                fails = 'test "$CHECKOUTDIAG_TRIAL" != duplicate || { echo no database; exit 7; }'
                some = ["--trial", "duplicate", "--trial", "together", "--json"]
                done = receiver.drill("stripe", "--before-cmd", fails, *some)
                self.assertEqual(rules(done), {"concurrent-duplicates-race"}, program.told(done))
                self.assertEqual(done.code, FINDINGS)
                trials = {each["trial"]: each for each in done.json["data"]["trials"]}
                self.assertIn("7", trials["duplicate"]["broken"])
                self.assertIn("duplicate", done.json["inconclusive"][0]["reason"])
                # Of the first trial it is the call that is wrong.
                done = receiver.drill("stripe", "--before-cmd", "exit 7", *some)
                self.assertEqual(done.code, USAGE)

    def test_a_slow_endpoint(self):
        with TemporaryDirectory() as folder:
            with Receiver(folder, [sys.executable, _HERE / "receiver.py"], "slow") as receiver:
                done = receiver.drill(
                    "stripe", "--json", "--answer-timeout", "0.5", "--trial", "tampered"
                )
                self.assertEqual(done.code, FINDINGS)
                self.assertEqual(rules(done), {"answer-too-late"})

    def test_an_own_event(self):
        with TemporaryDirectory() as folder:
            with Receiver(folder, [sys.executable, _HERE / "receiver.py"], "") as receiver:
                event = Path(folder) / "event.json"
                event.write_text(
                    json.dumps({
                        "id": "evt_{id}", "type": "payment_intent.succeeded", "amount": 5,
                        "data": {"object": {"metadata": {"order_id": "{order}"}}},
                    }),
                    "utf-8",
                )
                done = receiver.drill("stripe", "--json", "--event", event, restart=False)
                self.assertEqual(done.code, PASS, program.told(done))
                skipped = {
                    each["trial"]: each["skipped"] for each in done.json["data"]["trials"]
                    if each["skipped"]
                }
                self.assertEqual(set(skipped), {"unknown-type", "out-of-order", "killed"})

    def test_what_is_refused(self):
        with TemporaryDirectory() as folder:
            secret = Path(folder) / "secret"
            secret.write_text("whsec_x", "ascii")
            here = ["http://127.0.0.1:9/hook", "--scheme", "stripe", "--secret-file", secret]
            for words, told in (
                ([*here, "--trial", "dup"], "--trial does not take 'dup'"),
                ([*here, "--probe-url", "http://example.com/x"], "is not on this machine"),
                ([*here, "--probe-sqlite", "a.db"], "belong together"),
                (["https://shop.example/hook", *here[1:]], "--allow-remote"),
                (["nowhere", *here[1:]], "is no URL"),
                ([here[0], *here[3:]], "--scheme is missing"),
                (here[:3], "there is no secret"),
            ):
                done = program.run("webhook", "drill", *words)
                self.assertEqual(done.code, USAGE, done.stdout + done.stderr)
                self.assertIn(told, done.stderr)
            done = program.run("webhook", "drill", *here, "--json", "--trial", "duplicate")
            self.assertEqual(done.code, INCONCLUSIVE)
            self.assertIn("no delivery reached http://127.0.0.1:9/hook", done.stdout)


if __name__ == "__main__":
    unittest.main()
