"""What is shipped beside the program: files for CI, runbooks, completions, the package. Each is run as
its user would, with the program found along PATH."""

import itertools
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import unittest
from pathlib import Path
from tempfile import TemporaryDirectory

import gateways
import pki
import program
from program import FINDINGS, INCONCLUSIVE, PASS, ROOT, USAGE

try:
    import yaml
except ImportError:  # another interpreter than Debian's
    sys.path.append("/usr/lib/python3/dist-packages")
    import yaml

_CI = ROOT / "scripts" / "ci"
_RUNBOOKS = ROOT / "scripts" / "runbooks"
_WITHIN = 120


class ShippedTest(unittest.TestCase):
    """Gateways that are good, without their intermediate, and expired; a directory of one's own."""

    @classmethod
    def setUpClass(cls):
        blocks = [
            gateways.nginx_server(pki.leaf("rsa"), pki.leaf("ecdsa")),
            gateways.nginx_server(pki.leaf("expired")),
        ]
        cls.servers = []
        for block in blocks:
            manager = gateways.nginx(block)
            cls.servers.append(manager.__enter__())
            cls.addClassCleanup(manager.__exit__, None, None, None)
        cls.good, cls.late = cls.servers

    def setUp(self):
        home = TemporaryDirectory()
        self.addCleanup(home.cleanup)
        self.home = Path(home.name)
        (self.home / "bin").mkdir()
        (self.home / "bin" / "checkoutdiag").symlink_to(program.BINARY)

    def shell(self, script, *words, shell=("bash", "-e", "-c"), **variables):
        path = f"{self.home}/bin:{os.environ['PATH']}"
        done = subprocess.run(
            [*shell, script, *map(str, words)] if shell else [script, *map(str, words)],
            cwd=self.home, capture_output=True, text=True, timeout=_WITHIN, check=False,
            env=program.environment(PATH=path, **variables),
        )
        return program.Run(done.returncode, done.stdout, done.stderr)

    def gate_of(self, *servers):
        """checkoutdiag.json with a check for each server."""
        checks = {}
        for number, server in enumerate(servers):
            target, _, address = program.at(server)
            checks[f"tls-{number}"] = {
                "run": "tls probe", "targets": [target],
                "options": {"ca-file": str(pki.root().certificate), "connect": address, "no-local": True},
            }
        (self.home / "checkoutdiag.json").write_text(json.dumps({"checks": checks}))


class PipelineTest(ShippedTest):
    def test_github(self):
        jobs = yaml.safe_load((_CI / "github.yml").read_text())["jobs"]
        (step,) = [each for each in jobs["gate"]["steps"] if each.get("name") == "Gate"]
        summary = self.home / "summary.md"
        for servers, code in (((self.good,), PASS), ((self.good, self.late), FINDINGS)):
            self.gate_of(*servers)
            done = self.shell(step["run"], GITHUB_STEP_SUMMARY=str(summary))
            self.assertEqual(done.code, code, done.stdout + done.stderr)
        self.assertIn("::error ", done.stdout)
        self.assertIn("tls/leaf-expired", summary.read_text())
        sarif = next(each["with"]["sarif_file"] for each in jobs["gate"]["steps"] if "with" in each)
        self.assertTrue(json.loads((self.home / sarif).read_text())["runs"][0]["results"])

    def test_gitlab(self):
        jobs = yaml.safe_load((_CI / "gitlab.yml").read_text())
        shard, verdict = jobs["checkout-shard"], jobs["checkout-verdict"]
        self.gate_of(self.good, self.late)
        for index in range(1, shard["parallel"] + 1):
            done = self.shell("\n".join(shard["script"]), CI_NODE_INDEX=str(index),
                              CI_NODE_TOTAL=str(shard["parallel"]))
            self.assertEqual(done.code, 0, done.stderr)
        done = self.shell("\n".join(verdict["script"]))
        self.assertEqual(done.code, FINDINGS, done.stdout + done.stderr)
        named = verdict["artifacts"]["reports"]
        issues = json.loads((self.home / named["codequality"]).read_text())
        self.assertIn("tls/leaf-expired", {each["check_name"] for each in issues})
        self.assertIn("<testsuites", (self.home / named["junit"]).read_text())
        (self.home / "shard-2.json").unlink()
        self.gate_of(self.good)
        self.shell("\n".join(shard["script"]), CI_NODE_INDEX="1", CI_NODE_TOTAL="2")
        self.assertEqual(self.shell("\n".join(verdict["script"])).code, INCONCLUSIVE, "a shard is missing")
        (self.home / "checkoutdiag.json").write_text("{}")
        done = self.shell("\n".join(shard["script"]), CI_NODE_INDEX="1", CI_NODE_TOTAL="2")
        self.assertNotEqual(done.code, 0, "a wrong file fails at once")

    def test_jenkins(self):
        (script,) = re.findall(r"'''(.*?)'''", (_CI / "Jenkinsfile").read_text(), re.S)
        for servers, code in (((self.good,), PASS), ((self.late,), FINDINGS)):
            self.gate_of(*servers)
            done = self.shell(script, shell=("sh", "-xe", "-c"))
            self.assertEqual(done.code, code, done.stderr)
            self.assertIn("<testsuites", (self.home / "checkout.xml").read_text())

    def test_kubernetes(self):
        job = yaml.safe_load((_CI / "kubernetes.yaml").read_text())["spec"]["jobTemplate"]["spec"]
        self.assertEqual(job["completionMode"], "Indexed")
        (container,) = job["template"]["spec"]["containers"]
        variables = {each["name"]: each["value"] for each in container["env"]}
        self.assertEqual(int(variables["SHARDS"]), job["completions"])
        mounted = {each["mountPath"] for each in container["volumeMounts"]}
        self.assertLessEqual({variables["REPORTS"], container["workingDir"]}, mounted)
        self.gate_of(self.good, self.late, self.good)
        variables["REPORTS"] = str(self.home)
        (script,) = container["args"]
        for index in range(job["completions"]):
            done = self.shell(script, shell=tuple(container["command"]), JOB_COMPLETION_INDEX=str(index),
                              **variables)
            self.assertEqual(done.code, 0, done.stderr)
        done = self.shell("checkoutdiag report merge shard-*.json --quiet")
        self.assertEqual(done.code, FINDINGS, done.stderr)
        self.assertIn("tls/leaf-expired", done.stdout)


