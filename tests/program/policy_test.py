"""Policies, thresholds and waivers: the same facts under other wishes."""

import json
import unittest

import gateways
import pki
import program

_BUILT_IN = ("payment", "pci", "tls13", "mozilla-modern", "mozilla-intermediate")


def _write(name, content):
    path = pki.directory() / name
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


class PolicyTest(program.ProgramTest):
    """Each policy against gateways that it likes and does not."""

    def test_every_policy_runs_and_names_itself(self):
        with gateways.nginx_intermediate() as gateway:
            for name in _BUILT_IN:
                with self.subTest(policy=name):
                    report = program.probe(*program.at(gateway), "--policy", name)
                    self.assertEqual(report.document["data"]["policy"]["name"], name)
                    self.assertTrue(report.document["data"]["policy"]["title"])

    def test_intermediate_gateway(self):
        codes = {}
        with gateways.nginx_intermediate() as gateway:
            for name in _BUILT_IN:
                codes[name] = program.probe(*program.at(gateway), "--policy", name).code
        for name in ("payment", "pci", "tls13", "mozilla-intermediate"):
            self.assertEqual(codes[name], program.PASS, name)
        self.assertEqual(codes["mozilla-modern"], program.FINDINGS, "modern wants TLS 1.3 alone")

    def test_modern_gateway(self):
        block = gateways.nginx_server(pki.leaf("ecdsa"), protocols="TLSv1.3")
        with gateways.nginx(block) as gateway:
            report = program.probe(*program.at(gateway), "--policy", "mozilla-modern")
        self.assert_exit(report, program.PASS)

    def test_cbc_is_a_warning_for_payment(self):
        block = gateways.nginx_server(
            pki.leaf("rsa"), ciphers="ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-SHA"
        )
        with gateways.nginx(block) as gateway:
            report = program.probe(*program.at(gateway))
            strict = program.probe(*program.at(gateway), "--fail-on", "warning")
        self.assert_rule(report, "tls/cbc-cipher", "warning")
        self.assert_exit(report, program.PASS)
        self.assert_exit(strict, program.FINDINGS)

    def test_suite_outside_mozillas_list(self):
        block = gateways.nginx_server(
            pki.leaf("rsa"), ciphers="ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-SHA"
        )
        with gateways.nginx(block) as gateway:
            report = program.probe(*program.at(gateway), "--policy", "mozilla-intermediate")
        self.assert_rule(report, "tls/suite-outside-policy")

    def test_errors_of_the_permissive_gateway(self):
        with gateways.nginx_permissive(workers=2) as gateway:
            report = program.probe(*program.at(gateway))
            tolerant = program.probe(*program.at(gateway), "--fail-on", "never")
        for rule in ("tls/protocol-outdated", "tls/static-rsa"):
            self.assert_rule(report, rule, "error")
        self.assert_exit(report, program.FINDINGS)
        self.assert_exit(tolerant, program.PASS)

    def test_unknown_policy_has_a_hint(self):
        done = program.run("tls", "probe", "127.0.0.1:1", "--policy", "paymnet")
        self.assertEqual(done.code, program.USAGE)
        self.assertIn("payment", done.stderr)

    def test_policy_file(self):
        built_in = json.loads(
            (program.ROOT / "lib" / "data" / "policy" / "payment.json").read_text()
        )
        path = _write("policy.json", {**built_in, "name": "house", "title": "The house's own"})
        with gateways.nginx_intermediate() as gateway:
            report = program.probe(*program.at(gateway), "--policy", path)
        self.assertEqual(report.document["data"]["policy"]["name"], "house")
        self.assert_exit(report, program.PASS)

    def test_policy_file_with_an_unknown_key(self):
        built_in = json.loads(
            (program.ROOT / "lib" / "data" / "policy" / "payment.json").read_text()
        )
        path = _write("policy-wrong.json", {**built_in, "surprise": []})
        done = program.run("tls", "probe", "127.0.0.1:1", "--policy", path)
        self.assertEqual(done.code, program.USAGE)
        self.assertIn("surprise", done.stderr)


class WaiverTest(program.ProgramTest):
    """Somebody's decision, until a day."""

    def _probe(self, *waivers, arguments=()):
        path = _write("waivers.json", {"waivers": list(waivers)})
        with gateways.nginx(gateways.nginx_server(pki.leaf("expired"))) as gateway:
            return program.probe(*program.at(gateway), "--waivers", path, *arguments)

    def _waiver(self, **changes):
        soon = (pki.now() + pki.days(20)).strftime("%Y-%m-%d")
        return {
            "rule": "tls/leaf-expired",
            "subject": f"{pki.HOST}:*",
            "reason": "renewal is under way",
            "expires": soon,
            **changes,
        }

    def test_waived(self):
        report = self._probe(self._waiver())
        self.assert_exit(report, program.PASS)
        (finding,) = report.findings("tls/leaf-expired")
        self.assertEqual(finding["waived"]["reason"], "renewal is under way")
        self.assertEqual(report.document["summary"]["waived"], 1)

    def test_expired_waiver_excuses_nothing_and_is_told(self):
        past = (pki.now() - pki.days(3)).strftime("%Y-%m-%d")
        report = self._probe(self._waiver(expires=past))
        self.assert_exit(report, program.FINDINGS)
        self.assertIsNone(report.findings("tls/leaf-expired")[0]["waived"])
        self.assertTrue(
            [
                one
                for one in report.document["findings"]
                if "waiver" in one["rule"] and one["level"] == "warning"
            ],
            report,
        )

    def test_now_decides_whether_a_waiver_holds(self):
        later = pki.rfc3339(pki.now() + pki.days(30))
        report = self._probe(self._waiver(), arguments=("--now", later))
        self.assert_exit(report, program.FINDINGS)

    def test_unused_waiver_is_told(self):
        report = self._probe(self._waiver(), self._waiver(rule="tls/rc4-cipher"))
        self.assertTrue(
            [one for one in report.document["findings"] if "waiver" in one["rule"]], report
        )

    def test_other_subject(self):
        report = self._probe(self._waiver(subject="other.test:*"))
        self.assert_exit(report, program.FINDINGS)

    def test_reason_is_required(self):
        waiver = self._waiver()
        del waiver["reason"]
        path = _write("waivers-wrong.json", {"waivers": [waiver]})
        done = program.run("tls", "probe", "127.0.0.1:1", "--waivers", path)
        self.assertEqual(done.code, program.USAGE)
        self.assertIn("reason", done.stderr)


if __name__ == "__main__":
    unittest.main()
