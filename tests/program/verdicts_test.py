"""Each broken gateway gets its own finding and its own exit code, and no other gateway's."""

import unittest

import gateways
import pki
import program

_CERTIFICATE_RULES = (
    "tls/leaf-expired",
    "tls/leaf-not-yet-valid",
    "tls/leaf-expires-soon",
    "tls/host-mismatch",
    "tls/intermediate-missing",
    "tls/root-unknown",
    "tls/leaf-self-signed",
    "tls/chain-invalid",
    "tls/chain-expired",
    "tls/chain-sha1",
    "tls/key-weak",
    "tls/must-staple",
    "tls/certificate-malformed",
)


def _nginx(identity, **options):
    return gateways.nginx(gateways.nginx_server(identity, **options))


class CertificateTest(program.ProgramTest):
    """nginx with one fault in its certificate at a time."""

    def _only(self, report, *rules):
        """Of the rules on certificates these fire, and no others."""
        self.assertEqual(report.rules() & set(_CERTIFICATE_RULES), set(rules), report)

    def _check(self, identity, rule, code=program.FINDINGS, arguments=(), **options):
        with _nginx(identity) as gateway:
            report = program.probe(*program.at(gateway), *arguments, **options)
        self._only(report, *([rule] if rule else []))
        self.assert_exit(report, code)
        return report

    def test_good(self):
        self._check(pki.leaf("rsa"), None, program.PASS)

    def test_good_ecdsa(self):
        self._check(pki.leaf("ecdsa"), None, program.PASS)

    def test_good_under_its_address(self):
        with _nginx(pki.leaf("rsa")) as gateway:
            report = program.probe(gateway.address)
        self._only(report)
        self.assert_exit(report, program.PASS)

    def test_expired(self):
        self._check(pki.leaf("expired"), "tls/leaf-expired")

    def test_not_yet_valid(self):
        self._check(pki.leaf("not_yet_valid"), "tls/leaf-not-yet-valid")

    def test_expires_soon_is_a_warning(self):
        report = self._check(pki.leaf("expires_soon"), "tls/leaf-expires-soon", program.PASS)
        self.assert_rule(report, "tls/leaf-expires-soon", "warning")

    def test_expires_soon_with_fail_on_warning(self):
        self._check(
            pki.leaf("expires_soon"),
            "tls/leaf-expires-soon",
            program.FINDINGS,
            ("--fail-on", "warning"),
        )

    def test_expiry_warning_moves_the_line(self):
        self._check(pki.leaf("expires_soon"), None, program.PASS, ("--expiry-warning", "2"))
        self._check(
            pki.leaf("rsa"), "tls/leaf-expires-soon", program.PASS, ("--expiry-warning", "90")
        )

    def test_now_answers_for_another_day(self):
        later = pki.rfc3339(pki.now() + pki.days(70))
        self._check(pki.leaf("rsa"), "tls/leaf-expired", arguments=("--now", later))
        before = pki.rfc3339(pki.now() - pki.days(30))
        self._check(
            pki.leaf("expired"), None, program.PASS, ("--now", before, "--expiry-warning", "7")
        )

    def test_wrong_host(self):
        self._check(pki.leaf("wrong_host"), "tls/host-mismatch")

    def test_common_name_alone_is_no_match(self):
        self._check(pki.leaf("no_names"), "tls/host-mismatch")

    def test_missing_intermediate(self):
        report = self._check(pki.alone(pki.leaf("rsa")), "tls/intermediate-missing")
        self.assertNotIn("tls/root-unknown", report.rules())

    def test_unknown_root_with_complete_chain(self):
        self._check(pki.leaf_of_stranger(), "tls/root-unknown")

    def test_leaf_alone_of_an_unknown_root(self):
        """Whether an intermediate is missing cannot be known; that no root is reached can."""
        with _nginx(pki.alone(pki.leaf_of_stranger())) as gateway:
            report = program.probe(*program.at(gateway))
        self._only(report, "tls/intermediate-missing")
        self.assert_exit(report, program.FINDINGS)

    def test_known_chain_against_the_systems_store(self):
        self._check(pki.leaf("rsa"), "tls/root-unknown", trust=False)

    def test_self_signed(self):
        self._check(pki.self_signed(), "tls/leaf-self-signed")

    def test_must_staple_without_staple(self):
        self._check(pki.leaf("must_staple"), "tls/must-staple")

    def test_every_fault_is_told(self):
        """Expired and of another host and without its issuer: three findings from one
        certificate."""
        start, end = pki.now() - pki.days(90), pki.now() - pki.days(2)
        worst = pki.intermediate().issue("worst", names=("DNS:other.test",), start=start, end=end)
        with _nginx(pki.alone(worst)) as gateway:
            report = program.probe(*program.at(gateway))
        self._only(report, "tls/leaf-expired", "tls/host-mismatch", "tls/intermediate-missing")

    def test_ca_path(self):
        store = pki.directory() / "ca-path"
        store.mkdir(exist_ok=True)
        (store / "root.pem").write_text(pki.root().certificate.read_text())
        pki.openssl("rehash", store)
        with _nginx(pki.leaf("rsa")) as gateway:
            report = program.probe(*program.at(gateway), "--ca-path", store, trust=False)
        self._only(report)

    def test_fault_of_one_of_two_leaves(self):
        """The RSA leaf is well, the ECDSA leaf is of another host; a client gets the one or the
        other."""
        bad = pki.intermediate().issue("ecdsa-other", kind="p256", names=("DNS:other.test",))
        with gateways.nginx(gateways.nginx_server(pki.leaf("rsa"), bad)) as gateway:
            report = program.probe(*program.at(gateway))
        self._only(report, "tls/host-mismatch")
        self.assertEqual(
            {
                one["chain"][0]["key_algorithm"]: one["host_matches"]
                for one in report.address()["certificates"]
            },
            {"RSA": True, "EC": False},
        )


