"""`ca audit` and `ca diff` on files of every kind, good and hostile."""

import os
import shutil
import struct
import subprocess
import tempfile
import unittest
from pathlib import Path

import pki
import program


def audit(*words, **options):
    """`ca audit --json …`; a Report that is valid and whose exit code is the program's."""
    done = program.run("ca", "audit", "--json", *words, **options)
    report = program.Report(done)
    program.validate(report.document, "report-1.schema.json")
    return report


class Scratch(program.ProgramTest):
    """A directory for each test."""

    def setUp(self):
        self.home = Path(tempfile.mkdtemp(prefix="checkoutdiag-ca-"))
        self.home.chmod(0o755)
        self.addCleanup(shutil.rmtree, self.home, ignore_errors=True)

    def write(self, name, content):
        path = self.home / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def root(self):
        return pki.root().certificate.read_text()

    def store(self, report, index=0):
        return report.document["data"]["stores"][index]


class FormatsTest(Scratch):
    """The same two certificates in every format."""

    def setUp(self):
        super().setUp()
        self.pem = self.write("two.pem", self.root() + pki.stranger().certificate.read_text())

    def check(self, path, form, count=2):
        report = audit(path)
        store = self.store(report)
        self.assertEqual((store["format"], store["count"]), (form, count), report)
        return report, store

    def test_pem(self):
        report, store = self.check(self.pem, "pem")
        self.assertEqual({load["count"] for load in store["loads"]}, {2})
        self.assert_exit(report, program.PASS)

    def test_der(self):
        ders = b"".join(pki.der(ca) for ca in (pki.root(), pki.stranger()))
        self.check(self.write("two.der", ders), "der")

    def test_pkcs7(self):
        out = self.home / "two.p7b"
        pki.openssl("crl2pkcs7", "-nocrl", "-certfile", self.pem, "-outform", "DER", "-out", out)
        self.check(out, "pkcs7")

    def test_pkcs12(self):
        out = self.home / "two.p12"
        pki.openssl(
            "pkcs12", "-export", "-nokeys", "-in", self.pem, "-passout", "pass:changeit", "-out", out
        )
        self.check(out, "pkcs12")

    def test_pkcs12_of_old_java(self):
        """RC2-40, as JDK 8 wrote it: read by the legacy provider, or said plainly."""
        out = self.home / "old.p12"
        pki.openssl(
            "pkcs12", "-export", "-nokeys", "-legacy", "-in", self.pem, "-passout", "pass:changeit",
            "-out", out,
        )  # fmt: skip
        report = audit(out)
        store = self.store(report)
        self.assertEqual(store["format"], "pkcs12")
        if store["count"] != 2:
            self.assertIn("legacy", store["problem"])
            self.assert_exit(report, program.INCONCLUSIVE)

    @unittest.skipUnless(shutil.which("keytool"), "keytool is not installed")
    def test_jks(self):
        for kind, form in (("JKS", "jks"), ("JCEKS", "jceks")):
            out = self.home / f"two.{form}"
            for alias, ca in (("one", pki.root()), ("two", pki.stranger())):
                subprocess.run(
                    ["keytool", "-importcert", "-noprompt", "-alias", alias, "-file",
                     ca.certificate, "-keystore", out, "-storetype", kind, "-storepass", "secret1"],
                    check=True, capture_output=True,
                )  # fmt: skip
            report, store = self.check(out, form)
            self.assertTrue(store["integrity_unchecked"])
            self.assertNotIn("secret1", report.run.stdout)

    def test_unsupported_kinds_are_named(self):
        for name, content, word in (
            ("x.zip", b"PK\x03\x04" + bytes(100), "zip"),
            ("x.gz", b"\x1f\x8b\x08" + bytes(100), "gzip"),
        ):
            report = audit(self.write(name, content))
            self.assert_exit(report, program.INCONCLUSIVE)
            self.assertIn("ca/store-readable", report.undecided())
            self.assertIn(word, repr(report).lower())


