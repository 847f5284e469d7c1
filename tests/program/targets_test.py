"""Several targets, addresses and interruptions: one report, whatever happens."""

import json
import signal
import socket
import subprocess
import unittest

import gateways
import peers
import pki
import program
import relays


def _has_ipv6():
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


def _localhost():
    """The addresses that this machine's resolver gives localhost."""
    answers = socket.getaddrinfo("localhost", 443, type=socket.SOCK_STREAM)
    return sorted({answer[4][0] for answer in answers})


class SeveralTest(program.ProgramTest):
    """Targets on the command line, in files and on stdin."""

    def setUp(self):
        self.gateway = self.enterContext(gateways.nginx_intermediate())
        self.down = f"127.0.0.1:{gateways.free_port()}"

    def test_order_of_the_command_line(self):
        with gateways.s_server("-tls1_2") as other:
            report = program.probe(self.down, other.address, self.gateway.address, "--timeout", "2")
        self.assertEqual(
            [one["target"] for one in report.document["data"]["targets"]],
            [self.down, other.address, self.gateway.address],
        )
        self.assertEqual(
            [one["port"] for one in report.document["data"]["targets"]],
            [int(self.down.split(":")[1]), other.port, self.gateway.port],
        )

    def test_one_target_down_keeps_the_json_whole(self):
        report = program.probe(self.gateway.address, self.down)
        self.assert_exit(report, program.INCONCLUSIVE)
        self.assertEqual(report.versions(0)["tls1.3"], "accepted")
        self.assertEqual(set(report.versions(1).values()), {"unknown"})
        self.assertEqual(report.target(0).keys(), report.target(1).keys())
        self.assertEqual(report.address(0).keys(), report.address(1).keys())

    def test_a_finding_wins_over_a_target_that_is_down(self):
        with relays.listening(peers.plain_http) as foreign:
            report = program.probe(self.down, foreign.address)
        self.assert_exit(report, program.FINDINGS)

    def test_stdin(self):
        report = program.probe(
            "-", stdin=f"# gateways\n\n{self.gateway.address}\n  {self.down}  # down\n"
        )
        self.assertEqual(
            [one["target"] for one in report.document["data"]["targets"]],
            [self.gateway.address, self.down],
        )

    def test_list_in_a_file(self):
        path = pki.directory() / "gateways.txt"
        path.write_text(f"{self.gateway.address}\nhttps://localhost:{self.gateway.port}/v1/charges\n")
        report = program.probe("--targets", path)
        self.assertEqual(len(report.document["data"]["targets"]), 2)
        self.assert_exit(report, program.PASS)

    def test_many_targets(self):
        targets = [self.gateway.address] * 20
        with relays.relay((self.gateway.host, self.gateway.port)) as counted:
            relayed = counted.address
            report = program.probe(*targets, relayed)
        self.assertEqual(
            [one["target"] for one in report.document["data"]["targets"]],
            [self.gateway.address, relayed],
            "a target that is named again is probed once",
        )
        self.assert_exit(report, program.PASS)
        self.assertLessEqual(counted.most_open, 6)

    def test_human_output_of_several(self):
        anchors = ("--ca-file", pki.root().certificate)
        done = program.run("tls", "probe", *anchors, self.gateway.address, self.down)
        self.assertEqual(done.code, program.INCONCLUSIVE)
        self.assertIn(self.gateway.address, done.stdout)
        self.assertIn(self.down, done.stdout)


class AddressesTest(program.ProgramTest):
    """--all-addresses and the families."""

    def test_all_addresses_of_localhost(self):
        with gateways.nginx_intermediate() as gateway:
            report = program.probe(f"localhost:{gateway.port}", "--all-addresses", "--timeout", "2")
        probed = sorted(one["address"] for one in report.target()["addresses"])
        self.assertEqual(probed, _localhost())
        four = next(one for one in report.target()["addresses"] if one["family"] == "ipv4")
        self.assertEqual(four["reachable"], "accepted", report)

    @unittest.skipUnless(_has_ipv6(), "no IPv6 on loopback")
    def test_ipv6_literal(self):
        with gateways.nginx_intermediate(host="::1") as gateway:
            report = program.probe(gateway.address)
        self.assertEqual(report.address()["family"], "ipv6")
        self.assert_exit(report, program.PASS)

    def test_ipv4_only(self):
        with gateways.nginx_intermediate() as gateway:
            report = program.probe(f"localhost:{gateway.port}", "-4")
        self.assertEqual([one["family"] for one in report.target()["addresses"]], ["ipv4"])
        self.assert_exit(report, program.PASS)


class InterruptTest(program.ProgramTest):
    """The first SIGINT or SIGTERM ends the probe and lets the report be made."""

    def _interrupted(self, number, *arguments):
        """Runs against a good and a silent target and sends the signal once both were reached."""
        with gateways.nginx_intermediate() as gateway, relays.listening(peers.silent) as silent:
            with relays.relay((silent.address.split(":")[0], silent.port)) as counted:
                process = subprocess.Popen(
                    [
                        program.BINARY,
                        "tls",
                        "probe",
                        "--timeout",
                        "50",
                        "--deadline",
                        "100",
                        "--ca-file",
                        pki.root().certificate,
                        *arguments,
                        gateway.address,
                        counted.address,
                    ],
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    env=program.environment(),
                    text=True,
                )
                try:
                    self._until(process, lambda: counted.accepted > 0)
                    process.send_signal(number)
                    stdout, stderr = process.communicate(timeout=30)
                finally:
                    gateways.stop(process)
        return process.returncode, stdout, stderr, gateway.address

    def _until(self, process, true):
        for _ in range(1000):
            if true():
                return
            try:
                process.wait(timeout=0.02)
            except subprocess.TimeoutExpired:
                continue
            self.fail("the program ended too early")
        self.fail("the silent target was never reached")

    def test_sigint(self):
        code, stdout, stderr, address = self._interrupted(signal.SIGINT, "--json")
        self.assertEqual(code, program.INTERRUPTED, stderr)
        document = json.loads(stdout)
        program.validate(document, "report-1.schema.json")
        self.assertIn(address, [one["target"] for one in document["data"]["targets"]])

    def test_sigterm(self):
        code, stdout, stderr, _ = self._interrupted(signal.SIGTERM, "--json")
        self.assertEqual(code, 143, stderr)
        json.loads(stdout)

    def test_sigint_for_people(self):
        code, stdout, stderr, address = self._interrupted(signal.SIGINT)
        self.assertEqual(code, program.INTERRUPTED)
        self.assertIn(address, stdout)
        self.assertIn("signal", (stdout + stderr).lower(), "why the report is not whole")


if __name__ == "__main__":
    unittest.main()