class WeakCertificateTest(program.ProgramTest):
    """What only a permissive server can show."""

    def _probe(self, identity):
        with gateways.s_server("-cipher", "DEFAULT:@SECLEVEL=0", identities=(identity,)) as gateway:
            return program.probe(*program.at(gateway))

    def test_sha1_signature(self):
        report = self._probe(pki.leaf("sha1"))
        self.assert_rule(report, "tls/chain-sha1")
        self.assert_exit(report, program.FINDINGS)

    def test_rsa_1024(self):
        report = self._probe(pki.leaf("rsa1024"))
        self.assert_rule(report, "tls/key-weak")
        self.assert_exit(report, program.FINDINGS)


class AiaTest(program.ProgramTest):
    """--fetch-aia proves what is missing; it is never done unasked."""

    def _probe(self, files, *arguments):
        with gateways.web_server(files) as web:
            leaf = pki.leaf_with_aia(f"aia-{web.port}", f"http://{web.address}/issuer.der")
            with _nginx(pki.alone(leaf)) as gateway:
                report = program.probe(*program.at(gateway), *arguments)
        (certificate,) = report.address()["certificates"]
        return report, certificate["aia"], web.hits

    def test_not_fetched_unasked(self):
        report, _, hits = self._probe({"/issuer.der": pki.der(pki.intermediate())})
        self.assertEqual(hits, [])
        self.assert_rule(report, "tls/intermediate-missing")

    def test_proven(self):
        report, aia, hits = self._probe({"/issuer.der": pki.der(pki.intermediate())}, "--fetch-aia")
        self.assertEqual(hits, ["/issuer.der"])
        self.assertTrue(aia["repaired"], aia)
        self.assert_rule(report, "tls/intermediate-missing", "error")
        self.assertIn("Test Issuing CA", str(report.findings("tls/intermediate-missing")))

    def test_pem_is_understood(self):
        _, aia, _ = self._probe(
            {"/issuer.der": pki.intermediate().certificate.read_bytes()}, "--fetch-aia"
        )
        self.assertTrue(aia["repaired"], aia)

    def test_issuer_of_somebody_else_proves_nothing(self):
        _, aia, _ = self._probe({"/issuer.der": pki.der(pki.stranger())}, "--fetch-aia")
        self.assertFalse(aia["repaired"], aia)

    def test_gone(self):
        report, aia, _ = self._probe({}, "--fetch-aia")
        self.assertFalse(aia["repaired"], aia)
        self.assertTrue(aia["failure"], aia)
        self.assert_exit(report, program.FINDINGS)

    def test_too_large(self):
        _, aia, _ = self._probe({"/issuer.der": bytes(4 << 20)}, "--fetch-aia")
        self.assertFalse(aia["repaired"], aia)


