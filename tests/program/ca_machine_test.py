"""`ca` on the machine that runs the test: what it counts is what the runtimes' own tools count."""

import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import gateways
import pki
import program

BUNDLE = "/etc/ssl/certs/ca-certificates.crt"


def output(*argv, **options):
    """What a tool prints; its failure is the test's."""
    done = subprocess.run(argv, capture_output=True, text=True, check=True, timeout=60, **options)
    return done.stdout


def needs(tool):
    """Skips, in words, where a runtime is not installed; scripts/test installs them all."""
    return unittest.skipUnless(shutil.which(tool), f"{tool} is not installed")


class CountsTest(program.ProgramTest):
    """One look at the machine; each test asks another tool about the same store."""

    @classmethod
    def setUpClass(cls):
        done = program.run("ca", "stores", "--json")
        cls.report = program.Report(done)
        program.validate(cls.report.document, "report-1.schema.json")
        cls.data = cls.report.document["data"]

    def store(self, path):
        """The store of a file, whatever path it was found by."""
        real = os.path.realpath(path)
        for store in self.data["stores"]:
            if store["path"] == path or store["file"]["real"] == real or path in store["also"]:
                return store
        self.fail(f"{path} was not found; found: {[s['path'] for s in self.data['stores']]}")

    def loads(self, store, runtime):
        return next(load["count"] for load in store["loads"] if load["runtime"] == runtime)

    def test_the_run_is_whole(self):
        self.assertIn(self.report.code, (program.PASS, program.FINDINGS), self.report)
        self.assertIsNone(self.data["incomplete_because"])

    def test_openssl(self):
        found = re.search(
            r"Total found: (\d+)", output("openssl", "storeutl", "-noout", "-certs", BUNDLE)
        )
        store = self.store(BUNDLE)
        self.assertEqual(store["count"], int(found.group(1)))
        self.assertEqual(self.loads(store, "openssl"), int(found.group(1)))

    def test_openssl_directory_by_hash(self):
        """Every certificate of the bundle is found in the directory by its name, as OpenSSL looks."""
        store = self.store("/etc/ssl/certs")
        self.assertEqual(self.loads(store, "openssl"), self.loads(self.store(BUNDLE), "openssl"))
        self.assertEqual([link for link in store["links"] if link["state"] == "dangling"], [])

    @needs("keytool")
    def test_java(self):
        path = "/etc/ssl/certs/java/cacerts"
        listed = output("keytool", "-list", "-keystore", path, "-storepass", "changeit")
        found = re.search(r"Your keystore contains (\d+) entr", listed)
        store = self.store(path)
        self.assertEqual(store["count"], int(found.group(1)))
        self.assertEqual(self.loads(store, "java"), int(found.group(1)))
        self.assertFalse(store["integrity_unchecked"])

    @needs("keytool")
    def test_java_reads_it_for_every_jdk(self):
        users = [c for c in self.data["clients"] if c["runtime"] == "java"]
        self.assertTrue(users)
        self.assertTrue(all(client["uses"] for client in users), users)

    @needs("node")
    def test_node(self):
        """The roots compiled into node, which was not run to read them; or none there, and its library's."""
        count = int(output("node", "-p", "require('tls').rootCertificates.length"))
        compiled = [s for s in self.data["stores"] if s["format"] == "compiled_in" and s["count"]]
        self.assertIn(count, [self.loads(s, "node") for s in compiled], compiled)

    @needs("trust")
    def test_p11_kit(self):
        listed = output("trust", "list", "--filter=certificates")
        module = next(
            (s for s in self.data["stores"] if "p11-kit-trust" in s["path"]), None
        )
        self.assertIsNotNone(module, [s["path"] for s in self.data["stores"]])
        self.assertEqual(module["count"], listed.count("pkcs11:"))

    @needs("certutil")
    def test_nss(self):
        module = next((s for s in self.data["stores"] if "nssckbi" in s["path"]), None)
        self.assertIsNotNone(module)
        with tempfile.TemporaryDirectory() as home:
            database = f"sql:{home}"
            output("certutil", "-N", "-d", database, "--empty-password")
            output(
                "modutil", "-dbdir", database, "-add", "roots", "-libfile",
                module["file"]["real"], "-force",
            )  # fmt: skip
            listed = output("certutil", "-L", "-d", database, "-h", "all")
        lines = [line for line in listed.splitlines() if line.startswith("Builtin Object Token:")]
        self.assertEqual(module["count"], len(lines))
        trusted = [line for line in lines if line.split()[-1].startswith("C")]
        self.assertEqual(
            len([e for e in module["entries"] if e["server_trusted"]]), len(trusted)
        )

    def test_python(self):
        """Every PEM bundle that was found, of pip, certifi and SDKs: as many as it has blocks."""
        bundles = [s for s in self.data["stores"] if s["format"] == "pem" and not s["flaws"]]
        self.assertTrue(bundles)
        for store in bundles:
            text = Path(store["file"]["real"]).read_text(encoding="utf-8", errors="replace")
            self.assertEqual(
                store["count"], text.count("-----BEGIN CERTIFICATE-----"), store["path"]
            )


