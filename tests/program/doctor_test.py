"""`doctor` against gateways and machines with a planted fault: the fault is named first, and
nothing where nothing is wrong."""

import io
import json
import ssl
import tarfile
import tempfile
import unittest
from pathlib import Path

import doctor_cases
import gateways
import pki
import program


def doctor(*words, trust=True, **options):
    """`doctor --json …`; a Report that is valid."""
    anchors = ("--ca-file", pki.root().certificate) if trust else ()
    report = program.Report(program.run("doctor", "--json", *anchors, *words, **options))
    program.validate(report.document, "report-1.schema.json")
    return report


def causes(report):
    """What the diagnosis names, the likeliest first."""
    return report.document["data"]["diagnosis"]["causes"]


class PlantedTest(program.ProgramTest):
    """Shows 1 of the issue, and its neighbours."""

    def test_every_planted_fault_is_named_first(self):
        for name, planted in doctor_cases.BROKEN.items():
            with self.subTest(name), planted() as case:
                report = doctor(*case.arguments, trust=case.trust, env=case.env)
                found = causes(report)
                told = [(cause["cause"], cause["side"], cause["title"]) for cause in found]
                self.assertEqual([cause["cause"] for cause in found][:1], [case.cause], (told, report))
                self.assert_exit(report, case.code)
                if case.side:
                    self.assertEqual(found[0]["side"], case.side, told)
                self.assertIn(case.title, found[0]["title"])
                follows = {sign["rule"] for sign in found[0]["explains"]}
                self.assertLessEqual(set(case.explains), follows, (told, report))
                self.assertTrue(found[0]["fix"], told)
                # A consequence is no cause of its own.
                for cause in found[1:]:
                    shown = {(sign["rule"], sign["message"]) for sign in cause["seen"]}
                    for sign in found[0]["explains"]:
                        self.assertNotIn((sign["rule"], sign["message"]), shown)

    def test_a_gateway_that_takes_few_connections_is_not_blamed(self):
        """What is lost for the number of our own connections is no fault of size, trust or service."""
        with gateways.nginx_intermediate() as gateway:
            for most in (1, 3):
                with self.subTest(most), doctor_cases.few_at_once(gateway, most) as relay:
                    report = doctor(*program.at(relay))
                self.assertLessEqual(report.undecided(), {"tls/enumeration-complete"}, report)
                self.assertEqual(report.rules(), set(), report)

    def test_nothing_on_a_good_one(self):
        with doctor_cases.good() as case:
            report = doctor(*case.arguments)
            human = program.run("doctor", "--ca-file", pki.root().certificate, *case.arguments)
        self.assert_exit(report, program.PASS)
        self.assertEqual(causes(report), [], report)
        self.assertIn("nothing is wrong on this side", human.stdout)
        self.assertIn("no charge", human.stdout)


class BundleTest(program.ProgramTest):
    """--bundle: evidence that may leave the house."""

    _SECRETS = ("hunter2", "4242424242424242", "proxy.corp.example", "eve-of-merchant", "whsec_", "sk_live")

    def setUp(self):
        self.home = tempfile.TemporaryDirectory()
        self.addCleanup(self.home.cleanup)
        self.file = Path(self.home.name) / "evidence.tar.gz"

    def _members(self):
        with tarfile.open(self.file) as archive:
            return {
                member.name.split("/", 1)[1]: archive.extractfile(member).read().decode()
                for member in archive.getmembers()
            }

    def test_what_is_in_it_and_what_is_not(self):
        secret = Path(self.home.name) / "eve-of-merchant"
        secret.mkdir()
        (secret / "hook").write_text("sk_live_0123456789abcdefghij")
        anchors = secret / "root.pem"
        anchors.write_text(pki.root().certificate.read_text())
        env = {
            "HOME": str(secret),
            "https_proxy": "http://eve:hunter2@proxy.corp.example:3128",
            "no_proxy": "gateway.test,127.0.0.1",
        }
        with gateways.nginx(gateways.nginx_server(pki.leaf("expired"))) as gateway:
            report = doctor(
                *("--ca-file", anchors, *program.at(gateway), "--bundle", self.file),
                *("--key", "order-4242424242424242", "--profile", "stripe"),
                *("--webhook-scheme", "stripe", "--webhook-secret-file", secret / "hook"),
                trust=False,
                env=env,
            )
        self.assertEqual(causes(report)[0]["cause"], "certificate-expired", report)
        self.assert_rule(report, "doctor/webhook-secret", "error")
        self.assert_rule(report, "doctor/idempotency-key", "warning")
        members = self._members()
        self.assertEqual(
            set(members),
            {"README", "chain-1.pem", "network.txt", "report.json", "report.txt", "versions.txt"},
        )
        whole = "\n".join(members.values())
        for word in self._SECRETS:
            self.assertNotIn(word, whole)
        inside = json.loads(members["report.json"])
        program.validate(inside, "report-1.schema.json")
        self.assertEqual(
            inside["data"]["diagnosis"]["causes"][0]["cause"], "certificate-expired"
        )
        self.assertEqual(inside["data"]["ca"]["machine"]["stores"], [], "our stores are our own")
        self.assertIn("certificate has expired", members["report.txt"])
        pem = members["chain-1.pem"][members["chain-1.pem"].index("-----BEGIN") :]
        sent = ssl.PEM_cert_to_DER_cert(pem[: pem.index("-----END CERTIFICATE-----") + 26])
        leaf = ssl.PEM_cert_to_DER_cert(pki.leaf("expired").certificate.read_text())
        self.assertEqual(sent, leaf)
        self.assertNotIn("PRIVATE KEY", whole)

    def test_nobody_is_named_in_the_archive_itself(self):
        with doctor_cases.closed() as case:
            doctor(*case.arguments, "--bundle", self.file)
        with tarfile.open(fileobj=io.BytesIO(self.file.read_bytes())) as archive:
            for member in archive.getmembers():
                owner = (member.uid, member.gid, member.uname, member.gname, member.mode)
                self.assertEqual(owner, (0, 0, "", "", 0o644), member.name)

    def test_where_nothing_can_be_written_nothing_is_asked(self):
        done = program.run("doctor", "127.0.0.1:1", "--bundle", "/no/such/place/e.tar.gz")
        self.assertEqual(done.code, program.USAGE)
        self.assertIn("the bundle", done.stderr)