class RunbookTest(ShippedTest):
    def book(self, name, *words):
        return self.shell(str(_RUNBOOKS / name), *words, shell=())

    def test_every_runbook_tells_how_it_is_called(self):
        names = sorted(each.name for each in _RUNBOOKS.iterdir())
        self.assertEqual(
            names, ["charge-in-doubt", "handshake-failure", "root-rotation", "webhook-mismatch"]
        )
        for name in names:
            done = self.book(name)
            self.assertEqual((done.code, done.stdout), (USAGE, ""))
            self.assertTrue(done.stderr.startswith(f"usage: {name} "))

    def test_handshake_failure(self):
        target, _, address = program.at(self.late)
        done = self.book("handshake-failure", target, "--connect", address, "--ca-file", pki.root().certificate)
        self.assertEqual(done.code, FINDINGS, done.stderr)
        self.assertIn("tls/leaf-expired", done.stdout)
        self.assertIn("ca/", done.stdout)
        self.assertEqual(self.book("handshake-failure", "a b").code, USAGE)

    def test_root_rotation(self):
        done = self.book("root-rotation", pki.leaf("rsa").chain, "2026-12-01", "--store", pki.root().certificate)
        self.assertEqual(done.code, PASS, done.stdout + done.stderr)
        done = self.book("root-rotation", pki.leaf("rsa").chain, "2026-12-01", "--store",
                         pki.stranger().certificate)
        self.assertEqual(done.code, FINDINGS, done.stdout + done.stderr)
        self.assertIn("ca/chain-refused", done.stdout)

    def test_charge_in_doubt(self):
        def traffic(*keys):
            lines = [
                {"method": "POST", "url": "https://api.stripe.com/v1/payment_intents",
                 "time": f"2026-11-27T10:00:{10 * number:02d}Z",
                 "headers": {"Idempotency-Key": key, "Content-Type": "application/x-www-form-urlencoded"},
                 "body": "amount=100&currency=eur&metadata[order_id]=7",
                 **({"status": 200, "response": "{\"id\":\"pi_1\"}"} if number + 1 == len(keys) else {"status": 0})}
                for number, key in enumerate(keys)
            ]
            path = self.home / "traffic.ndjson"
            path.write_text("".join(json.dumps(line) + "\n" for line in lines))
            return path

        one, two = "5f0c2a8e-9f5b-4b5e-8a53-0a1d3a0f7a11", "0b7f3c44-3f6e-4a1b-8f9d-7d3d8c1a2b33"
        done = self.book("charge-in-doubt", traffic(one, two), "stripe")
        self.assertEqual(done.code, FINDINGS, done.stdout + done.stderr)
        self.assertIn("Not safe", done.stdout)
        self.assertIn("key.retention_s", done.stdout)
        done = self.book("charge-in-doubt", traffic(one, one), "stripe")
        self.assertEqual(done.code, PASS, done.stdout + done.stderr)
        self.assertIn("Safe: ", done.stdout)

    def test_webhook_mismatch(self):
        (self.home / "secret").write_text("whsec_test")
        (self.home / "body").write_text('{"id":"evt_1"}')
        signed = self.shell("checkoutdiag webhook sign --scheme stripe --secret-file secret --body body > headers")
        self.assertEqual(signed.code, PASS, signed.stderr)
        words = ("webhook-mismatch", "stripe", "secret", "headers", "body")
        self.assertEqual(self.book(*words).code, PASS)
        (self.home / "body").write_text('{"id": "evt_1"}\n')
        done = self.book(*words)
        self.assertEqual(done.code, FINDINGS, done.stderr)
        self.assertIn("webhook/signature-mismatch", done.stdout)