class HostileTest(Scratch):
    """Nothing hangs, crashes or prints what a terminal would obey; bad input is told in a line."""

    def refused(self, path):
        done = program.run("ca", "audit", path)
        self.assert_alive(done)
        self.assertNotEqual(done.code, program.PASS, done.stdout)
        return done

    def test_missing(self):
        done = self.refused(self.home / "nothing.pem")
        self.assertEqual(done.code, program.USAGE)
        self.assertEqual(len(done.stderr.splitlines()), 2, done.stderr)

    def test_fifo(self):
        os.mkfifo(self.home / "pipe")
        self.refused(self.home / "pipe")

    def test_endless_device(self):
        self.refused("/dev/zero")
        link = self.home / "zero.pem"
        link.symlink_to("/dev/zero")
        self.refused(link)

    def test_gigabyte(self):
        path = self.home / "huge.pem"
        with path.open("wb") as file:
            file.truncate(1 << 30)
        self.refused(path)

    def test_keystore_that_claims_everything(self):
        self.refused(self.write("a.jks", struct.pack(">III", 0xFEEDFEED, 2, 0x7FFFFFFF)))
        self.refused(
            self.write("b.jks", struct.pack(">IIIIH", 0xFEEDFEED, 2, 1, 2, 1) + b"a" + bytes(8)
                       + struct.pack(">H", 5) + b"X.509" + struct.pack(">I", 0xFFFFFFFF))
        )  # fmt: skip

    def test_links_in_a_circle(self):
        (self.home / "a").symlink_to(self.home / "b")
        (self.home / "b").symlink_to(self.home / "a")
        self.refused(self.home / "a")

    def test_escapes_in_names(self):
        """A subject with terminal escapes, newlines and bad UTF-8 stays on its line."""
        path = self.home / "evil.pem"
        config = self.write(
            "evil.cnf",
            "[req]\ndistinguished_name = dn\nprompt = no\nstring_mask = utf8only\n"
            "[dn]\nCN = \"evil\\x1b[31m\"\nO = two\n",
        )
        pki.openssl(
            "req", "-x509", "-batch", "-key", pki.key("p256"), "-subj",
            "/CN=a\x1b[31mred\nb\x07\u202eabc", "-utf8", "-days", "10", "-out", path,
            "-addext", "basicConstraints=critical,CA:TRUE", "-config", config,
        )  # fmt: skip
        for extra in ([], ["--json"], ["--report", "github=-"], ["--verbose"]):
            done = program.run("ca", "audit", path, *extra)
            self.assert_alive(done)
            for bad in ("\x1b", "\x07", "\u202e"):
                self.assertNotIn(bad, done.stdout)

    def test_long_name(self):
        """A name of 60 kB in one certificate does not flood the report."""
        der = bytearray(pki.der(pki.root()))
        path = self.write("x.der", bytes(der))
        self.assert_alive(program.run("ca", "audit", path))

    def test_key_in_a_store_is_told_and_never_shown(self):
        key = pki.key("p256").read_text()
        path = self.write("both.pem", self.root() + key)
        for words in ([], ["--json"], ["--verbose"]):
            done = program.run("ca", "audit", path, *words)
            self.assertEqual(done.code, program.FINDINGS, done.stdout)
            self.assertIn("ca/private-key", done.stdout)
            for line in key.splitlines()[1:-1]:
                self.assertNotIn(line, done.stdout + done.stderr)

    @unittest.skipIf(os.geteuid() == 0, "root may read everything")
    def test_unreadable(self):
        path = self.write("closed.pem", self.root())
        path.chmod(0)
        self.refused(path)

    def test_one_bad_store_does_not_hide_the_others(self):
        good = self.write("good.pem", self.root())
        bad = self.write("bad.jks", struct.pack(">III", 0xFEEDFEED, 9, 5))
        report = audit(bad, good)
        counts = {Path(s["path"]).name: s["count"] for s in report.document["data"]["stores"]}
        self.assertEqual(counts, {"bad.jks": 0, "good.pem": 1})
        self.assertIn("ca/store-readable", report.undecided())


class UnfinishedTest(Scratch):
    """A run that ended before it saw everything has no verdict."""

    def unfinished(self, *words):
        done = program.run("ca", *words, "--deadline", "0.000001")
        self.assert_alive(done)
        self.assertEqual(done.code, program.INCONCLUSIVE, done.stdout + done.stderr)
        self.assertIn("ca/search-complete", done.stdout)

    def test_every_command(self):
        one = self.write("one.pem", self.root())
        other = self.write("other.pem", pki.stranger().certificate.read_text())
        self.unfinished("stores")
        self.unfinished("audit", one)
        self.unfinished("diff", one, other)
        self.unfinished("chain", pki.leaf("rsa").chain, "--store", one)
        self.unfinished("chain", pki.leaf("rsa").chain)


class CodeTest(Scratch):
    """A module is code: it is not loaded because somebody names it."""

    def test_nobody_runs_it(self):
        mark = self.home / "it-ran"
        source = self.write(
            "evil.c",
            "#include <stdio.h>\n"
            f'__attribute__((constructor)) void f(void) {{ fclose(fopen("{mark}", "w")); }}\n',
        )
        module = self.home / "libnssckbi.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-o", module, source], check=True)
        module.chmod(0o644)
        shutil.copy(module, self.home / "cacert.pem")
        for words, env in (
            (["audit", module], {}),
            (["stores"], {"SSL_CERT_FILE": str(module)}),
            (["stores", "--deep", "--deep-from", self.home], {}),
            (["stores", "--root", self.home], {}),
        ):
            done = program.run("ca", *words, env=env)
            self.assert_alive(done)
            self.assertFalse(mark.exists(), words)


