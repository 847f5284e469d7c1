"""Gateways that say no by ending the connection, and gateways that end connections for reasons of their
own: the first is a refusal, the second proves nothing."""

import contextlib
import itertools
import socket
import ssl
import struct
import threading
import unittest

import gateways
import peers
import pki
import program
import relays

TLS12, TLS13 = 0x0303, 0x0304
FULL_TLS13 = {"0x1301", "0x1302", "0x1303"}


def _first_record(client):
    """The first record of a connection, whole."""
    data = client.recv(65536)
    while data and data[0] == 0x16 and len(data) >= 5:
        if len(data) >= 5 + struct.unpack("!H", data[3:5])[0]:
            break
        more = client.recv(65536)
        if not more:
            break
        data += more
    return data


def _version(first):
    """The version that a hello asks for; 2 for SSLv2."""
    if not first or first[0] != 0x16:
        return 2
    return TLS13 if b"\x00\x2b\x00\x03\x02\x03\x04" in first else struct.unpack("!H", first[9:11])[0]


@contextlib.contextmanager
def deciding(gateway, decide):
    """A relay that asks `decide(number of the connection, version asked for)` what to do with each
    connection: None forwards it, "close", "reset" and ("alert", code) answer it."""
    numbers = itertools.count(1)

    def serve(client):
        number = next(numbers)
        first = _first_record(client)
        answer = decide(number, _version(first))
        if answer is None:
            relays.forward(client, (gateway.host, gateway.port), first)
        elif answer == "close":
            with contextlib.suppress(OSError):
                client.shutdown(socket.SHUT_WR)
            peers.wait_for_the_end(client)
        elif answer == "reset":
            relays.reset(client)
        else:
            peers.finish(client, peers.alert(answer[1]))

    with relays.listening(serve) as listener:
        yield listener


class RefusalByEndingTest(program.ProgramTest):
    """Old versions refused without a word, as some stacks do."""

    def _refused(self, answer):
        with gateways.nginx_intermediate() as gateway:
            straight = program.probe(*program.at(gateway))
            with deciding(gateway, lambda _, v: answer if v < TLS12 else None) as listener:
                report = program.probe(*program.at(listener))
        self.assert_exit(report, program.PASS)
        self.assertEqual(report.suites(), straight.suites())
        self.assertEqual(report.versions(), straight.versions())
        self.assertLess(report.address()["connections"], 40)

    def test_fin(self):
        self._refused("close")

    def test_reset(self):
        self._refused("reset")

    def test_illegal_parameter(self):
        self._refused(("alert", 47))


class LimitTest(program.ProgramTest):
    """Connections that are ended because there were too many: never a proof of anything."""

    def _not_complete(self, decide):
        with gateways.nginx_intermediate() as gateway, deciding(gateway, decide) as listener:
            report = program.probe(*program.at(listener))
        self.assert_exit(report, program.INCONCLUSIVE)
        for version in report.address()["versions"]:
            if version["version"] == "tls1.3" and version["complete"]:
                self.assertEqual({one["id"] for one in version["suites"]}, FULL_TLS13)

    def test_closed_after_twelve(self):
        self._not_complete(lambda number, _: "close" if number > 12 else None)

    def test_reset_after_eight(self):
        self._not_complete(lambda number, _: "reset" if number > 8 else None)

    def test_limit_of_concurrent_connections(self):
        server = gateways.nginx_server(pki.leaf("rsa"), protocols="TLSv1.3")
        with gateways.nginx(server) as gateway:
            for limit in (1, 2, 3):
                with self._limited(gateway, limit) as listener:
                    report = program.probe(*program.at(listener), "--no-local")
                version = report.address()["versions"][-1]
                if version["complete"]:
                    self.assertEqual({one["id"] for one in version["suites"]}, FULL_TLS13, limit)
                else:
                    self.assertNotEqual(report.code, program.PASS)

    @staticmethod
    @contextlib.contextmanager
    def _limited(gateway, limit):
        lock, live = threading.Lock(), [0]

        def serve(client):
            with lock:
                live[0] += 1
                over = live[0] > limit
            try:
                if over:
                    relays.reset(client)
                else:
                    relays.forward(client, (gateway.host, gateway.port))
            finally:
                with lock:
                    live[0] -= 1

        with relays.listening(serve) as listener:
            yield listener


class MixedTest(program.ProgramTest):
    """More than one server behind an address, and certificates that only TLS 1.3 shows."""

    def test_a_lower_version_after_acceptance_is_a_contradiction(self):
        asked = itertools.count(1)

        def decide(_, version):
            if version == TLS12 and next(asked) > 3:
                return ("alert", 70)
            return None

        with gateways.nginx_intermediate() as gateway, deciding(gateway, decide) as listener:
            report = program.probe(*program.at(listener), "--no-local")
        self.assert_exit(report, program.INCONCLUSIVE)

    def test_a_leaf_that_only_tls13_shows(self):
        server = gateways.nginx_server(
            pki.leaf("expired"), pki.leaf("ecdsa"), ciphers="ECDHE-ECDSA-AES128-GCM-SHA256"
        )
        with gateways.nginx(server) as gateway:
            report = program.probe(*program.at(gateway))
        self.assert_rule(report, "tls/leaf-expired", "error")
        self.assert_exit(report, program.FINDINGS)


class ClientCertificateTest(program.ProgramTest):
    """What comes after the handshake decides; an end or silence decides nothing."""

    @staticmethod
    def _peer(after):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        identity = pki.leaf("rsa")
        context.load_cert_chain(identity.chain, identity.key)
        context.verify_mode = ssl.CERT_OPTIONAL
        context.load_verify_locations(pki.client_authority().certificate)

        def serve(client):
            with contextlib.suppress(OSError, ssl.SSLError):
                stream = context.wrap_socket(client, server_side=True)
                after(stream)
                stream.close()

        return relays.listening(serve)

    def _mode(self, after, *arguments):
        with self._peer(after) as listener:
            report = program.probe(*program.at(listener), "--no-local", *arguments)
        return report.address()["client_auth"]

    def test_an_end_without_an_answer_is_unknown(self):
        seen = self._mode(lambda stream: stream.recv(4096))
        self.assertEqual(seen["mode"], "unknown")
        present = ("--client-cert", pki.client().certificate, "--client-key", pki.client().key)
        seen = self._mode(lambda stream: stream.recv(4096), *present)
        self.assertEqual(seen["presented_result"], "unknown")

    def test_silence_is_unknown(self):
        def silent(stream):
            while stream.recv(4096):
                pass

        self.assertEqual(self._mode(silent, "--timeout", "1")["mode"], "unknown")

    def test_an_answer_is_optional(self):
        def answer(stream):
            stream.recv(4096)
            stream.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            stream.unwrap()

        self.assertEqual(self._mode(answer)["mode"], "optional")


if __name__ == "__main__":
    unittest.main()
