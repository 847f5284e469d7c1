"""`gate` and `report merge`, as a pipeline uses them: real gateways, real files, every format."""

import copy
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import unittest
from pathlib import Path
from tempfile import TemporaryDirectory

import gateways
import pki
import program
from program import FINDINGS, INCONCLUSIVE, INTERRUPTED, PASS, USAGE

_HAR = {
    "log": {
        "version": "1.2",
        "creator": {"name": "t", "version": "1"},
        "entries": [
            {
                "startedDateTime": "2026-11-27T10:00:00.000Z",
                "time": 10,
                "request": {
                    "method": "POST",
                    "url": "https://api.stripe.com/v1/payment_intents",
                    "headers": [{"name": "Content-Type", "value": "application/x-www-form-urlencoded"}],
                    "postData": {"mimeType": "application/x-www-form-urlencoded", "text": "amount=100&currency=eur"},
                },
                "response": {"status": 200, "headers": [], "content": {"text": "{\"id\":\"pi_1\"}"}},
            }
        ],
    }
}


def _with_key(har, key):
    har = copy.deepcopy(har)
    har["log"]["entries"][0]["request"]["headers"].append({"name": "Idempotency-Key", "value": key})
    return har


class _Silent:
    """Accepts connections and says nothing."""

    def __enter__(self):
        self._socket = socket.create_server((gateways.LOOPBACK, 0))
        self.address = f"{gateways.LOOPBACK}:{self._socket.getsockname()[1]}"
        self._held, self.began = [], threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def _accept(self):
        while True:
            try:
                self._held.append(self._socket.accept()[0])
            except OSError:
                return
            self.began.set()

    def __exit__(self, *_):
        self._socket.close()
        for each in self._held:
            each.close()


