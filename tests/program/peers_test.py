"""Peers that are silent, closed, foreign or hostile: never a crash, never a hang, never a pass."""

import concurrent.futures
import threading
import time
import unittest

import gateways
import peers
import program
import relays

# A step's limit in these tests: short, for the silent ones cost one each.
_TIMEOUT = ("--timeout", "1")


def _probe(serve, *arguments):
    with relays.listening(serve) as listener:
        started = time.monotonic()
        report = program.probe(listener.address, *_TIMEOUT, *arguments)
        return report, time.monotonic() - started, listener.accepted


class MisbehavingTest(program.ProgramTest):
    """Every peer of peers.MISBEHAVING."""

    def test_never_a_pass_never_a_hang(self):
        """program.run bounds the time; here the code and the report are judged."""
        with concurrent.futures.ThreadPoolExecutor(max_workers=4) as pool:
            started = {
                name: pool.submit(_probe, serve) for name, serve in peers.MISBEHAVING.items()
            }
            for name, future in started.items():
                with self.subTest(peer=name):
                    report, _, _ = future.result()
                    self.assert_alive(report.run)
                    self.assertIn(report.code, (program.FINDINGS, program.INCONCLUSIVE), report)
                    self.assertFalse(report.suites(), "no suite can have been accepted")
                    self.assertNotIn("accepted", report.versions().values())

    def test_human_output_too(self):
        for name in ("silent", "hostile banner", "garbage", "alert 255", "truncated ServerHello"):
            with self.subTest(peer=name), relays.listening(peers.MISBEHAVING[name]) as listener:
                done = program.run("tls", "probe", listener.address, *_TIMEOUT)
                self.assert_alive(done)
                self.assertNotEqual(done.code, program.PASS)
                self.assertNotIn("\x1b", done.stdout + done.stderr)
                self.assertTrue(done.stdout.strip())

    def test_hostile_banner_starts_no_workflow_command(self):
        with relays.listening(peers.hostile_banner) as listener:
            done = program.run("tls", "probe", listener.address, *_TIMEOUT, "--report", "github=-")
        self.assert_alive(done)
        for line in done.stdout.splitlines():
            self.assertFalse(line.startswith("::error::owned"), done.stdout)


class ForeignTest(program.ProgramTest):
    """Ports that speak something else."""

    def _not_tls(self, serve, kind):
        report, _, _ = _probe(serve)
        self.assert_rule(report, "tls/not-tls", "error")
        self.assertEqual(report.address()["reachable"], "refused")
        self.assertEqual(report.address()["first_answer"]["kind"], kind)
        self.assert_exit(report, program.FINDINGS)
        return report

    def test_plain_http(self):
        self._not_tls(peers.plain_http, "plain_http")

    def test_plain_http_of_nginx(self):
        block = 'server { listen 127.0.0.1:{port}; location / { return 200 "ok"; } }'
        with gateways.nginx(block) as gateway:
            report = program.probe(gateway.address, *_TIMEOUT)
        self.assert_rule(report, "tls/not-tls", "error")
        self.assert_exit(report, program.FINDINGS)

    def test_ssh(self):
        report = self._not_tls(peers.ssh_banner, "other_protocol")
        self.assertIn("SSH-2.0", str(report.findings("tls/not-tls")))

    def test_smtp(self):
        self._not_tls(peers.smtp_banner, "other_protocol")


class UnreachableTest(program.ProgramTest):
    """Nothing is known, and that is what is said."""

    def _inconclusive(self, report):
        self.assert_exit(report, program.INCONCLUSIVE)
        self.assertEqual(report.document["status"], "inconclusive")
        self.assertIn("tls/reachable", report.undecided(), report)
        self.assertFalse(report.rules("error"), report)

    def test_closed_port(self):
        report = program.probe(f"127.0.0.1:{gateways.free_port()}")
        self._inconclusive(report)
        self.assertEqual(report.address()["first_answer"]["kind"], "connect_refused")
        self.assertEqual(report.address()["reachable"], "unknown")

    def test_silent(self):
        report, took, accepted = _probe(peers.silent)
        self._inconclusive(report)
        self.assertEqual(report.address()["first_answer"]["kind"], "silence")
        self.assertEqual(set(report.versions().values()), {"unknown"})
        self.assertLess(took, 20, "a silent server costs a few time-outs, not one for each suite")
        self.assertLess(accepted, 20)

    def test_dripping(self):
        report, took, accepted = _probe(peers.drips)
        self.assert_exit(report, program.INCONCLUSIVE)
        self.assertLess(took, 30)
        self.assertLess(accepted, 24)

    def test_name_that_does_not_resolve(self):
        report = program.probe("gateway.invalid", *_TIMEOUT)
        self.assert_exit(report, program.INCONCLUSIVE)
        self.assertEqual(report.undecided(), {"tls/name-resolves"}, report)
        self.assertTrue(report.target()["resolve_error"])
        self.assertEqual(report.target()["addresses"], [])

    def test_inconclusive_can_be_a_failure_or_a_pass(self):
        closed = f"127.0.0.1:{gateways.free_port()}"
        self.assert_exit(program.probe(closed, "--inconclusive", "fail"), program.FINDINGS)
        self.assert_exit(program.probe(closed, "--inconclusive", "pass"), program.PASS)

    def test_deadline_ends_the_whole_run(self):
        with relays.listening(peers.silent) as listener:
            started = time.monotonic()
            report = program.probe(listener.address, "--timeout", "50", "--deadline", "2")
            took = time.monotonic() - started
        self.assert_exit(report, program.INCONCLUSIVE)
        self.assertLess(took, 25)


class FlakyTest(program.ProgramTest):
    """A gateway that loses some connections is not a gateway that refuses suites."""

    def test_every_fifth_connection_is_reset(self):
        with gateways.nginx_intermediate() as gateway:
            calls, lock = [0], threading.Lock()

            def serve(client):
                with lock:
                    calls[0] += 1
                    lose = calls[0] % 5 == 0
                if lose:
                    peers.resets_after_hello(client)
                else:
                    relays.forward(client, (gateway.host, gateway.port))

            straight = program.probe(*program.at(gateway))
            with relays.listening(serve) as listener:
                report = program.probe(*program.at(listener))
        if report.code == program.PASS:
            self.assertEqual(
                {version: set(suites) for version, suites in report.suites().items()},
                {version: set(suites) for version, suites in straight.suites().items()},
                report,
            )
        else:
            self.assert_exit(report, program.INCONCLUSIVE)
            for version, suites in report.suites().items():
                self.assertLessEqual(set(suites), set(straight.suites()[version]))


if __name__ == "__main__":
    unittest.main()
