"""A model gateway: it answers hellos exactly as it was told and can do nothing else.

Today's servers do not speak SSLv2, SSLv3, EXPORT or ML-KEM hybrids. The model does, as far as a
hello
can tell: its answers follow the RFCs' layouts and its server flight ends with ServerHelloDone.
"""

import os
import struct
import subprocess
from dataclasses import dataclass, field

import peers
import pki

SSL3, TLS10, TLS11, TLS12, TLS13 = 0x0300, 0x0301, 0x0302, 0x0303, 0x0304
_HELLO_RETRY = bytes.fromhex("CF21AD74E59A6111BE1D8C021E65B891C2A211167ABB8C5E079E09E2C8A8339C")
_ECDHE = {0xC009, 0xC00A, 0xC02B, 0xC02C, 0xC013, 0xC014, 0xC02F, 0xC030, 0xCCA8, 0xCCA9}
_DHE = {0x0014, 0x0015, 0x0016, 0x0033, 0x0039, 0x009E, 0x009F}


@dataclass
class Hello:
    """A ClientHello, taken apart."""

    version: int
    session: bytes
    suites: list
    extensions: dict

    def ids(self, extension, length_bytes):
        """The two-byte ids of a list extension."""
        data = self.extensions.get(extension, b"")[length_bytes:]
        return list(struct.unpack(f"!{len(data) // 2}H", data[: len(data) // 2 * 2]))

    def shares(self):
        """The groups that a key share came for."""
        data, found = self.extensions.get(51, b"\0\0")[2:], []
        while len(data) >= 4:
            group, length = struct.unpack("!HH", data[:4])
            found.append(group)
            data = data[4 + length :]
        return found


def parse(record):
    """The ClientHello in one record."""
    body, at = record[9:], 34
    version = struct.unpack("!H", body[:2])[0]
    session = body[at + 1 : at + 1 + body[at]]
    at += 1 + len(session)
    length = struct.unpack("!H", body[at : at + 2])[0]
    suites = list(struct.unpack(f"!{length // 2}H", body[at + 2 : at + 2 + length]))
    at += 2 + length
    at += 1 + body[at] + 2
    extensions = {}
    while at + 4 <= len(body):
        kind, size = struct.unpack("!HH", body[at : at + 4])
        extensions[kind] = body[at + 4 : at + 4 + size]
        at += 4 + size
    return Hello(version, session, suites, extensions)


@dataclass
class Model:
    """What the gateway accepts: suites by version and TLS 1.3 groups, both in its own order, and
    SSLv2 kinds."""

    suites: dict = field(default_factory=dict)
    groups: list = field(default_factory=lambda: [0x001D, 0x0017])
    ssl2: list = field(default_factory=list)
    refuse_unknown_group: int = 40

    def serve(self, connection):
        """One connection of relays.listening."""
        connection.settimeout(20)
        head = _exactly(connection, 5)
        if head[0] & 0x80 and head[2] == 1:
            peers.finish(connection, self._ssl2_answer(head, connection))
        elif head[0] == peers.HANDSHAKE:
            body = _exactly(connection, struct.unpack("!H", head[3:])[0])
            peers.finish(connection, self._answer(parse(head + body)))

    def _answer(self, hello):
        modern = hello.ids(43, 1) if 43 in hello.extensions else []
        if TLS13 in modern and TLS13 in self.suites:
            return self._tls13(hello)
        highest = (
            max((v for v in modern if v < TLS13), default=hello.version)
            if modern
            else hello.version
        )
        mine = [version for version in self.suites if version <= min(highest, TLS12)]
        if not mine:
            return peers.alert(70)
        version = max(mine)
        suite = next((one for one in self.suites[version] if one in hello.suites), None)
        return peers.alert(40) if suite is None else _flight(version, suite, hello)

    def _tls13(self, hello):
        suite = next((one for one in self.suites[TLS13] if one in hello.suites), None)
        group = next((one for one in self.groups if one in hello.ids(10, 2)), None)
        if suite is None or group is None:
            return peers.alert(40 if suite is None else self.refuse_unknown_group)
        if group in hello.shares():
            return peers.alert(80)  # it has no cryptography to go on with
        extensions = struct.pack("!HHHHHH", 43, 2, TLS13, 51, 2, group)
        return _server_hello(TLS12, suite, hello.session, extensions, _HELLO_RETRY)

    def _ssl2_answer(self, head, connection):
        length = (struct.unpack("!H", head[:2])[0] & 0x7FFF) + 2
        _exactly(connection, length - len(head))
        if not self.ssl2:
            return b""
        certificate, kinds, identity = (
            _leaf_der(),
            b"".join(k.to_bytes(3, "big") for k in self.ssl2),
            os.urandom(16),
        )
        body = struct.pack("!BBBHHHH", 4, 0, 1, 2, len(certificate), len(kinds), len(identity))
        body += certificate + kinds + identity
        return struct.pack("!H", 0x8000 | len(body)) + body


def _exactly(connection, count):
    data = b""
    while len(data) < count:
        more = connection.recv(count - len(data))
        if not more:
            raise ConnectionError("the client went away")
        data += more
    return data


def _server_hello(version, suite, session, extensions, random=None):
    body = struct.pack("!H", version) + (random or os.urandom(32)) + bytes([len(session)]) + session
    body += struct.pack("!HB", suite, 0)
    if extensions:
        body += struct.pack("!H", len(extensions)) + extensions
    return peers.record(peers.HANDSHAKE, peers.handshake(2, body), version)


def _leaf_der():
    done = subprocess.run(
        ["openssl", "x509", "-in", pki.leaf("rsa").certificate, "-outform", "DER"],
        capture_output=True,
        check=True,
    )
    return done.stdout


def _flight(version, suite, hello):
    """ServerHello, Certificate, ServerKeyExchange where the suite has one, ServerHelloDone."""
    leaf = _leaf_der()
    chain = len(leaf).to_bytes(3, "big") + leaf
    messages = peers.handshake(11, len(chain).to_bytes(3, "big") + chain)
    exchange = _key_exchange(version, suite, hello)
    if exchange:
        messages += peers.handshake(12, exchange)
    messages += peers.handshake(14, b"")
    return _server_hello(version, suite, b"", b"") + peers.record(
        peers.HANDSHAKE, messages, version
    )


def _key_exchange(version, suite, hello):
    """Well-formed parameters with a signature that proves nothing."""
    if suite in _ECDHE:
        group = next((one for one in (0x0017, 0x0018) if one in hello.ids(10, 2)), 0x0017)
        point = b"\x04" + os.urandom(64 if group == 0x0017 else 96)
        parameters = struct.pack("!BHB", 3, group, len(point)) + point
    elif suite in _DHE:
        prime = b"\xff" + os.urandom(126) + b"\xff"
        parameters = b"".join(
            struct.pack("!H", len(one)) + one for one in (prime, b"\x02", prime[:-1] + b"\x01")
        )
    else:
        return b""
    scheme = struct.pack("!H", 0x0401) if version >= TLS12 else b""
    return parameters + scheme + struct.pack("!H", 256) + os.urandom(256)