class AuditTest(program.ProgramTest):
    """The whole machine is judged, and the classic false alarms do not fail it."""

    @classmethod
    def setUpClass(cls):
        cls.report = program.Report(program.run("ca", "audit", "--json"))
        program.validate(cls.report.document, "report-1.schema.json")

    def test_expired_and_sha1_anchors_do_not_fail_a_gate(self):
        levels = {
            finding["level"]
            for rule in ("ca/expired", "ca/expires-soon", "ca/sha1-self-signature", "ca/duplicate")
            for finding in self.report.findings(rule)
        }
        self.assertNotIn("error", levels, self.report)

    def test_every_store_is_a_subject(self):
        self.assertGreater(len(self.report.document["data"]["stores"]), 3)

    def test_findings_name_certificates_that_are_there(self):
        known = {c["sha256"] for c in self.report.document["data"]["certificates"]}
        for finding in self.report.document["findings"]:
            digest = finding["evidence"].get("sha256")
            if finding["rule"].startswith("ca/") and digest:
                self.assertIn(digest, known, finding)


class ProcessTest(program.ProgramTest):
    """A running process is asked for with its own environment."""

    def test_environment_of_a_process(self):
        with tempfile.TemporaryDirectory() as home:
            store = Path(home) / "own.pem"
            shutil.copy(pki.root().certificate, store)
            with subprocess.Popen(
                ["cat"], stdin=subprocess.PIPE, env={**os.environ, "SSL_CERT_FILE": str(store)}
            ) as process:
                try:
                    done = program.run("ca", "stores", "--json", "--process", process.pid)
                finally:
                    process.stdin.close()
        data = done.json["data"]
        settings = {s["name"]: s for s in data["settings"]}
        self.assertEqual(settings["SSL_CERT_FILE"]["value"], str(store))
        self.assertEqual(settings["SSL_CERT_FILE"]["store"], str(store))
        users = [
            client
            for client in data["clients"]
            for use in client["uses"]
            if use["store"] == str(store)
        ]
        self.assertTrue([c for c in users if c["runtime"] == "openssl"], data["clients"])

    def test_no_such_process(self):
        done = program.run("ca", "stores", "--process", 4194304)
        self.assertEqual(done.code, program.USAGE)
        self.assertEqual(len(done.stderr.splitlines()), 2, done.stderr)


class ImageTest(program.ProgramTest):
    """An unpacked image: its own paths, its own links, and nothing of ours."""

    def test_image(self):
        with tempfile.TemporaryDirectory() as image:
            certs = Path(image) / "etc/ssl/certs"
            certs.mkdir(parents=True)
            shutil.copy(pki.root().certificate, certs / "ca-certificates.crt")
            # What an absolute link means within the image, and a link that leads out of it.
            (Path(image) / "etc/ssl/cert.pem").symlink_to("/etc/ssl/certs/ca-certificates.crt")
            (certs / "out.pem").symlink_to("../../../../../../../../etc/passwd")
            done = program.run("ca", "stores", "--json", "--root", image)
        data = done.json["data"]
        self.assertTrue(data["foreign"])
        self.assertEqual([len(data["certificates"]), data["certificates"][0]["subject"]],
                         [1, "CN=Test Root"])  # fmt: skip
        self.assertNotIn("root:x:0", done.stdout)

    def test_module_of_an_image_is_never_loaded(self):
        """A PKCS#11 module is code: of a foreign root it is searched, not run."""
        with tempfile.TemporaryDirectory() as image:
            place = Path(image) / "usr/lib/x86_64-linux-gnu"
            place.mkdir(parents=True)
            mark = Path(image) / "it-ran"
            source = Path(image) / "evil.c"
            source.write_text(
                "#include <stdio.h>\n"
                f'__attribute__((constructor)) void f(void) {{ fclose(fopen("{mark}", "w")); }}\n'
            )
            output(gateways.program("cc"), "-shared", "-fPIC", "-o", place / "libnssckbi.so", source)
            done = program.run("ca", "stores", "--json", "--root", image)
            self.assertFalse(mark.exists())
            done_file = program.run("ca", "audit", "--json", "--root", image, "/usr/lib/x86_64-linux-gnu/libnssckbi.so")
            self.assertFalse(mark.exists())
        self.assert_alive(done)
        self.assert_alive(done_file)


if __name__ == "__main__":
    unittest.main()
