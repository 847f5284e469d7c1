"""Every format from one run, each read by somebody who was not involved in writing it."""

import json
import re
import subprocess
import sys
import unittest
import xml.etree.ElementTree as ElementTree

import gateways
import pki
import program
import sarif

try:
    import junitparser
    from prometheus_client import parser as prometheus_parser
except ImportError:  # another interpreter than Debian's: the packages are pure Python
    sys.path.append("/usr/lib/python3/dist-packages")
    import junitparser
    from prometheus_client import parser as prometheus_parser

_KINDS = program.REPORTS


class ReportsTest(program.ProgramTest):
    """One run against an imperfect gateway and one that is down; all reports at once."""

    @classmethod
    def setUpClass(cls):
        cls.files = {kind: pki.directory() / f"report.{kind}" for kind in _KINDS}
        cls.down = f"127.0.0.1:{gateways.free_port()}"
        asked = [
            word for kind, path in cls.files.items() for word in ("--report", f"{kind}={path}")
        ]
        ciphers = "ECDHE-RSA-AES128-GCM-SHA256:AES128-SHA"
        block = gateways.nginx_server(pki.leaf("expired"), protocols="TLSv1.2", ciphers=ciphers)
        with gateways.nginx(block) as gateway:
            cls.address = gateway.address
            cls.report = program.probe(gateway.address, cls.down, *asked)
            cls.human = program.run(
                "tls", "probe", "--ca-file", pki.root().certificate, gateway.address, cls.down
            )

    def test_the_run(self):
        self.assert_exit(self.report, program.FINDINGS)
        self.assert_rule(self.report, "tls/leaf-expired", "error")
        self.assert_rule(self.report, "tls/static-rsa", "error")

    def test_json_file_is_what_stdout_got(self):
        self.assertEqual(json.loads(self.files["json"].read_text()), self.report.document)

    def test_the_schemas(self):
        """OASIS's, the JUnit one and our own, by the script that also reads the goldens."""
        script = program.ROOT / "tests" / "cli" / "validate_reports.py"
        files = [f"{kind}={self.files[kind]}" for kind in ("json", "sarif", "junit")]
        done = subprocess.run([sys.executable, script, *files], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_summary_counts_what_is_there(self):
        document = self.report.document
        for level in ("error", "warning", "note"):
            count = sum(
                1 for one in document["findings"] if one["level"] == level and one["waived"] is None
            )
            self.assertEqual(document["summary"][level], count, level)
        self.assertEqual(document["summary"]["inconclusive"], len(document["inconclusive"]))

    def test_findings_are_complete(self):
        for finding in self.report.document["findings"]:
            self.assertTrue(
                finding["message"] and finding["fix"] and finding["references"], finding
            )
            self.assertIn(finding["subject"], (self.address, self.down))

    def test_sarif(self):
        run = sarif.read(json.loads(self.files["sarif"].read_text()))
        told = sorted(
            (result["ruleId"], result["level"])
            for result in run["results"]
            if result.get("kind", "fail") == "fail"
        )
        ours = sorted(
            (finding["rule"], finding["level"]) for finding in self.report.document["findings"]
        )
        self.assertEqual(told, ours)
        prints = [json.dumps(result["partialFingerprints"]) for result in run["results"]]
        self.assertEqual(len(prints), len(set(prints)), "two alerts would become one")

    def test_junit(self):
        """Read by junitparser, with what Jenkins and GitLab demand on top."""
        suites = junitparser.JUnitXml.fromfile(str(self.files["junit"]))
        cases = [case for suite in suites for case in suite]
        failed = {
            case.name.split()[0] for case in cases if isinstance_any(case, junitparser.Failure)
        }
        errors = {
            finding["rule"]
            for finding in self.report.document["findings"]
            if finding["level"] == "error"
        }
        self.assertTrue(errors)
        for rule in errors:
            self.assertTrue(any(rule in name for name in failed), (rule, failed))
        tree = ElementTree.parse(self.files["junit"]).getroot()
        self.assertIn(tree.tag, ("testsuites", "testsuite"))
        for suite in tree.iter("testsuite"):
            found = list(suite.iter("testcase"))
            self.assertEqual(int(suite.get("tests")), len(found))
            self.assertEqual(
                int(suite.get("failures")),
                sum(1 for case in found if case.find("failure") is not None),
            )
            self.assertEqual(
                int(suite.get("errors", 0)),
                sum(1 for case in found if case.find("error") is not None),
            )
        for case in tree.iter("testcase"):
            self.assertTrue(case.get("classname") and case.get("name"))
            self.assertLessEqual(len(case.findall("failure")), 1, "Jenkins keeps only one")

    def test_github(self):
        lines = self.files["github"].read_text().splitlines()
        pattern = re.compile(
            r"::(error|warning|notice)( [a-zA-Z]+=[^,:]*(,[a-zA-Z]+=[^,:]*)*)?::.+"
        )
        commands = [line for line in lines if line.startswith("::")]
        self.assertTrue(commands)
        for line in commands:
            self.assertRegex(line, pattern)
        levels = [line[2:].split(" ")[0].split(":")[0] for line in commands]
        self.assertEqual(
            levels, sorted(levels, key=("error", "warning", "notice").index), "errors first"
        )

    def test_gitlab(self):
        """What GitLab asks for: all keys, severities of its own, no fingerprint twice."""
        issues = json.loads(self.files["gitlab"].read_text())
        counts = self.report.document["summary"]
        self.assertEqual(len(issues), sum(counts.values()) - counts["waived"])
        severities = {"info", "minor", "major", "critical", "blocker"}
        for each in issues:
            self.assertLessEqual(
                {"description", "check_name", "fingerprint", "severity", "location"}, set(each)
            )
            self.assertIn(each["severity"], severities)
            self.assertTrue(each["location"]["path"])
            self.assertGreater(each["location"]["lines"]["begin"], 0)
        self.assertEqual(len({each["fingerprint"] for each in issues}), len(issues))
        self.assertEqual(sum(each["severity"] == "critical" for each in issues), counts["error"])

    def test_prometheus(self):
        """By the reader of Prometheus's own client."""
        families = {
            each.name: each
            for each in prometheus_parser.text_string_to_metric_families(
                self.files["prometheus"].read_text()
            )
        }
        counts = self.report.document["summary"]
        for level in ("error", "warning", "note"):
            found = [
                one.value
                for name in ("checkoutdiag_findings", "checkoutdiag_rule_findings")
                for one in families[name].samples
                if one.labels["level"] == level
            ]
            self.assertEqual(sum(found), 2 * counts[level])
        (code,) = families["checkoutdiag_exit_code"].samples
        self.assertEqual((code.value, code.labels), (1, {"command": "tls probe"}))
        subjects = {one.labels["subject"] for one in families["checkoutdiag_inconclusive"].samples}
        self.assertLessEqual({self.address, self.down}, subjects)

    def test_nagios(self):
        """The first line is a plugin's: one "|", and performance data that parse."""
        first, *rest = self.files["nagios"].read_text().splitlines()
        text, data = first.split(" | ")
        self.assertRegex(text, r"^CHECKOUTDIAG CRITICAL: \d+ errors?, ")
        for word in data.split():
            self.assertRegex(word, r"^[a-z]+=[0-9.]+s?;[0-9]*;[0-9]*;0$")
        counts = self.report.document["summary"]
        self.assertIn(f"errors={counts['error']};", data)
        self.assertEqual(len(rest), sum(counts.values()) - counts["waived"] - 1)
        self.assertFalse([line for line in rest if "|" in line])

    def test_markdown(self):
        text = self.files["markdown"].read_text()
        for finding in self.report.document["findings"]:
            self.assertIn(finding["rule"], text)
        self.assertIn(self.down, text)

    def test_human(self):
        self.assertEqual(self.human.code, program.FINDINGS)
        first = self.human.stdout.splitlines()[0]
        self.assertRegex(first, r"error.*inconclusive", "the verdict comes first")
        self.assertIn(self.address, self.human.stdout)
        self.assertIn(self.down, self.human.stdout)
        for line in self.human.stdout.splitlines():
            self.assertNotIn("\x1b", line)
        for finding in self.report.document["findings"]:
            self.assertIn(finding["rule"], self.human.stdout)

    def test_no_format_knows_more_than_json(self):
        rules = set(
            re.findall(r"tls/[a-z0-9-]+", self.human.stdout + self.files["markdown"].read_text())
        )
        ours = self.report.rules() | self.report.undecided()
        self.assertLessEqual(rules, ours | {"tls/"})


def isinstance_any(case, kind):
    """Does any result of a case have this kind?"""
    results = case.result if isinstance(case.result, list) else [case.result]
    return any(isinstance(one, kind) for one in results)


class PassingReportsTest(program.ProgramTest):
    """A clean gateway makes clean reports."""

    def test_all(self):
        files = {kind: pki.directory() / f"clean.{kind}" for kind in _KINDS}
        asked = [word for kind, path in files.items() for word in ("--report", f"{kind}={path}")]
        with gateways.nginx_intermediate() as gateway:
            report = program.probe(*program.at(gateway), *asked)
        self.assert_exit(report, program.PASS)
        run = sarif.read(json.loads(files["sarif"].read_text()))
        self.assertFalse([one for one in run["results"] if one.get("level") == "error"])
        tree = ElementTree.parse(files["junit"]).getroot()
        self.assertEqual(list(tree.iter("failure")), [])
        self.assertTrue(list(tree.iter("testcase")), "checks that held are told too")

    def test_stdout_as_a_report(self):
        with gateways.nginx_intermediate() as gateway:
            done = program.run("tls", "probe", *program.at(gateway), "--report", "sarif=-")
            both = program.run(
                "tls", "probe", *program.at(gateway), "--json", "--report", "sarif=-"
            )
        sarif.read(json.loads(done.stdout))
        self.assertEqual(both.code, program.USAGE, "two documents on one stdout")

    def test_unwritable_file_is_told_before_the_probe(self):
        with gateways.nginx_intermediate() as gateway:
            done = program.run(
                "tls", "probe", gateway.address, "--report", "json=/nonexistent/directory/file"
            )
        self.assertEqual(done.code, program.USAGE)
        self.assertIn("/nonexistent/directory/file", done.stderr)


if __name__ == "__main__":
    unittest.main()
