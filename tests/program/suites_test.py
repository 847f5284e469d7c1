"""The enumeration is complete: suite for suite what sslscan and nmap report of the same server."""

import unittest

import gateways
import model
import pki
import program
import proxies
import relays
import scanners

# GnuTLS with what it still has to offer: TLS 1.0 to 1.3, 3DES, RC4, CCM, Camellia.
_GNUTLS = (
    "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:+VERS-TLS1.1:+VERS-TLS1.0"
    ":+3DES-CBC:+ARCFOUR-128:+AES-128-CCM:+AES-256-CCM-8:+CAMELLIA-128-CBC:+CAMELLIA-128-GCM"
    ":+MD5:+SHA1:+RSA:+DHE-RSA:+ECDHE-RSA:+ECDHE-ECDSA"
    ":+SIGN-ALL:%COMPAT"
)

_EVERYTHING = ("-cipher", "ALL:COMPLEMENTOFALL:@SECLEVEL=0", "-dhparam")


def _both_leaves():
    return (pki.leaf("rsa"), pki.leaf("ecdsa"))


def _sets(lists):
    return {version: set(suites) for version, suites in lists.items()}


class SuitesTest(program.ProgramTest):
    """Each server is seen by three scanners in the same test."""

    def _compare(self, gateway, groups_too=True):
        report = program.probe(*program.at(gateway))
        theirs, their_groups = scanners.sslscan(gateway.address, pki.HOST)
        self.assertEqual(_sets(report.suites()), theirs, "sslscan sees something else")
        self.assertEqual(
            _sets(report.suites("name")), scanners.nmap(gateway.port), "nmap sees something else"
        )
        self._assert_exact(report)
        if groups_too:
            ours = {group["id"] for group in report.address()["groups"]["groups"]}
            self.assertEqual(ours, their_groups["tls1.3"], "sslscan sees other groups")
            self.assertTrue(report.address()["groups"]["complete"], report)
        return report

    def _assert_exact(self, report):
        """No suite twice, every version answered, every enumeration ended with a refusal."""
        for version in report.address()["versions"]:
            ids = [suite["id"] for suite in version["suites"]]
            self.assertEqual(len(ids), len(set(ids)), version["version"])
            self.assertIn(version["state"], ("accepted", "refused"), version)
            self.assertEqual(version["complete"], True, version)
        self.assertNotIn("tls/enumeration-complete", report.undecided(), report)

    def test_nginx_mozilla_intermediate(self):
        with gateways.nginx_intermediate() as gateway:
            report = self._compare(gateway)
        self.assertEqual(
            report.versions(),
            {
                "ssl2": "refused",
                "ssl3": "refused",
                "tls1.0": "refused",
                "tls1.1": "refused",
                "tls1.2": "accepted",
                "tls1.3": "accepted",
            },
        )
        keys = {chain["chain"][0]["key_algorithm"] for chain in report.address()["certificates"]}
        self.assertEqual(keys, {"RSA", "EC"}, "both leaves are reported")
        self.assert_exit(report, program.PASS)

    def test_nginx_permissive(self):
        with gateways.nginx_permissive(workers=2) as gateway:
            report = self._compare(gateway)
        self.assertGreater(len(report.suites()["tls1.2"]), 60)
        self.assert_exit(report, program.FINDINGS)

    def test_nginx_server_preference(self):
        ciphers = (
            "ECDHE-RSA-AES128-SHA:ECDHE-RSA-AES256-GCM-SHA384:AES128-SHA:"
            "ECDHE-RSA-CHACHA20-POLY1305"
        )
        block = gateways.nginx_server(
            pki.leaf("rsa"), protocols="TLSv1.2", ciphers=ciphers, prefer="on"
        )
        with gateways.nginx(block) as gateway:
            report = program.probe(*program.at(gateway))
        self.assertEqual(
            report.suites()["tls1.2"],
            ["0xC013", "0xC030", "0x002F", "0xCCA8"],
            "the server's order",
        )
        (version,) = [one for one in report.address()["versions"] if one["version"] == "tls1.2"]
        self.assertEqual(version["preference"], "server")

    def test_nginx_client_preference(self):
        with gateways.nginx_intermediate() as gateway:
            report = program.probe(*program.at(gateway))
        (version,) = [one for one in report.address()["versions"] if one["version"] == "tls1.2"]
        self.assertEqual(version["preference"], "client")

    def test_s_server_with_every_suite(self):
        with gateways.s_server(
            *_EVERYTHING, gateways.dh_parameters(), identities=_both_leaves()
        ) as gateway:
            report = self._compare(gateway)
        for suite in ("TLS_RSA_WITH_NULL_SHA256", "TLS_DH_anon_WITH_AES_128_CBC_SHA"):
            self.assertIn(suite, report.suites("name")["tls1.2"])
        self.assert_rule(report, "tls/null-cipher", "error")
        self.assert_rule(report, "tls/anonymous-cipher", "error")

    def test_gnutls_with_3des_and_rc4(self):
        with gateways.gnutls_serv(priority=_GNUTLS, identities=_both_leaves()) as gateway:
            report = self._compare(gateway)
        for suite in ("TLS_RSA_WITH_3DES_EDE_CBC_SHA", "TLS_RSA_WITH_RC4_128_MD5"):
            self.assertIn(suite, report.suites("name")["tls1.0"])
        self.assert_rule(report, "tls/rc4-cipher", "error")

    def test_s_server_tls12_only_has_groups_too(self):
        with gateways.s_server(
            "-tls1_2", "-groups", "P-384:P-256:X25519", "-serverpref"
        ) as gateway:
            report = program.probe(*program.at(gateway))
            _, theirs = scanners.sslscan(gateway.address, pki.HOST)
        facts = report.address()["groups"]
        self.assertEqual(facts["asked_with"], "tls1.2")
        self.assertEqual({group["id"] for group in facts["groups"]}, theirs["tls1.2"])


