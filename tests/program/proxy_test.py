"""The same probes through proxies, and a proxy's word never taken for the gateway's."""

import unittest

import gateways
import pki
import program
import proxies
import relays

_CREDENTIALS = "merchant:p@ss w:rd"
_INSIDE = {pki.HOST: gateways.LOOPBACK}  # a name that only the proxy resolves


def _credentials_file(text=_CREDENTIALS):
    path = pki.directory() / "proxy-credentials"
    path.write_text(text + "\n")
    return ("--proxy-credentials-file", path)


class ProxyTest(program.ProgramTest):
    """One good gateway behind proxies of several kinds."""

    def setUp(self):
        self.gateway = self.enterContext(gateways.nginx_intermediate())
        self.target = f"{pki.HOST}:{self.gateway.port}"

    def _assert_same_as_direct(self, report):
        direct = program.probe(*program.at(self.gateway))
        self.assertEqual(
            {version: set(suites) for version, suites in report.suites().items()},
            {version: set(suites) for version, suites in direct.suites().items()},
            report,
        )
        self.assertEqual(report.address()["groups"]["groups"], direct.address()["groups"]["groups"])
        self.assertTrue(report.address()["via_proxy"])
        self.assertFalse(direct.address()["via_proxy"])
        self.assert_exit(report, program.PASS)

    def _assert_the_proxys_fault(self, report):
        self.assert_exit(report, program.INCONCLUSIVE)
        self.assertIn(
            report.address()["first_answer"]["kind"], ("proxy_error", "proxy_unreachable"), report
        )
        self.assertEqual(report.address()["reachable"], "unknown")
        self.assertFalse(report.rules("error"), report)

    def test_connect_with_credentials(self):
        with proxies.http_proxy(_CREDENTIALS, names=_INSIDE) as (proxy, log):
            report = program.probe(
                self.target, "--proxy", f"http://{proxy.address}", *_credentials_file()
            )
        self._assert_same_as_direct(report)
        self.assertEqual(set(log.targets), {self.target}, "the proxy resolves the name")
        self.assertEqual(report.address()["connections"], len(log.targets))

    def test_credentials_from_the_environment(self):
        with proxies.http_proxy(_CREDENTIALS, names=_INSIDE) as (proxy, _):
            report = program.probe(
                self.target,
                "--proxy",
                f"http://{proxy.address}",
                "--proxy-credentials-env",
                "SECRET",
                env={"SECRET": _CREDENTIALS},
            )
        self.assert_exit(report, program.PASS)

    def test_credentials_are_told_to_nobody(self):
        with proxies.http_proxy(_CREDENTIALS, names=_INSIDE) as (proxy, _):
            for extra in (("--json",), ("--verbose",)):
                done = program.run(
                    "tls",
                    "probe",
                    self.target,
                    "--proxy",
                    f"http://{proxy.address}",
                    *_credentials_file(),
                    *extra,
                )
                for secret in ("p@ss", "p%40ss", "bWVyY2hhbnQ6"):
                    self.assertNotIn(secret, done.stdout + done.stderr)

    def test_without_credentials(self):
        with proxies.http_proxy(_CREDENTIALS) as (proxy, log):
            report = program.probe(self.target, "--proxy", f"http://{proxy.address}")
        self._assert_the_proxys_fault(report)
        self.assertIn("407", str(report.document))
        self.assertEqual(log.targets, [])

    def test_wrong_credentials(self):
        with proxies.http_proxy(_CREDENTIALS) as (proxy, log):
            report = program.probe(
                self.target, "--proxy", f"http://{proxy.address}", *_credentials_file("a:b")
            )
        self._assert_the_proxys_fault(report)
        self.assertEqual(log.targets, [])
        self.assertLessEqual(
            log.turned_away, 2 * 6, "a challenge and an answer for each, no retries"
        )

    def test_proxy_refuses(self):
        with proxies.http_proxy(refuse_with="502 Bad Gateway") as (proxy, _):
            report = program.probe(self.target, "--proxy", f"http://{proxy.address}")
        self._assert_the_proxys_fault(report)
        self.assertIn("502", str(report.document))

    def test_proxy_is_down(self):
        report = program.probe(self.target, "--proxy", f"http://127.0.0.1:{gateways.free_port()}")
        self._assert_the_proxys_fault(report)

    def test_socks5(self):
        with proxies.socks_proxy(_CREDENTIALS, names=_INSIDE) as (proxy, log):
            report = program.probe(
                self.target, "--proxy", f"socks5h://{proxy.address}", *_credentials_file()
            )
        self._assert_same_as_direct(report)
        self.assertEqual(set(log.targets), {self.target})

    def test_socks5_with_wrong_credentials(self):
        with proxies.socks_proxy(_CREDENTIALS) as (proxy, _):
            report = program.probe(
                self.target, "--proxy", f"socks5h://{proxy.address}", *_credentials_file("a:b")
            )
        self._assert_the_proxys_fault(report)

    def test_max_connections_holds_behind_a_proxy(self):
        with proxies.http_proxy(names=_INSIDE) as (proxy, _), relays.relay(
            ("127.0.0.1", proxy.port)
        ) as counted:
            report = program.probe(
                self.target, "--proxy", f"http://{counted.address}", "--max-connections", 2
            )
        self.assert_exit(report, program.PASS)
        self.assertLessEqual(counted.most_open, 2)
        self.assertLessEqual(counted.accepted, 40, "what a far network may cost")


class EnvironmentTest(program.ProgramTest):
    """https_proxy and no_proxy as curl reads them; --no-proxy wins."""

    def setUp(self):
        self.gateway = self.enterContext(gateways.nginx_intermediate())
        self.proxy, self.log = self.enterContext(proxies.http_proxy(names=_INSIDE))
        self.target = f"{pki.HOST}:{self.gateway.port}"
        self.url = f"http://{self.proxy.address}"

    def test_https_proxy(self):
        for name in ("https_proxy", "HTTPS_PROXY", "ALL_PROXY"):
            with self.subTest(variable=name):
                report = program.probe(self.target, env={name: self.url})
                self.assert_exit(report, program.PASS)
                self.assertTrue(report.address()["via_proxy"])

    def test_credentials_in_the_variable_are_redacted(self):
        with proxies.http_proxy("user:hidden", names=_INSIDE) as (proxy, _):
            report = program.probe(
                self.target, env={"https_proxy": f"http://user:hidden@{proxy.address}"}
            )
        self.assert_exit(report, program.PASS)
        self.assertNotIn("hidden", report.run.stdout + report.run.stderr)

    def test_no_proxy_variable(self):
        for value in ("127.0.0.1", "localhost,127.0.0.0/8", "*"):
            with self.subTest(no_proxy=value):
                report = program.probe(
                    self.gateway.address, env={"https_proxy": self.url, "no_proxy": value}
                )
                self.assertFalse(report.address()["via_proxy"], report)
        self.assertEqual(self.log.targets, [])

    def test_no_proxy_of_another_host(self):
        report = program.probe(self.target, env={"https_proxy": self.url, "no_proxy": "other.test"})
        self.assertTrue(report.address()["via_proxy"], report)

    def test_no_proxy_option(self):
        report = program.probe(self.gateway.address, "--no-proxy", env={"https_proxy": self.url})
        self.assertFalse(report.address()["via_proxy"], report)
        self.assertEqual(self.log.targets, [])

    def test_http_proxy_is_not_for_https(self):
        report = program.probe(self.gateway.address, env={"http_proxy": self.url})
        self.assertFalse(report.address()["via_proxy"], report)


if __name__ == "__main__":
    unittest.main()
