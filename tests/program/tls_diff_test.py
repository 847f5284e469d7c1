"""`tls diff`: gateways beside each other, and beside reports of them."""

import socket
import threading
import unittest
from pathlib import Path
from tempfile import TemporaryDirectory

import gateways
import pki
import program
from program import FINDINGS, INCONCLUSIVE, PASS, USAGE


def diff(*words):
    done = program.run("tls", "diff", *words, "--json")
    if done.code != USAGE:
        program.validate(done.json, "report-1.schema.json")
    return done


def aspects(done):
    return {each["evidence"]["aspect"] for each in done.json["findings"]}


class _Pool:
    """Passes thirty connections on to one machine, the next thirty to the other, and so on."""

    def __init__(self, ports):
        self._ports, self._number = ports, -1

    def __enter__(self):
        self._listener = socket.create_server((gateways.LOOPBACK, 0))
        self.address = f"{gateways.LOOPBACK}:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._listener.close()

    def _accept(self):
        while True:
            try:
                near = self._listener.accept()[0]
            except OSError:
                return
            self._number += 1
            far = socket.create_connection((gateways.LOOPBACK, self._ports[self._number // 30 % 2]))
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._copy, args=(one, other), daemon=True).start()

    @staticmethod
    def _copy(one, other):
        try:
            while data := one.recv(65536):
                other.sendall(data)
            other.shutdown(socket.SHUT_WR)
        except OSError:
            pass


class DiffTest(unittest.TestCase):
    def test_two_gateways(self):
        other = gateways.nginx_server(
            pki.leaf("rsa"), protocols="TLSv1.2", ciphers="ECDHE-RSA-AES128-GCM-SHA256", curves="secp384r1"
        )
        with gateways.nginx_intermediate() as one, gateways.nginx_intermediate() as same, \
                gateways.nginx(other) as old:
            done = diff(one.address, same.address, "--fail-on", "note")
            self.assertEqual(done.code, PASS, program.told(done))
            done = diff(one.address, old.address)
            self.assertEqual(done.code, PASS, program.told(done))
            self.assertLessEqual({"version", "TLS 1.2 suites", "groups", "certificate"}, aspects(done))
            self.assertEqual(diff(one.address, old.address, "--fail-on", "note").code, FINDINGS)

    def test_a_pool_of_unlike_machines_behind_one_address(self):
        """Every other connection goes to the other machine; a pool of one is alike."""
        other = gateways.nginx_server(pki.leaf("rsa"), protocols="TLSv1.2")
        with gateways.nginx_intermediate() as one, gateways.nginx(other) as old:
            self.assertEqual(diff(one.address, "--repeat", "3", "--fail-on", "note").code, PASS)
            with _Pool((one.port, old.port)) as pool:
                done = diff(pool.address, "--repeat", "3", "--fail-on", "note")
            self.assertIn(done.code, (FINDINGS, INCONCLUSIVE), program.told(done))
            self.assertTrue(done.json["findings"] or done.json["inconclusive"])

    def test_a_gateway_and_its_report(self):
        with TemporaryDirectory() as folder, gateways.nginx_intermediate() as one:
            report = Path(folder) / "then.json"
            program.probe(one.address, "--report", f"json={report}")
            self.assertEqual(diff(report, one.address, "--fail-on", "note").code, PASS)
            self.assertEqual(diff(report, report, "--fail-on", "note").code, PASS)
            down = f"{gateways.LOOPBACK}:{gateways.free_port()}"
            done = diff(report, down)
            self.assertEqual(done.code, INCONCLUSIVE, program.told(done))
            other = Path(folder) / "other.json"
            other.write_text(program.run("charge", "audit", "--json", stdin="").stdout or "{}")
            for words in ((report,), (report, other), (report, Path(folder) / "absent.json"),
                          (report, "a b")):
                done = program.run("tls", "diff", *words)
                self.assertEqual(done.code, USAGE, done.stdout)
                self.assertLessEqual(len(done.stderr.splitlines()), 2)


if __name__ == "__main__":
    unittest.main()