class DamageTest(Scratch):
    """Broken PEM, and what it costs whom."""

    def test_truncated(self):
        text = self.root() + pki.stranger().certificate.read_text()
        path = self.write("cut.pem", text[:-60])
        report = audit(path)
        self.assert_rule(report, "ca/loads-fewer", "error")
        loads = {load["runtime"]: load for load in self.store(report)["loads"]}
        self.assertEqual((loads["openssl"]["count"], loads["openssl"]["fails"]), (0, True))
        self.assertEqual((loads["go"]["count"], loads["go"]["fails"]), (1, False))

    def test_web_page(self):
        path = self.write("cacert.pem", "<!DOCTYPE html><html><body>404 Not Found</body></html>")
        report = audit(path)
        self.assert_exit(report, program.FINDINGS)

    def test_setting_that_names_it(self):
        path = self.write("cacert.pem", "<!DOCTYPE html><html><body>404 Not Found</body></html>")
        done = program.run("ca", "stores", "--json", env={"REQUESTS_CA_BUNDLE": str(path)})
        report = program.Report(done)
        self.assert_rule(report, "ca/setting-broken", "error")
        self.assertIn("REQUESTS_CA_BUNDLE", repr(report))

    def test_setting_that_names_a_directory(self):
        """OpenSSL reads no directory by the variable for a file."""
        report = program.Report(
            program.run("ca", "stores", "--json", env={"SSL_CERT_FILE": "/etc/ssl/certs"})
        )
        self.assert_rule(report, "ca/setting-broken", "error")

    def test_setting_that_names_nothing(self):
        missing = self.home / "moved.pem"
        done = program.run("ca", "stores", "--json", env={"SSL_CERT_FILE": str(missing)})
        self.assert_rule(program.Report(done), "ca/setting-broken", "error")


class DirectoryTest(Scratch):
    """Directories of hash names."""

    def linked(self):
        shutil.copy(pki.root().certificate, self.home / "root.pem")
        pki.openssl("rehash", self.home)
        return next(each for each in self.home.iterdir() if each.is_symlink())

    def loads(self, report):
        return {load["runtime"]: load["count"] for load in self.store(report)["loads"]}

    def test_good(self):
        self.linked()
        report = audit(self.home)
        self.assertEqual(self.loads(report), {"openssl": 1, "node": 1, "go": 1, "gnutls": 1})
        self.assert_no_rule(report, "ca/hash-links")

    def test_no_name(self):
        self.linked().unlink()
        report = audit(self.home)
        self.assertEqual(self.loads(report), {"openssl": 0, "node": 0, "go": 1, "gnutls": 1})
        self.assert_rule(report, "ca/hash-links")

    def test_wrong_name(self):
        self.linked().rename(self.home / "01234567.0")
        report = audit(self.home)
        self.assertEqual(self.loads(report)["openssl"], 0)
        self.assert_rule(report, "ca/hash-links")


class GateTest(Scratch):
    """What a pipeline keeps: names as given, lines, waivers."""

    def test_store_is_called_as_it_was_given(self):
        self.write("vendor.pem", self.root())
        done = subprocess.run(
            [program.BINARY, "ca", "audit", "vendor.pem", "--json", "--baseline",
             "/etc/ssl/certs/ca-certificates.crt", "--report", "sarif=out.sarif"],
            cwd=self.home, capture_output=True, env=program.environment(), check=False,
        )  # fmt: skip
        report = program.Report(
            program.Run(done.returncode, done.stdout.decode(), done.stderr.decode())
        )
        self.assertEqual({f["subject"] for f in report.document["findings"]}, {"vendor.pem"})
        self.assertIn('"uri": "vendor.pem"', (self.home / "out.sarif").read_text())


class DiffTest(Scratch):
    """Two stores of different formats."""

    def diff(self, *words):
        report = program.Report(program.run("ca", "diff", "--json", *words))
        program.validate(report.document, "report-1.schema.json")
        return report

    def test_same(self):
        one = self.write("one.pem", self.root())
        other = self.write("other.der", pki.der(pki.root()))
        report = self.diff(one, other, "--fail-on", "note")
        self.assert_exit(report, program.PASS)

    def test_removed_and_added(self):
        one = self.write("one.pem", self.root())
        other = self.write("other.pem", pki.stranger().certificate.read_text())
        report = self.diff(one, other)
        self.assert_exit(report, program.PASS)
        data = report.document["data"]
        self.assertEqual([c["subject"] for c in data["removed"]], ["CN=Test Root"])
        self.assertEqual([c["subject"] for c in data["added"]], ["CN=Unknown Root"])
        self.assert_exit(self.diff(one, other, "--fail-on", "note"), program.FINDINGS)

    def test_one_store(self):
        done = program.run("ca", "diff", self.write("one.pem", self.root()))
        self.assertEqual(done.code, program.USAGE)


if __name__ == "__main__":
    unittest.main()
