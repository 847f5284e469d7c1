"""Peers that misbehave on purpose, in Python threads. Each is `serve(connection)` for
relays.listening."""

import contextlib
import os
import socket
import struct

import relays

ALERT, HANDSHAKE = 21, 22
TLS12, TLS13 = 0x0303, 0x0304


def record(kind, payload, version=0x0303):
    """One TLS record."""
    return struct.pack("!BHH", kind, version, len(payload)) + payload


def handshake(kind, body):
    """One handshake message."""
    return struct.pack("!B", kind) + len(body).to_bytes(3, "big") + body


def alert(code, level=2):
    """A record with one alert."""
    return record(ALERT, bytes([level, code]))


def server_hello(suite, version=TLS12, real_version=None):
    """A ServerHello record; `real_version` goes into supported_versions."""
    extensions = b"" if real_version is None else struct.pack("!HHH", 43, 2, real_version)
    body = struct.pack("!H", version) + os.urandom(32) + b"\x00" + struct.pack("!HB", suite, 0)
    return record(
        HANDSHAKE, handshake(2, body + struct.pack("!H", len(extensions)) + extensions), version
    )


def read_some(connection):
    """What the probe says first; empty when it says nothing and leaves."""
    return connection.recv(65536)


def wait_for_the_end(connection):
    """Reads until the other side has gone."""
    while connection.recv(65536):
        pass


def finish(connection, data):
    """Sends and closes in good order: FIN, not RST."""
    connection.sendall(data)
    connection.shutdown(socket.SHUT_WR)
    wait_for_the_end(connection)


def silent(connection):
    """Accepts, says nothing."""
    wait_for_the_end(connection)


def closes_at_once(_connection):
    """Closes before anything was said."""


def closes_after_hello(connection):
    """Reads a hello and leaves without a word."""
    read_some(connection)
    connection.shutdown(socket.SHUT_WR)
    wait_for_the_end(connection)


def resets_at_once(connection):
    """RST on accept."""
    relays.reset(connection)


def resets_after_hello(connection):
    """RST once a hello has come."""
    read_some(connection)
    relays.reset(connection)


def plain_http(connection):
    """What nginx says to a hello on its plain port."""
    read_some(connection)
    page = b"<html><body>400 Bad Request</body></html>"
    finish(
        connection,
        b"HTTP/1.1 400 Bad Request\r\nServer: nginx\r\nContent-Length: %d\r\n"
        b"Connection: close\r\n\r\n%s" % (len(page), page),
    )


def ssh_banner(connection):
    """An SSH daemon: it speaks first."""
    finish(connection, b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")


def smtp_banner(connection):
    """A mail server: it speaks first and waits."""
    connection.sendall(b"220 mail.gateway.test ESMTP\r\n")
    wait_for_the_end(connection)


def hostile_banner(connection):
    """Terminal escapes and a workflow command, for whoever prints a banner."""
    finish(connection, b"SSH-2.0-\x1b[2J\x1b]0;owned\x07\r\n::error::owned\r\n\xff\xfe\x00")


def drips(connection):
    """A ServerHello that never ends: a valid start, then one byte at a time for as long as the
    probe stays."""
    read_some(connection)
    whole = record(HANDSHAKE, handshake(2, struct.pack("!H", TLS12) + bytes(16000)))
    connection.settimeout(0.15)  # the beat between two bytes; a probe that leaves ends it
    for position in range(len(whole)):
        connection.sendall(whole[position : position + 1])
        with contextlib.suppress(TimeoutError):
            if not connection.recv(65536):
                return


def garbage(connection):
    """A record header of TLS, then noise."""
    read_some(connection)
    finish(connection, b"\x16\x03\x03\x00\x40" + bytes(range(190, 254)))


def oversized(connection):
    """Claims a handshake message of 16 MB and sends as much of it as is wanted."""
    read_some(connection)
    connection.sendall(record(HANDSHAKE, b"\x02\xff\xff\xff" + bytes(16000)))
    for _ in range(1024):
        connection.sendall(record(HANDSHAKE, bytes(16000)))
    connection.shutdown(socket.SHUT_WR)


def truncated(connection):
    """Half a ServerHello, then FIN."""
    read_some(connection)
    finish(connection, server_hello(0xC02F)[:40])


def endless(connection):
    """Well-formed records of no use, without end."""
    read_some(connection)
    noise = record(HANDSHAKE, handshake(4, bytes(1000))) * 16
    while True:
        connection.sendall(noise)


def endless_warnings(connection):
    """Warning alerts without end."""
    read_some(connection)
    noise = alert(112, level=1) * 1000
    while True:
        connection.sendall(noise)


def unoffered_suite(connection):
    """Chooses a suite that nobody offered."""
    read_some(connection)
    finish(connection, server_hello(0xFAFA))


def unoffered_version(connection):
    """Answers every hello with a version from the future."""
    read_some(connection)
    finish(connection, server_hello(0xC02F, version=0x0399, real_version=0x0399))


def answers_with_alert(code, level=2):
    """Answers every hello with one alert."""

    def serve(connection):
        read_some(connection)
        finish(connection, alert(code, level))

    return serve


def empty_records(connection):
    """Records without content, without end."""
    read_some(connection)
    noise = record(HANDSHAKE, b"") * 1000
    while True:
        connection.sendall(noise)


# Peers that speak no TLS or broken TLS, by name: none may crash, hang or pass.
MISBEHAVING = {
    "silent": silent,
    "closes at once": closes_at_once,
    "closes after the hello": closes_after_hello,
    "resets at once": resets_at_once,
    "resets after the hello": resets_after_hello,
    "plain HTTP": plain_http,
    "SSH": ssh_banner,
    "SMTP": smtp_banner,
    "hostile banner": hostile_banner,
    "drips": drips,
    "garbage": garbage,
    "oversized handshake": oversized,
    "truncated ServerHello": truncated,
    "endless records": endless,
    "endless warnings": endless_warnings,
    "empty records": empty_records,
    "suite not offered": unoffered_suite,
    "version not offered": unoffered_version,
    "alert 40": answers_with_alert(40),
    "alert 47": answers_with_alert(47),
    "alert 50": answers_with_alert(50),
    "alert 70": answers_with_alert(70),
    "alert 80": answers_with_alert(80),
    "alert 112": answers_with_alert(112),
    "alert 255": answers_with_alert(255),
    "warning 112": answers_with_alert(112, level=1),
}