class VersionTest(program.ProgramTest):
    """One protocol version at a time."""

    def test_tls10_only(self):
        with gateways.s_server("-tls1", "-cipher", "ALL:@SECLEVEL=0") as gateway:
            report = program.probe(*program.at(gateway))
        self.assertEqual(
            [version for version, state in report.versions().items() if state == "accepted"],
            ["tls1.0"],
        )
        self.assert_rule(report, "tls/protocol-outdated", "error")
        self.assert_rule(report, "tls/local-openssl")
        self.assert_exit(report, program.FINDINGS)

    def test_tls10_only_with_rsa_key_transport_connects_locally(self):
        """The trap of the truth table: SECLEVEL 2 kills signatures, and key transport has none."""
        with gateways.s_server("-tls1", "-cipher", "AES128-SHA:@SECLEVEL=0") as gateway:
            report = program.probe(*program.at(gateway))
        self.assert_rule(report, "tls/protocol-outdated", "error")
        self.assert_no_rule(report, "tls/local-openssl")

    def test_tls13_only(self):
        with _nginx(pki.leaf("rsa"), protocols="TLSv1.3") as gateway:
            report = program.probe(*program.at(gateway))
            strict = program.probe(*program.at(gateway), "--policy", "tls13")
        self.assertEqual(
            [version for version, state in report.versions().items() if state == "accepted"],
            ["tls1.3"],
        )
        self.assert_exit(report, program.PASS)
        self.assert_exit(strict, program.PASS)

    def test_tls12_only(self):
        with _nginx(pki.leaf("rsa"), protocols="TLSv1.2") as gateway:
            report = program.probe(*program.at(gateway))
            strict = program.probe(*program.at(gateway), "--policy", "tls13")
        self.assert_rule(report, "tls/protocol-missing", "warning")
        self.assert_exit(report, program.PASS)
        self.assert_rule(strict, "tls/protocol-missing", "error")
        self.assert_exit(strict, program.FINDINGS)

    def test_local_configuration_is_to_blame(self):
        """The gateway is good; this machine's openssl.cnf allows TLS 1.2 at most, the gateway 1.3
        only."""
        conf = pki.directory() / "max12.cnf"
        conf.write_text(
            "openssl_conf = init\n[init]\nssl_conf = ssl\n[ssl]\nsystem_default = s\n[s]\n"
            "MaxProtocol = TLSv1.2\n"
        )
        with _nginx(pki.leaf("rsa"), protocols="TLSv1.3") as gateway:
            report = program.probe(*program.at(gateway), env={"OPENSSL_CONF": str(conf)})
        self.assertEqual(
            report.suites().keys(),
            {"tls1.3"},
            "the enumeration does not depend on the configuration",
        )
        self.assert_rule(report, "tls/local-openssl")
        self.assertIn(str(conf), str(report.address()["local"]))


class SniTest(program.ProgramTest):
    """Names asked for, unknown and missing."""

    @staticmethod
    def _servers():
        other = gateways.nginx_server(pki.leaf("wrong_host"), name="other.test", default=True)
        return other, gateways.nginx_server(pki.leaf("rsa"), name=pki.HOST)

    def _named_only(self):
        reject = (
            "server { listen 127.0.0.1:{port} ssl default_server; ssl_reject_handshake on;"
            " ssl_protocols TLSv1.2 TLSv1.3; }"
        )
        return gateways.nginx(reject, gateways.nginx_server(pki.leaf("rsa"), name=pki.HOST))

    def test_name_required(self):
        with self._named_only() as gateway:
            report = program.probe(*program.at(gateway))
        self.assert_rule(report, "tls/sni-required")
        self.assert_no_rule(report, *_CERTIFICATE_RULES, "tls/sni-name-refused")
        self.assert_exit(report, program.PASS)

    def test_name_unknown(self):
        with self._named_only() as gateway:
            report = program.probe(*program.at(gateway, "unknown.test"))
        self.assert_rule(report, "tls/sni-name-refused", "error")
        self.assert_exit(report, program.FINDINGS)

    def test_sni_none(self):
        with self._named_only() as gateway:
            report = program.probe(*program.at(gateway), "--sni", "none")
        self.assertIn(report.code, (program.FINDINGS, program.INCONCLUSIVE), report)
        self.assertFalse(report.suites(), "nothing was accepted without a name")

    def test_sni_of_another_name(self):
        with self._named_only() as gateway:
            report = program.probe(gateway.address, "--sni", pki.HOST)
        self.assertEqual(report.versions()["tls1.3"], "accepted", report)

    def test_default_certificate_differs(self):
        with gateways.nginx(*self._servers()) as gateway:
            report = program.probe(*program.at(gateway))
        self.assert_rule(report, "tls/sni-default-certificate")
        self.assertNotIn("tls/host-mismatch", report.rules("error"), report)
        self.assert_exit(report, program.PASS)