class ToldTest(program.ProgramTest):
    """The same diagnosis in every format, and what was sent for it."""

    def test_human_text_in_80_columns_and_the_cause_first(self):
        for name in ("expired", "one bad address of three", "clock 20 minutes ahead"):
            with self.subTest(name), doctor_cases.BROKEN[name]() as case:
                for more in ((), ("--verbose",)):
                    done = program.run(
                        *("doctor", "--ca-file", pki.root().certificate, *case.arguments, *more),
                        env=case.env,
                    )
                    lines = done.stdout.splitlines()
                    # Commands and URLs are never broken: what is cut cannot be pasted.
                    wide = [
                        line
                        for line in lines
                        if len(line) > 80 and not line.startswith("      ") and "http" not in line
                    ]
                    self.assertEqual(wide, [])
                    first = next(line for line in lines if line.startswith(" 1  "))
                    self.assertLess(lines.index(first), 5)

    def test_every_format_begins_with_the_cause(self):
        with doctor_cases.maintenance() as case, tempfile.TemporaryDirectory() as home:
            kinds = ("json", "junit", "sarif", "github", "gitlab", "markdown", "prometheus", "nagios")
            reports = {kind: Path(home) / kind for kind in kinds}
            words = [word for kind, file in reports.items() for word in ("--report", f"{kind}={file}")]
            program.run("doctor", "--ca-file", pki.root().certificate, *case.arguments, *words)
            texts = {kind: file.read_text() for kind, file in reports.items()}
        self.assertIn("doctor/maintenance", texts["nagios"].splitlines()[0])
        self.assertEqual(json.loads(texts["json"])["findings"][0]["rule"], "doctor/maintenance")
        results = json.loads(texts["sarif"])["runs"][0]["results"]
        self.assertEqual(results[0]["ruleId"], "doctor/maintenance")
        for kind in ("junit", "github", "gitlab", "markdown"):
            self.assertIn("doctor/maintenance", texts[kind], kind)

    def test_a_waived_finding_is_no_cause(self):
        waivers = pki.directory() / "doctor-waivers.json"
        waivers.write_text(
            '{"waivers":[{"rule":"tls/leaf-expired","subject":"*","reason":"t","expires":"2099-01-01"},'
            '{"rule":"ca/chain-refused","subject":"*","reason":"t","expires":"2099-01-01"}]}'
        )
        with doctor_cases.expired() as case:
            report = doctor(*case.arguments, "--waivers", waivers)
        self.assertEqual(causes(report), [], report)
        self.assert_exit(report, program.PASS)

    def test_a_gateway_that_asks_to_wait_is_left_in_peace(self):
        with doctor_cases.rate_limit() as case:
            report = doctor(*case.arguments, "--requests", "20")
        http = report.document["data"]["examination"]["http"]
        self.assertTrue(http["left_in_peace"])
        self.assertEqual(len(http["requests"]), 1)
        self.assertEqual(http["requests"][0]["status"], 429)

    def test_a_third_clock_tells_which_is_wrong(self):
        with gateways.web_server({"/": b"now"}) as third, doctor_cases.clock_of_the_gateway() as case:
            report = doctor(*case.arguments, "--clock-from", f"http://{third.address}/")
        self.assertEqual(causes(report)[0]["side"], "gateway", report)
        witness = report.document["data"]["examination"]["clock"]["witness"]
        self.assertIsNone(witness["problem"])

    def test_wrong_calls(self):
        for words in (
            ("--resolve", "gateway.test", "x"),
            ("--resolve", "", "x"),
            ("--webhook-scheme", "stripe", "x"),
            ("--key", "k"),
            ("--requests", "0", "x"),
            ("--client", "cobol", "127.0.0.1:1"),
        ):
            with self.subTest(words):
                done = program.run("doctor", *words)
                self.assertEqual(done.code, program.USAGE, done.stdout)
                self.assertEqual(len(done.stderr.splitlines()), 2, done.stderr)


if __name__ == "__main__":
    unittest.main()
