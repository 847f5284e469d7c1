"""`ca chain` against gateways on loopback: who reaches them, why not, and what mends it."""

import os
import ssl
import tempfile
import unittest
from pathlib import Path

import gateways
import pki
import program


def chain(*words, **options):
    """`ca chain --json …`; a Report that is valid."""
    done = program.run("ca", "chain", "--json", *words, **options)
    report = program.Report(done)
    program.validate(report.document, "report-1.schema.json")
    return report


def rows(report, **wanted):
    """The rows with these values."""
    return [
        row
        for row in report.document["data"]["rows"]
        if all(row[key] == value for key, value in wanted.items())
    ]


class GatewayTest(program.ProgramTest):
    """A store of the tests' root, and gateways with chains of several shapes."""

    def setUp(self):
        self.home = tempfile.TemporaryDirectory()
        self.addCleanup(self.home.cleanup)
        self.root = str(pki.root().certificate)

    def ask(self, identity, *words, store=None, **options):
        with gateways.s_server(identities=[identity]) as gateway:
            return chain(*program.at(gateway), "--store", store or self.root, *words, **options)

    def test_good(self):
        report = self.ask(pki.leaf("rsa"))
        self.assert_exit(report, program.PASS)
        self.assertEqual(rows(report, answer="refused"), [])
        self.assertGreaterEqual(len(rows(report, answer="accepted")), 6)
        self.assertEqual(
            rows(report, runtime="go")[0]["path"],
            ["CN=gateway.test", "CN=Test Issuing CA", "CN=Test Root"],
        )

    def test_root_unknown_and_the_root_that_mends_it(self):
        """The store of a variable has the root: adding it is proven to work, and saved."""
        fix = Path(self.home.name) / "fix.pem"
        report = self.ask(
            pki.leaf("rsa"),
            "--save-root",
            fix,
            store=str(pki.stranger().certificate),
            env={"SSL_CERT_FILE": self.root},
        )
        self.assert_exit(report, program.FINDINGS)
        self.assert_rule(report, "ca/chain-refused", "error")
        for row in rows(report, answer="refused"):
            self.assertEqual([r["kind"] for r in row["remedies"]], ["add_root"], row)
        saved = fix.read_text()
        self.assertEqual(
            ssl.PEM_cert_to_DER_cert(saved), ssl.PEM_cert_to_DER_cert(Path(self.root).read_text())
        )
        with gateways.s_server(identities=[pki.leaf("rsa")]) as gateway:
            again = chain(*program.at(gateway), "--store", fix)
        self.assert_exit(again, program.PASS)

    def test_intermediate_missing(self):
        report = self.ask(
            pki.alone(pki.leaf("rsa")), "--intermediates", pki.intermediate().certificate
        )
        self.assert_exit(report, program.FINDINGS)
        self.assert_rule(report, "ca/chain-incomplete", "error")
        refused = rows(report, answer="refused")
        self.assertTrue(refused)
        for row in refused:
            self.assertEqual(row["cause"], "issuer_missing", row)
            self.assertEqual(row["remedies"][0]["kind"], "send_intermediate", row)

    def test_nothing_mends_what_is_expired(self):
        report = self.ask(pki.leaf("expired"))
        self.assert_rule(report, "ca/chain-refused", "error")
        for row in rows(report, answer="refused"):
            self.assertEqual((row["cause"], row["remedies"]), ("expired", []), row)

    def test_sha1(self):
        report = self.ask(pki.leaf("sha1"))
        self.assert_rule(report, "ca/chain-weak", "error")
        self.assertEqual(rows(report, runtime="go")[0]["answer"], "refused")

    def test_another_name(self):
        """Whatever the store: every runtime refuses a certificate of another name."""
        report = self.ask(pki.leaf("wrong_host"))
        self.assert_exit(report, program.FINDINGS)
        self.assert_rule(report, "ca/chain-host-mismatch", "error")

    def test_broken_setting_is_told(self):
        """The variable that leads nowhere is the cause, not the gateway."""
        with gateways.s_server(identities=[pki.leaf("rsa")]) as gateway:
            report = chain(*program.at(gateway), env={"SSL_CERT_FILE": "/no/such/file.pem"})
        self.assert_rule(report, "ca/setting-broken", "error")

    def test_chosen_clients(self):
        with gateways.s_server(identities=[pki.leaf("rsa")]) as gateway:
            report = chain(*program.at(gateway), "--client", "GO PROGRAMS")
            none = program.run("ca", "chain", *program.at(gateway), "--client", "cobol")
        self.assertEqual({row["runtime"] for row in rows(report)}, {"go"})
        self.assertEqual(none.code, program.USAGE)

    def test_two_leaves(self):
        """A gateway with an RSA and an ECDSA certificate is judged for both."""
        with gateways.s_server(identities=[pki.leaf("rsa"), pki.leaf("ecdsa")]) as gateway:
            report = chain(*program.at(gateway), "--store", self.root)
        self.assertEqual(len(report.document["data"]["targets"]), 2, report)
        self.assert_exit(report, program.PASS)

    def test_closed_port(self):
        report = chain(f"127.0.0.1:{gateways.free_port()}", "--store", self.root)
        self.assert_exit(report, program.INCONCLUSIVE)
        self.assertIn("ca/chain-seen", report.undecided())

    def test_every_client_of_this_machine(self):
        """Without --store the machine's own runtimes are asked; the tests' root is in none."""
        with gateways.s_server(identities=[pki.leaf("rsa")]) as gateway:
            report = chain(*program.at(gateway))
        self.assert_exit(report, program.FINDINGS)
        self.assertEqual(rows(report, answer="accepted"), [])
        names = {row["runtime"] for row in rows(report, answer="refused")}
        self.assertLessEqual({"openssl", "go"}, names)

    def test_waiver(self):
        """A finding that is accepted until a day does not fail the run."""
        waivers = Path(self.home.name) / "waivers.json"
        waivers.write_text(
            '{"waivers":[{"rule":"ca/*","subject":"*","reason":"test","expires":"2099-01-01"}]}'
        )
        report = self.ask(pki.leaf("expired"), "--waivers", waivers)
        self.assertIn(report.code, (program.PASS, program.USAGE), report.run.stderr)


class ChainFileTest(program.ProgramTest):
    """Chains from files and stdin."""

    def test_file_and_stdin(self):
        leaf = pki.leaf("rsa")
        report = chain(leaf.chain, "--store", pki.root().certificate)
        self.assert_exit(report, program.PASS)
        again = chain("-", "--store", pki.root().certificate, stdin=leaf.chain.read_text())
        self.assert_exit(again, program.PASS)

    def test_not_a_chain(self):
        with tempfile.NamedTemporaryFile(suffix=".pem") as file:
            file.write(b"hello")
            file.flush()
            done = program.run("ca", "chain", file.name)
        self.assertEqual(done.code, program.USAGE)
        self.assertEqual(len(done.stderr.splitlines()), 2)

    def test_missing_store(self):
        done = program.run("ca", "chain", pki.leaf("rsa").chain, "--store", "/no/such/store")
        self.assertEqual(done.code, program.USAGE)
        self.assertNotIn("Traceback", done.stderr)
        self.assertFalse(os.path.exists("/no/such/store"))


if __name__ == "__main__":
    unittest.main()