class ClientCertificateTest(program.ProgramTest):
    """None, optional, required at TLS and required at HTTP; with and without one to present."""

    def _present(self, identity=None):
        identity = identity or pki.client()
        return ("--client-cert", identity.certificate, "--client-key", identity.key)

    def _judge(self, server, mode, arguments=()):
        with server as gateway:
            report = program.probe(*program.at(gateway), *arguments)
        self.assertEqual(report.address()["client_auth"]["mode"], mode, report)
        return report

    def _required_at_tls(self, make_server):
        report = self._judge(make_server(), "required_at_tls")
        self.assert_rule(report, "tls/client-certificate", "error")
        self.assert_exit(report, program.FINDINGS)
        with make_server() as gateway:
            taken = program.probe(*program.at(gateway), *self._present())
            refused = program.probe(*program.at(gateway), *self._present(pki.foreign_client()))
        self.assert_no_rule(taken, "tls/client-certificate")
        self.assert_rule(refused, "tls/client-certificate", "error")
        return taken

    def _s_server(self, version):
        return lambda: gateways.s_server(
            version,
            "-Verify",
            "3",
            "-verify_return_error",
            "-CAfile",
            pki.client_authority().certificate,
            env={},
            identities=(pki.leaf("rsa"),),
        )

    def _gnutls(self, version):
        return lambda: gateways.gnutls_serv(
            "--require-client-cert",
            "--verify-client-cert",
            "--x509cafile",
            pki.client_authority().certificate,
            priority=f"NORMAL:-VERS-ALL:+{version}",
        )

    def _nginx(self, mode, protocols="TLSv1.2 TLSv1.3"):
        authority = pki.client_authority().certificate
        extra = f"ssl_verify_client {mode}; ssl_client_certificate {authority};"
        return lambda: _nginx(pki.leaf("rsa"), extra=extra, protocols=protocols)

    def test_none(self):
        self._judge(gateways.nginx_intermediate(), "none")

    def test_s_server_tls12(self):
        self._required_at_tls(self._s_server("-tls1_2"))

    def test_s_server_tls13(self):
        taken = self._required_at_tls(self._s_server("-tls1_3"))
        self.assert_exit(taken, program.PASS)

    def test_gnutls_tls12(self):
        self._required_at_tls(self._gnutls("VERS-TLS1.2"))

    def test_gnutls_tls13(self):
        self._required_at_tls(self._gnutls("VERS-TLS1.3"))

    def test_required_at_http(self):
        report = self._judge(self._nginx("on")(), "required_at_http")
        self.assertEqual(report.address()["client_auth"]["http_status"], 400)
        self.assert_rule(report, "tls/client-certificate", "error")
        self.assert_exit(report, program.FINDINGS)

    def test_required_at_http_and_presented(self):
        with self._nginx("on")() as gateway:
            taken = program.probe(*program.at(gateway), *self._present())
            refused = program.probe(*program.at(gateway), *self._present(pki.foreign_client()))
        self.assert_no_rule(taken, "tls/client-certificate")
        self.assert_exit(taken, program.PASS)
        self.assert_rule(refused, "tls/client-certificate", "error")
        self.assert_exit(refused, program.FINDINGS)

    def test_required_at_http_tls12(self):
        self._judge(self._nginx("on", "TLSv1.2")(), "required_at_http")

    def test_optional(self):
        report = self._judge(self._nginx("optional")(), "optional")
        self.assert_exit(report, program.PASS)

    def test_names_of_the_authorities(self):
        report = self._judge(self._nginx("optional")(), "optional")
        self.assertEqual(report.address()["client_auth"]["ca_names"], ["CN=Test Client CA"])


if __name__ == "__main__":
    unittest.main()
