"""`tls client`: what programs of this machine really send."""

import json
import shutil
import subprocess
import sys
import unittest
from pathlib import Path
from tempfile import TemporaryDirectory

import program
from program import INCONCLUSIVE, PASS, USAGE

_PYTHON = "import sys, urllib.request\ntry: urllib.request.urlopen(sys.argv[1])\nexcept Exception: pass"
_NODE = "require('https').get(process.argv[1]).on('error', () => {})"


def client(*words, **options):
    done = program.run("tls", "client", "--json", *words, **options)
    if done.code != USAGE:
        program.validate(done.json, "report-1.schema.json")
    return done


class ClientTest(unittest.TestCase):
    def setUp(self):
        home = TemporaryDirectory()
        self.addCleanup(home.cleanup)
        self.home = Path(home.name)

    def test_programs(self):
        """Each offers TLS 1.3 and the name that it was told; the same again means the same suites."""
        for words in (
            ("curl", "-s", "{url}"),
            (sys.executable, "-c", _PYTHON, "{url}"),
            ("node", "-e", _NODE, "{url}"),
            ("openssl", "s_client", "-connect", "{host}:{port}", "-servername", "{host}"),
            ("gnutls-cli", "--insecure", "-p", "{port}", "{host}"),
        ):
            with self.subTest(words[0]):
                done = client("--", *words)
                hello = done.json["data"]["hello"]
                self.assertIsNotNone(hello, program.told(done))
                self.assertIn("TLS 1.3", hello["versions"])
                self.assertEqual(hello["server_name"], "localhost")
                self.assertRegex(hello["ja3"], r"^[0-9a-f]{32}$")
                self.assertRegex(hello["ja4"], r"^t13d[0-9]{4}[0-9a-z]{2}_[0-9a-f]{12}_[0-9a-f]{12}$")
                self.assertEqual(client("--", *words).json["data"]["hello"]["ja4"], hello["ja4"])

    def test_what_is_asked_for_is_what_is_heard(self):
        """curl's own options as the oracle."""
        done = client("--", "curl", "-s", "--tls-max", "1.2", "--ciphers", "ECDHE-RSA-AES128-GCM-SHA256",
                      "--curves", "P-384", "{url}")
        hello = done.json["data"]["hello"]
        self.assertEqual(done.code, PASS, program.told(done))
        self.assertIn("tls/client-without-tls13", {each["rule"] for each in done.json["findings"]})
        self.assertEqual(hello["suites"], ["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"])
        self.assertEqual(hello["groups"], ["secp384r1"])
        self.assertNotIn("TLS 1.3", hello["versions"])

    def test_as_the_proxy_of_a_program_that_asks_its_own_gateway(self):
        done = client("--proxy", "--host", "api.gateway.example", "--", "curl", "-s", "{url}")
        self.assertEqual(done.json["data"]["hello"]["server_name"], "api.gateway.example", program.told(done))
        self.assertTrue(done.json["data"]["run"]["by_proxy"])

    def test_saved_and_read_again(self):
        path = self.home / "hello.json"
        heard = client("--save", path, "--", "curl", "-s", "{url}")
        again = client("--as", path)
        self.assertEqual(again.json["data"]["hello"], heard.json["data"]["hello"])
        own = client("--as", "openssl", "--host", "api.example")
        self.assertEqual(own.json["data"]["hello"]["server_name"], "api.example")

    def test_no_hello_is_no_verdict(self):
        for words in (("true",), ("sh", "-c", "exec 3<>/dev/null; exit 3"), ("sleep", "60")):
            done = client("--timeout", "0.2", "--", *words)
            self.assertEqual(done.code, INCONCLUSIVE, program.told(done))
            self.assertEqual({each["rule"] for each in done.json["inconclusive"]}, {"tls/client-unheard"})
        script = "import socket, sys\ns = socket.create_connection(('127.0.0.1', int(sys.argv[1])))\n" \
                 "s.sendall(b'GET / HTTP/1.0\\r\\n\\r\\n'); s.recv(1)"
        done = client("--", sys.executable, "-c", script, "{port}")
        self.assertEqual(done.code, INCONCLUSIVE, program.told(done))

    def test_wrong_calls(self):
        broken = self.home / "broken.json"
        broken.write_text(json.dumps({"schema": "checkoutdiag.hello/1", "name": "x", "recorded": "2026-11-27",
                                      "asked": "x", "record_version": 769, "hello": "0100"}))
        for words in ((), ("--", "no-such-program-anywhere"), ("--as", self.home / "absent.json"),
                      ("--as", broken), ("--as", "openssl", "--", "curl")):
            with self.subTest(words):
                done = program.run("tls", "client", *words)
                self.assertEqual(done.code, USAGE, done.stdout)
                self.assertLessEqual(len(done.stderr.splitlines()), 2)


if __name__ == "__main__":
    unittest.main()
