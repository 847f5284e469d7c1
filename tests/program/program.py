"""Runs the real checkoutdiag and reads its reports. Every JSON report is checked against its
schema."""

import json
import os
import subprocess
import unittest
from dataclasses import dataclass
from pathlib import Path

import pki

ROOT = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("CHECKOUTDIAG_BIN", ROOT / "build" / "checkoutdiag"))
SCHEMAS = ROOT / "lib" / "data" / "schema"
# What --report can write.
REPORTS = ("json", "junit", "sarif", "github", "gitlab", "markdown", "prometheus", "nagios")

# The bound against hanging. No test measures speed; scripts/bench does.
WITHIN = 60

PASS, FINDINGS, USAGE, INCONCLUSIVE, INTERRUPTED = 0, 1, 2, 3, 130

_UNWANTED = (
    "PROXY",
    "SSL_CERT",
    "OPENSSL_CONF",
    "NO_COLOR",
    "CLICOLOR",
    "FORCE_COLOR",
    "GITHUB_",
    "XDG_CONFIG",
)


def told(done):
    """What a run in JSON found, in few lines: for the message of a failed assertion."""
    if done.code == USAGE:
        return done.stdout + done.stderr
    report = done.json
    lines = [f"exit {done.code} {done.stderr}"]
    lines += [f"{e['level']} {e['rule']} [{e['subject']}] {e['message']}" for e in report["findings"]]
    lines += [f"? {e['rule']} [{e['subject']}] {e['reason']}" for e in report["inconclusive"]]
    return "\n".join(lines)


def environment(**changes):
    """Ours without what would change a probe, and with `changes`."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not any(word in name.upper() for word in _UNWANTED)
    }
    return {**kept, "LC_ALL": "C.UTF-8", "TERM": "dumb", **changes}


@dataclass
class Run:
    """How one run ended."""

    code: int
    stdout: str
    stderr: str

    @property
    def json(self):
        """Standard output as JSON: one document and nothing else."""
        return json.loads(self.stdout)


def run(*arguments, env=None, stdin="", within=WITHIN):
    """Runs the program; a run that takes longer than `within` fails the test."""
    done = subprocess.run(
        [BINARY, *map(str, arguments)],
        input=stdin.encode(),
        capture_output=True,
        env=environment(**(env or {})),
        timeout=within,
        check=False,
    )
    return Run(done.returncode, done.stdout.decode(), done.stderr.decode(errors="backslashreplace"))


def validate(document, schema):
    """Checks a document against lib/data/schema/<schema>.json."""
    import jsonschema  # only tests that read JSON need the package

    rules = json.loads((SCHEMAS / schema).read_text())
    jsonschema.validators.validator_for(rules)(
        rules, format_checker=jsonschema.FormatChecker()
    ).validate(document)


class Report:
    """A JSON report, with shortcuts into the facts of `tls probe`."""

    def __init__(self, run_):
        self.run, self.code, self.document = run_, run_.code, run_.json

    def rules(self, *levels):
        """The ids of the rules with findings that are not waived, at these levels or at any."""
        return {
            finding["rule"]
            for finding in self.document["findings"]
            if finding["waived"] is None and (not levels or finding["level"] in levels)
        }

    def findings(self, rule):
        """Every finding of one rule."""
        return [finding for finding in self.document["findings"] if finding["rule"] == rule]

    def undecided(self):
        """The ids of the rules that found no answer."""
        return {one["rule"] for one in self.document["inconclusive"]}

    def target(self, index=0):
        """The facts of one target."""
        return self.document["data"]["targets"][index]

    def address(self, target=0, index=0):
        """The facts of one address."""
        return self.target(target)["addresses"][index]

    def versions(self, target=0):
        """State by version key."""
        return {one["version"]: one["state"] for one in self.address(target)["versions"]}

    def suites(self, field="id", target=0):
        """Accepted suites by version key, empty ones left out, in the server's order."""
        return {
            one["version"]: [suite[field] for suite in one["suites"]]
            for one in self.address(target)["versions"]
            if one["suites"]
        }

    def __repr__(self):
        told = [
            f"{one['level']} {one['rule']}: {one['message']}" for one in self.document["findings"]
        ]
        open_ = [
            f"undecided {one['rule']}: {one['reason']}" for one in self.document["inconclusive"]
        ]
        return "\n".join([f"exit {self.code}", *told, *open_])


def probe(*arguments, trust=True, **options):
    """`tls probe --json …`, trusting the tests' root unless told otherwise; a Report."""
    anchors = ["--ca-file", pki.root().certificate] if trust else []
    done = run("tls", "probe", "--json", *anchors, *arguments, **options)
    try:
        report = Report(done)
    except json.JSONDecodeError as error:
        raise AssertionError(
            f"exit {done.code}, not JSON: {error}\n{done.stdout[:500]}\n{done.stderr[:2000]}"
        ) from None
    validate(report.document, "report-1.schema.json")
    if report.document["exit_code"] != done.code:
        raise AssertionError(
            f"exit code {done.code}, but the report says {report.document['exit_code']}"
        )
    return report


def at(gateway, name=pki.HOST):
    """Arguments that probe a loopback server under a name that no resolver knows."""
    return (f"{name}:{gateway.port}", "--connect", gateway.address)


class ProgramTest(unittest.TestCase):
    """What the test modules share."""

    maxDiff = None
    longMessage = True

    def assert_exit(self, report, code):
        """The exit code, with the whole verdict in the message when it is another."""
        self.assertEqual(report.code, code, report)

    def assert_rule(self, report, rule, *levels):
        """The rule has a finding."""
        self.assertIn(rule, report.rules(*levels), report)

    def assert_no_rule(self, report, *rules):
        """None of the rules has a finding."""
        self.assertFalse(report.rules() & set(rules), report)

    def assert_alive(self, run_):
        """It ended by itself, with a code of the contract and no sanitizer's word."""
        self.assertIn(run_.code, (PASS, FINDINGS, USAGE, INCONCLUSIVE), run_.stderr)
        for word in ("Sanitizer", "runtime error:", "terminate called"):
            self.assertNotIn(word, run_.stderr)