class ManualTest(unittest.TestCase):
    """Every command that the documents show is one that the program understands."""

    def commands(self, text):
        """checkoutdiag's own words in lines of shell, continued lines joined; what the shell puts in is
        some number."""
        text = re.sub(r"\"\$\([^)]*\)\"|\$\(\(.*?\)\)", "7", text)
        for line in re.sub(r"\\[\\e]?\n\s*", " ", text).splitlines():
            found = re.match(r"^\s*(?:\.Dl )?(?:\$ )?(checkoutdiag .*)", line)
            if not found or "…" in line or " ..." in line:
                continue
            words = shlex.shlex(found[1].replace("\\e", "\\"), posix=True, punctuation_chars=";&|<>")
            words.whitespace_split, words.commenters = True, "#"
            taken = list(itertools.takewhile(lambda word: word[0] not in ";&|<>" if word else True, words))
            yield taken[1:]

    def check(self, where, words):
        done = program.run("__parse", *words)
        self.assertEqual(done.code, PASS, f"{where}: {words}\n{done.stderr}")

    def test_readme(self):
        blocks = re.findall(r"```[a-z]*\n(.*?)```", (ROOT / "README.md").read_text(), re.S)
        found = [each for block in blocks for each in self.commands(block)]
        self.assertGreater(len(found), 10)
        for each in found:
            self.check("README.md", each)

    def test_manual(self):
        count = 0
        for page in sorted((ROOT / "man").glob("*.[157]")):
            text = page.read_text()
            blocks = re.findall(r"^\.Bd -literal.*?\n(.*?)^\.Ed", text, re.S | re.M)
            blocks += re.findall(r"^\.Dl .*", text, re.M)
            for block in blocks:
                for each in self.commands(block):
                    self.check(page.name, each)
                    count += 1
        self.assertGreater(count, 30)

    def test_help(self):
        def below(*path):
            yield path
            for line in program.run("__complete", *path, "").stdout.splitlines():
                word = line.split("\t")[0]
                shown = program.run(*path, word, "--help") if re.fullmatch(r"[a-z]+", word) else None
                if shown and shown.code == PASS and f"checkoutdiag {' '.join((*path, word))}" in shown.stdout:
                    if len(path) < 2 and (*path, word) != path:
                        yield from below(*path, word)

        for path in set(below()):
            for each in self.commands(program.run(*path, "--help").stdout):
                self.check(f"{' '.join(path)} --help", each)


@unittest.skipUnless((program.BINARY.parent / "CPackConfig.cmake").exists(), "not in a build tree")
class PackageTest(unittest.TestCase):
    """The package can be installed, and what it installs works."""

    def test_the_package(self):
        for tool in ("cpack", "dpkg-deb", "dpkg-shlibdeps"):
            self.assertTrue(shutil.which(tool), f"{tool} is missing")
        with TemporaryDirectory() as folder:
            config = program.BINARY.parent / "CPackConfig.cmake"
            made = subprocess.run(
                ["cpack", "--config", config, "-G", "DEB", "-B", folder],
                cwd=program.BINARY.parent, capture_output=True, text=True, timeout=280, check=False,
            )
            self.assertEqual(made.returncode, 0, made.stdout + made.stderr)
            (package,) = Path(folder).glob("*.deb")
            fields = dict(
                line.split(": ", 1)
                for line in subprocess.run(
                    ["dpkg-deb", "--field", package], capture_output=True, text=True, check=True
                ).stdout.splitlines()
                if ": " in line
            )
            self.assertEqual(fields["Package"], "checkoutdiag")
            for library in ("libssl3", "libcurl4", "libxml2"):
                self.assertIn(library, fields["Depends"])
            root = Path(folder) / "root"
            subprocess.run(["dpkg-deb", "-x", package, root], check=True)
            installed = root / "usr" / "bin" / "checkoutdiag"
            shown = subprocess.run([installed, "--version"], capture_output=True, text=True, check=True)
            self.assertTrue(shown.stdout.startswith(f"checkoutdiag {fields['Version'].split('-')[0]}"), shown.stdout)
            explained = subprocess.run([installed, "explain", "tls/leaf-expired"], capture_output=True, check=True)
            self.assertTrue(explained.stdout)
            share = root / "usr" / "share"
            pages = {each.name.removesuffix(".gz") for each in (share / "man").rglob("*.*")}
            self.assertLessEqual({each.name for each in (ROOT / "man").iterdir()}, pages)
            bash = share / "bash-completion" / "completions" / "checkoutdiag"
            subprocess.run(["bash", "-n", bash], check=True)
            self.assertTrue((share / "zsh" / "vendor-completions" / "_checkoutdiag").exists())
            self.assertTrue((share / "fish" / "vendor_completions.d" / "checkoutdiag.fish").exists())
            book = share / "checkoutdiag" / "runbooks" / "handshake-failure"
            self.assertTrue(os.access(book, os.X_OK))


del ShippedTest

if __name__ == "__main__":
    unittest.main()