class ModelTest(program.ProgramTest):
    """What no server of today offers, against a model that answers hellos to the letter."""

    def _probe(self, gateway):
        with relays.listening(gateway.serve) as listener:
            return program.probe(*program.at(listener))

    def test_ssl2(self):
        report = self._probe(model.Model(ssl2=[0x010080, 0x0700C0]))
        self.assertEqual(report.versions()["ssl2"], "accepted", report)
        self.assertEqual(set(report.suites()["ssl2"]), {"0x010080", "0x0700C0"})
        self.assert_rule(report, "tls/protocol-outdated", "error")
        self.assert_exit(report, program.FINDINGS)

    def test_ssl3_with_export_suites(self):
        suites = [0x0003, 0x0006, 0x0014, 0x000A, 0x0035]
        report = self._probe(model.Model(suites={model.SSL3: suites}))
        self.assertEqual(report.suites(), {"ssl3": [f"0x{suite:04X}" for suite in suites]})
        self.assert_rule(report, "tls/export-cipher", "error")
        self.assert_rule(report, "tls/protocol-outdated", "error")

    def test_each_version_has_its_own_suites(self):
        suites = {
            model.TLS10: [0x002F],
            model.TLS11: [0x0035, 0x000A],
            model.TLS12: [0xC02F, 0x009C, 0x0005],
            model.TLS13: [0x1302, 0x1301],
        }
        report = self._probe(model.Model(suites=suites))
        self.assertEqual(
            report.suites(),
            {
                "tls1.0": ["0x002F"],
                "tls1.1": ["0x0035", "0x000A"],
                "tls1.2": ["0xC02F", "0x009C", "0x0005"],
                "tls1.3": ["0x1302", "0x1301"],
            },
        )

    def test_unusual_suites(self):
        suites = [0xC0B0, 0xC09C, 0xC0AC, 0x00C4, 0xC07A, 0xC102, 0x0096]
        unregistered = [0x00FE]
        report = self._probe(model.Model(suites={model.TLS12: unregistered + suites}))
        self.assertEqual(report.suites()["tls1.2"], [f"0x{suite:04X}" for suite in suites])

    def test_integrity_only_suites_of_tls13(self):
        report = self._probe(model.Model(suites={model.TLS13: [0x1301, 0xC0B4, 0xC105, 0x1305]}))
        self.assertEqual(report.suites(), {"tls1.3": ["0x1301", "0xC0B4", "0xC105", "0x1305"]})
        self.assert_rule(report, "tls/null-cipher", "error")

    def test_hybrid_groups_in_the_servers_order(self):
        groups = [0x11EC, 0x001D, 0x11EB, 0x0018, 0x6399, 0x0100]
        report = self._probe(model.Model(suites={model.TLS13: [0x1301]}, groups=groups))
        self.assertEqual(
            [group["id"] for group in report.address()["groups"]["groups"]],
            [f"0x{group:04X}" for group in groups],
        )
        self.assertEqual(report.address()["groups"]["groups"][0]["name"], "X25519MLKEM768")

    def test_dh_of_1024_bits(self):
        report = self._probe(model.Model(suites={model.TLS12: [0x0033, 0x0039]}))
        self.assertEqual(report.address()["groups"]["dh_bits"], 1024)

    def test_nmap_sees_the_same_model(self):
        suites = {
            model.SSL3: [0x000A, 0x002F, 0x0003],
            model.TLS10: [0x002F, 0x0005],
            model.TLS12: [0xC02F, 0x0033],
            model.TLS13: [0x1302, 0x1301],
        }
        with relays.listening(model.Model(suites=suites).serve) as listener:
            report = program.probe(*program.at(listener))
            theirs = scanners.nmap(listener.port)
        self.assertEqual(_sets(report.suites("name")), theirs)


class FussyTest(program.ProgramTest):
    """Servers and middleboxes that dislike large or parallel hellos hide nothing."""

    def _same_through(self, make_relay):
        with gateways.nginx_intermediate() as gateway:
            straight = program.probe(*program.at(gateway))
            with make_relay((gateway.host, gateway.port)) as listener:
                through = program.probe(*program.at(listener))
        self.assertEqual(_sets(through.suites()), _sets(straight.suites()), through)
        self.assertEqual(through.versions()["tls1.2"], "accepted", through)
        return through

    def test_no_more_than_128_suites(self):
        self._same_through(lambda target: proxies.fussy_relay(target, most_suites=128))

    def test_no_more_than_64_suites(self):
        self._same_through(lambda target: proxies.fussy_relay(target, most_suites=64))

    def test_hellos_over_1000_bytes_are_reset(self):
        self._same_through(lambda target: proxies.fussy_relay(target, most_bytes=1000))

    def test_one_connection_at_a_time(self):
        self._same_through(proxies.single_file_relay)


if __name__ == "__main__":
    unittest.main()