class GateTest(unittest.TestCase):
    """A directory with files, and gateways that are good and old."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        old = gateways.nginx_server(pki.leaf("rsa"), protocols="TLSv1.2")
        late = gateways.nginx_server(pki.leaf("expired"))
        cls.servers = [
            cls.enterClassContext(each)
            for each in (gateways.nginx_intermediate(), gateways.nginx(old), gateways.nginx(late))
        ]
        cls.good, cls.old, cls.late = cls.servers

    @classmethod
    def enterClassContext(cls, manager):
        """As unittest has it from 3.11 on."""
        value = manager.__enter__()
        cls.addClassCleanup(manager.__exit__, None, None, None)
        return value

    def setUp(self):
        home = TemporaryDirectory()
        self.addCleanup(home.cleanup)
        self.home = Path(home.name)

    def file(self, name, content):
        path = self.home / name
        path.write_text(content if isinstance(content, str) else json.dumps(content, indent=1))
        return str(path)

    def probe(self, server, **more):
        target, _, address = program.at(server)
        options = {"ca-file": str(pki.root().certificate), "connect": address, "no-local": True}
        return {"run": "tls probe", "targets": [target], "options": options, **more}

    def gate(self, document, *words, stdin="", **checks):
        path = document
        if not isinstance(document, str):
            path = self.file("checkoutdiag.json", {**document, "checks": {**document.get("checks", {}), **checks}})
        done = program.run("gate", path, *words, "--json", stdin=stdin)
        if done.code != USAGE:
            program.validate(done.json, "report-1.schema.json")
            self.assertEqual(done.json["exit_code"], done.code)
        return done

    def rules(self, done):
        return {each["rule"] for each in done.json["findings"] if not each["waived"]}

    def undecided(self, done):
        return {each["rule"]: each["reason"] for each in done.json["inconclusive"]}


class VerdictTest(GateTest):
    def test_a_clean_gate_passes_and_an_old_gateway_fails(self):
        done = self.gate({"checklist": ["tls13-everywhere"]}, good=self.probe(self.good))
        self.assertEqual(done.code, PASS, program.told(done))
        done = self.gate(
            {"checklist": ["tls13-everywhere"]}, good=self.probe(self.good), old=self.probe(self.old)
        )
        self.assertEqual(done.code, FINDINGS)
        self.assertIn("gate/tls13-everywhere", self.rules(done))
        of = {each["evidence"]["check"] for each in done.json["findings"] if each["rule"].startswith("tls/")}
        self.assertEqual(of, {"old"})
        parts = {each["name"]: each for each in done.json["data"]["parts"]}
        self.assertEqual({name: each["end"] for name, each in parts.items()}, {"good": "ran", "old": "ran"})
        self.assertEqual(parts["good"]["summary"]["error"], 0)
        self.assertTrue(parts["old"]["data"]["targets"])

    def test_every_report_is_valid_and_points_into_the_file(self):
        files = {kind: self.home / f"r.{kind}" for kind in program.REPORTS}
        path = self.file("checkoutdiag.json", {"checks": {"late": self.probe(self.late)}})
        done = program.run(
            "gate", path, *(f"--report={kind}={file}" for kind, file in files.items()), "--no-progress"
        )
        self.assertEqual(done.code, FINDINGS, done.stderr)
        self.assertIn("tls/leaf-expired", done.stdout)
        script = program.ROOT / "tests" / "cli" / "validate_reports.py"
        named = [f"{kind}={files[kind]}" for kind in ("json", "sarif", "junit")]
        checked = subprocess.run([sys.executable, script, *named], capture_output=True, text=True)
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)
        line = next(
            number
            for number, text in enumerate(Path(path).read_text().splitlines(), 1)
            if '"late"' in text
        )
        for issue in json.loads(files["gitlab"].read_text()):
            if issue["check_name"].startswith("tls/"):
                self.assertEqual(issue["location"], {"path": path, "lines": {"begin": line}})
        self.assertIn("CHECKOUTDIAG CRITICAL", files["nagios"].read_text())

    def test_levels_of_one_check(self):
        levels = {"tls/*": "note", "tls/leaf-expired": "off"}
        done = self.gate({}, late=self.probe(self.late, levels=levels))
        self.assertEqual(done.code, PASS, program.told(done))
        self.assertEqual({each["level"] for each in done.json["findings"]} - {"note"}, set())
        self.assertIn("switched off", next(iter(done.json["skipped"]["tls/leaf-expired"])))

    def test_waivers_in_the_file_end(self):
        waiver = {"rule": "tls/*", "subject": "*", "reason": "the vendor moves in May", "expires": "2027-05-31"}
        document = {"waivers": [waiver]}
        done = self.gate(document, late=self.probe(self.late))
        self.assertEqual(done.code, PASS, program.told(done))
        self.assertEqual({each["waived"]["expires"] for each in done.json["findings"]}, {"2027-05-31"})
        done = self.gate(document, "--now", "2027-06-01T00:00:00Z", late=self.probe(self.late))
        self.assertEqual(done.code, FINDINGS)
        self.assertLessEqual({"waivers/expired", "tls/leaf-expired"}, self.rules(done))

    def test_a_line_of_the_checklist_can_be_waived(self):
        waiver = {"rule": "gate/tls13-everywhere", "subject": "*", "reason": "in May", "expires": "2027-05-31"}
        document = {"waivers": [waiver], "checklist": ["tls13-everywhere"]}
        old = self.probe(self.old, levels={"tls/*": "note"})
        done = self.gate(document, old=old)
        self.assertEqual(done.code, PASS, program.told(done))
        self.assertEqual(self.rules(done) & {"gate/tls13-everywhere", "waivers/unused"}, set())
        self.assertEqual(self.gate({**document, "waivers": []}, old=old).code, FINDINGS)

    def test_a_baseline_excuses_what_it_has_and_nothing_new(self):
        base = self.file("base.json", self.gate({}, late=self.probe(self.late)).stdout)
        done = self.gate({"baseline": base}, late=self.probe(self.late))
        self.assertEqual(done.code, PASS, program.told(done))
        self.assertGreater(done.json["summary"]["waived"], 0)
        other = self.probe(self.old)
        other["options"]["policy"] = "mozilla-modern"
        done = self.gate({}, "--baseline", base, late=self.probe(self.late), old=other)
        self.assertEqual(done.code, FINDINGS)
        self.assertEqual(
            {each["evidence"]["check"] for each in done.json["findings"] if not each["waived"]}, {"old"}
        )

    def test_budgets(self):
        done = self.gate({}, late=self.probe(self.late, levels={"tls/*": "warning"}, budget={"warnings": 0}))
        self.assertEqual((done.code, self.rules(done) - {"gate/over-budget"} != set()), (FINDINGS, True))
        self.assertIn("gate/over-budget", self.rules(done))
        with _Silent() as silent:
            check = {"run": "tls probe", "targets": [silent.address], "options": {"timeout": 60}}
            done = self.gate({}, slow={**check, "budget": {"seconds": 1}})
        self.assertEqual(done.code, INCONCLUSIVE, program.told(done))
        self.assertIn("gate/check-ran", self.undecided(done))

    def test_what_cannot_run_fails_and_the_others_are_told(self):
        lint = {"run": "threeds lint", "words": [str(self.home / "absent.json")]}
        done = self.gate({}, lint=lint, good=self.probe(self.good))
        self.assertEqual(done.code, FINDINGS)
        (finding,) = [each for each in done.json["findings"] if each["rule"] == "gate/check-ran"]
        self.assertIn("absent.json", finding["message"])
        self.assertIn("tls/leaf-expired", done.json["held"])
        done = self.gate({}, "--skip", "lint", lint=lint, good=self.probe(self.good))
        self.assertEqual(done.code, PASS, program.told(done))
        done = self.gate({}, "--only", "good", lint=lint, good=self.probe(self.good))
        self.assertEqual(done.code, PASS, program.told(done))
        self.assertEqual({each["end"] for each in done.json["data"]["parts"]}, {"ran", "left_out"})

    def test_the_checklist(self):
        lines = ["one-key-per-mutation", "webhooks-verified", "tokenization-undisturbed"]
        audit = {"run": "charge audit", "words": [self.file("traffic.har", _HAR)]}
        done = self.gate({"checklist": lines}, keys=audit)
        self.assertIn("gate/one-key-per-mutation", self.rules(done))
        self.assertEqual(
            set(self.undecided(done)) & {f"gate/{line}" for line in lines},
            {"gate/webhooks-verified", "gate/tokenization-undisturbed"},
        )
        keyed = _with_key(_HAR, "5f0c2a8e-9f5b-4b5e-8a53-0a1d3a0f7a11")
        audit = {"run": "charge audit", "words": [self.file("traffic.har", keyed)]}
        done = self.gate({"checklist": lines[:1]}, keys=audit)
        self.assertEqual(done.code, PASS, program.told(done))
        self.assertIn("gate/one-key-per-mutation", done.json["held"])

    def test_a_signal_ends_the_checks_and_the_report_is_told(self):
        with _Silent() as silent:
            check = {"run": "tls probe", "targets": [silent.address], "options": {"timeout": 60}}
            path = self.file("checkoutdiag.json", {"checks": {"slow": check}})
            running = subprocess.Popen(
                [program.BINARY, "gate", path, "--json"],
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=program.environment(),
            )
            self.assertTrue(silent.began.wait(20))
            below = Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text().split()
            tasks = Path(f"/proc/{running.pid}/task")
            below = [
                child for task in tasks.iterdir() for child in (task / "children").read_text().split()
            ] or below
            self.assertTrue(below)
            running.send_signal(signal.SIGINT)
            out, _ = running.communicate(timeout=program.WITHIN)
        self.assertEqual(running.returncode, INTERRUPTED)
        report = json.loads(out)
        program.validate(report, "report-1.schema.json")
        self.assertIn("gate/check-ran", {each["rule"] for each in report["inconclusive"]})
        for child in below:
            self.assertFalse(Path(f"/proc/{child}").exists(), "its check lives on")


class ShardTest(GateTest):
    def test_shards_add_up_to_the_whole(self):
        targets = [server.address for server in (self.good, self.old, self.late, self.old, self.good)]
        targets += [f"localhost:{self.old.port}", f"localhost:{self.late.port}"]
        check = {"run": "tls probe", "options": {"no-local": True, "ca-file": str(pki.root().certificate)}}
        audit = {"run": "charge audit", "words": [self.file("traffic.har", _HAR)]}
        document = {"targets": targets, "checklist": ["tls13-everywhere"],
                    "waivers": [{"rule": "tls/leaf-expired", "subject": f"127.0.0.1:{self.late.port}",
                                 "reason": "old", "expires": "2099-01-01"}]}
        checks = {"tls": check, "keys": audit}
        whole = self.gate(document, **checks)
        shards = []
        for shard in range(3):
            done = self.gate(document, "--shard", f"{shard}/3", **checks)
            self.assertNotIn("gate/tls13-everywhere", self.rules(done))
            self.assertNotIn("waivers/unused", self.rules(done))
            shards.append(self.file(f"shard-{shard}.json", done.stdout))
        merged = program.run("report", "merge", *shards, "--json")
        program.validate(merged.json, "report-1.schema.json")
        self.assertEqual(merged.code, whole.code)

        def found(done):
            return sorted(
                (each["rule"], each["subject"], each["message"], bool(each["waived"]))
                for each in done.json["findings"] if not each["rule"].startswith("gate/")
            )

        def once(all_):
            return sorted(set(all_))  # a target that is named twice may be in two shards

        self.assertEqual(once(found(merged)), once(found(whole)))
        self.assertIn("gate/tls13-everywhere", self.rules(merged))
        self.assertIn("gate/tls13-everywhere", self.rules(whole))

        part = program.run("report", "merge", *shards[:2], "--fail-on", "never", "--json")
        self.assertEqual(part.code, INCONCLUSIVE)
        self.assertIn("shard 2/3", self.undecided(part)["gate/check-ran"])

    def test_reports_of_commands_are_merged(self):
        _, _, address = program.at(self.late)
        words = (*program.at(self.late), "--ca-file", pki.root().certificate, "--no-local")
        one = self.file("one.json", program.run("tls", "probe", *words, "--json").stdout)
        two = self.file("two.json", program.run("charge", "audit", self.file("t.har", _HAR), "--json").stdout)
        done = program.run("report", "merge", one, two, "--json")
        self.assertEqual(done.code, FINDINGS)
        self.assertLessEqual({"tls/leaf-expired", "charge/key-missing"}, self.rules(done))
        self.assertEqual(len(done.json["data"]["parts"]), 2)
        again = program.run("report", "merge", self.file("m.json", done.stdout), "--json")
        self.assertEqual(self.rules(again), self.rules(done))
        shown = program.run("report", "merge", one, two)
        self.assertEqual(shown.code, FINDINGS)
        self.assertIn("tls/leaf-expired", shown.stdout)

    def test_what_is_no_report(self):
        error = self.file("e.json", program.run("tls", "probe", "--polcy", "--json").stdout)
        for words in ((), (self.file("x.json", "{}"),), (self.file("y.json", "nothing"),), (error,)):
            done = program.run("report", "merge", *words)
            self.assertEqual(done.code, USAGE, done.stdout)
            self.assertLessEqual(len(done.stderr.splitlines()), 2)


class GateFileTest(GateTest):
    def accepted(self, document):
        names = [name for name in document.get("checks", {}) if name != "$comment"]
        path = self.file("checkoutdiag.json", document)
        skip = ["--skip", ",".join(names)] if names else []
        done = program.run("gate", path, *skip, "--json")
        return done.code != USAGE, done

    def schema(self):
        import jsonschema

        rules = json.loads(program.run("gate", "schema").stdout)
        jsonschema.Draft202012Validator.check_schema(rules)
        return jsonschema.Draft202012Validator(rules)

    def test_init_is_accepted_with_its_examples(self):
        schema = self.schema()
        names = [
            line.split()[0]
            for line in program.run("profile", "list").stdout.splitlines()[1:]
            if line and not line.startswith("One in full")
        ]
        for name in [None, *names]:
            words = ["--profile", name] if name else ["a.example", "b.example:8443"]
            done = program.run("gate", "init", *words, "--output", "-")
            if done.code == USAGE:
                continue  # of fields or messages alone
            document = done.json
            self.assertEqual(list(schema.iter_errors(document)), [], name)
            (examples,) = document["checks"]["$comment"].values()
            document["checks"].update(examples)
            self.assertEqual(list(schema.iter_errors(document)), [], name)
            good, told = self.accepted(document)
            self.assertTrue(good, (name, told.stdout))

    def test_init_writes_over_nothing(self):
        path = self.home / "gate.json"
        self.assertEqual(program.run("gate", "init", "a.example", "--output", path).code, PASS)
        before = path.read_text()
        done = program.run("gate", "init", "b.example", "--output", path)
        self.assertEqual(done.code, USAGE)
        self.assertEqual(path.read_text(), before)
        self.assertEqual(program.run("gate", "init", "--profile", "stripee").code, USAGE)

    def test_what_the_schema_refuses_the_parser_refuses(self):
        """Random damage to a good file: the parser may refuse more, and never less."""
        schema = self.schema()
        good = {
            "targets": ["a.example"], "fail-on": "error", "jobs": 2, "checklist": ["webhooks-verified"],
            "waivers": [{"rule": "tls/*", "subject": "*", "reason": "r", "expires": "2099-01-01"}],
            "checks": {
                "tls": {"run": "tls probe", "options": {"policy": "payment", "jobs": 3, "signatures": True},
                        "levels": {"tls/rc4-cipher": "note"}, "budget": {"seconds": 5}},
                "form": {"run": "fields diff", "words": ["a.json", "b.json"], "options": {"country": ["DE"]}},
            },
        }
        self.assertEqual(list(schema.iter_errors(good)), [])
        chance = random.Random(7)
        values = [None, True, -1, 3, 1.5, "", "x", "never", [], ["x"], [1], {}, {"x": 1}]
        seen = set()
        for _ in range(120):
            document = copy.deepcopy(good)
            for _ in range(chance.randint(1, 2)):
                at, path = document, []
                while isinstance(at, (dict, list)) and at and (not path or chance.random() < 0.75):
                    key = chance.choice(list(at) if isinstance(at, dict) else range(len(at)))
                    parent, at = at, at[key]
                    path.append(key)
                if isinstance(parent, dict) and chance.random() < 0.3:
                    parent[chance.choice(["unknown", "targets", "words", "levels"])] = parent.pop(key)
                else:
                    parent[key] = chance.choice(values)
            if not isinstance(document.get("checks"), dict):
                continue
            wrong = [error.message for error in schema.iter_errors(document)]
            accepted, done = self.accepted(document)
            seen.add((accepted, bool(wrong)))
            if wrong:
                self.assertFalse(accepted, (document, wrong))
            if not accepted:
                self.assertRegex(done.json["error"]["message"], r"checkoutdiag\.json(:\d+)?: ", document)
        self.assertLessEqual({(True, False), (False, True)}, seen)

    def test_wrong_calls(self):
        path = self.file("checkoutdiag.json", {"checks": {"good": self.probe(self.good)}})
        for words in (
            ("gate", self.home / "absent.json"),
            ("gate", path, "--only", "god"),
            ("gate", path, "--shard", "3/3"),
            ("gate", path, "--shard", "1"),
            ("gate", path, "--baseline", self.file("x.json", "{}")),
            ("gate", path, "--jobs", "0"),
            ("gate", self.file("empty.json", "")),
            ("gate", self.file("nested.json", "[" * 100)),
        ):
            with self.subTest(words):
                done = program.run(*words)
                self.assertEqual(done.code, USAGE, done.stdout)
                self.assertFalse(done.stdout)
                self.assertLessEqual(len(done.stderr.splitlines()), 2, done.stderr)
        self.assertIn("did you mean good?", program.run("gate", path, "--only", "god").stderr)


del GateTest

if __name__ == "__main__":
    unittest.main()
