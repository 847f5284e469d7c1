"""Few connections, counted by somebody else: a relay between the program and nginx."""

import unittest

import gateways
import program
import relays

_DEFAULT_OPEN = 6


class BudgetTest(program.ProgramTest):
    """The promises of --max-connections and --rate, and the number in the report."""

    def setUp(self):
        self.gateway = self.enterContext(gateways.nginx_intermediate())

    def _probe(self, *arguments):
        with relays.relay((self.gateway.host, self.gateway.port)) as relay:
            report = program.probe(*program.at(relay), *arguments)
        self.assertEqual(report.versions()["tls1.2"], "accepted", report)
        return report, relay

    def test_the_report_counts_right(self):
        report, relay = self._probe()
        self.assertEqual(report.address()["connections"], relay.accepted)

    def test_default_run(self):
        report, relay = self._probe()
        self.assertLessEqual(relay.accepted, 28)
        self.assertLessEqual(relay.most_open, _DEFAULT_OPEN)
        self.assertLessEqual(report.address()["max_open"], _DEFAULT_OPEN)
        self.assertLessEqual(relay.most_open, report.address()["max_open"])

    def test_max_connections(self):
        for limit in (1, 2, 3):
            with self.subTest(limit=limit):
                report, relay = self._probe("--max-connections", limit)
                self.assertLessEqual(relay.most_open, limit)
                self.assertEqual(report.address()["max_open"], limit)

    def test_fewer_connections_see_the_same(self):
        narrow, _ = self._probe("--max-connections", 1)
        wide, _ = self._probe("--max-connections", 6)
        for version, suites in wide.suites().items():
            self.assertEqual(set(narrow.suites()[version]), set(suites))

    def test_rate(self):
        """At most twelve a second in any second, plus one for the edge of the window."""
        _, relay = self._probe("--rate", 12)
        self.assertLessEqual(relay.busiest(1.0), 13)
        span = relay.accepted_at[-1] - relay.accepted_at[0]
        self.assertGreaterEqual(span, (relay.accepted - 13) / 12)

    def test_permissive(self):
        with gateways.nginx_permissive(workers=2) as gateway:
            with relays.relay((gateway.host, gateway.port)) as relay:
                report = program.probe(*program.at(relay))
        accepted = sum(len(suites) for suites in report.suites().values())
        self.assertEqual(report.address()["connections"], relay.accepted)
        self.assertLessEqual(relay.most_open, _DEFAULT_OPEN)
        self.assertLess(
            relay.accepted, accepted + 60, "one connection a suite, and what proves completeness"
        )


if __name__ == "__main__":
    unittest.main()
