"""Proxies and middleboxes on loopback: they read along, ask for credentials, and dislike things."""

import base64
import contextlib
import socket
import struct

from relays import forward, listening, reset

_CHUNK = 65536


# --- proxies
# ----------------------------------------------------------------------------------------


def _read_head(client):
    """An HTTP head, bounded."""
    head = b""
    while b"\r\n\r\n" not in head and len(head) < 16384:
        data = client.recv(4096)
        if not data:
            raise ConnectionError("no request")
        head += data
    return head.decode("latin-1")


class ProxyLog:
    """What a proxy was asked for: targets as written, and how many requests it turned away."""

    def __init__(self):
        self.targets, self.turned_away = [], 0


@contextlib.contextmanager
def http_proxy(credentials=None, refuse_with=None, names=None):
    """An HTTP proxy that knows CONNECT. `credentials` "user:password" are asked for; `refuse_with`
    is a
    status line such as "502 Bad Gateway" for everybody; `names` maps host names that only the
    proxy can
    resolve. Yields (listener, log)."""
    log = ProxyLog()
    wanted = credentials and "basic " + base64.b64encode(credentials.encode()).decode()

    def turn_away(client, status, extra=""):
        log.turned_away += 1
        page = "<html>proxy says no</html>"
        client.sendall(
            f"HTTP/1.1 {status}\r\n{extra}Content-Length: {len(page)}\r\n"
            f"Connection: close\r\n\r\n{page}".encode()
        )

    def serve(client):
        head = _read_head(client)
        method, target, _ = head.split("\r\n")[0].split(" ", 2)
        fields = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
        given = {name.lower(): value for name, value in fields.items()}.get(
            "proxy-authorization", ""
        )
        if wanted and (given[:6].lower() + given[6:]) != wanted:
            turn_away(
                client,
                "407 Proxy Authentication Required",
                'Proxy-Authenticate: Basic realm="test"\r\n',
            )
        elif refuse_with:
            turn_away(client, refuse_with)
        elif method != "CONNECT":
            turn_away(client, "405 Method Not Allowed")
        else:
            log.targets.append(target)
            host, port = target.rsplit(":", 1)
            client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            forward(client, ((names or {}).get(host, host.strip("[]")), int(port)))

    with listening(serve) as listener:
        yield listener, log


def _read_exactly(client, count):
    data = b""
    while len(data) < count:
        more = client.recv(count - len(data))
        if not more:
            raise ConnectionError("the client went away")
        data += more
    return data


def _socks_credentials(client, credentials):
    """RFC 1929; true when they are right."""
    _version, length = _read_exactly(client, 2)
    user = _read_exactly(client, length)
    password = _read_exactly(client, _read_exactly(client, 1)[0])
    right = f"{user.decode()}:{password.decode()}" == credentials
    client.sendall(b"\x01" + (b"\x00" if right else b"\x01"))
    return right


def _socks_target(client):
    """The address of a CONNECT request (RFC 1928)."""
    _version, _command, _reserved, kind = _read_exactly(client, 4)
    if kind == 1:
        host = socket.inet_ntop(socket.AF_INET, _read_exactly(client, 4))
    elif kind == 4:
        host = socket.inet_ntop(socket.AF_INET6, _read_exactly(client, 16))
    else:
        host = _read_exactly(client, _read_exactly(client, 1)[0]).decode()
    return host, struct.unpack("!H", _read_exactly(client, 2))[0]


@contextlib.contextmanager
def socks_proxy(credentials=None, names=None):
    """A SOCKS5 proxy, with "user:password" when given; `names` maps host names that only it can
    resolve.
    Yields (listener, log)."""
    log = ProxyLog()

    def serve(client):
        _version, count = _read_exactly(client, 2)
        offered = _read_exactly(client, count)
        method = 2 if credentials else 0
        if method not in offered:
            log.turned_away += 1
            client.sendall(b"\x05\xff")
            return
        client.sendall(bytes([5, method]))
        if credentials and not _socks_credentials(client, credentials):
            log.turned_away += 1
            return
        host, port = _socks_target(client)
        log.targets.append(f"{host}:{port}")
        client.sendall(b"\x05\x00\x00\x01" + bytes(6))
        forward(client, ((names or {}).get(host, host), port))

    with listening(serve) as listener:
        yield listener, log


# --- middleboxes
# ------------------------------------------------------------------------------------


def _first_record(client):
    """The first TLS record, header included."""
    header = _read_exactly(client, 5)
    return header + _read_exactly(client, struct.unpack("!H", header[3:])[0])


def suites_offered(hello):
    """How many suites a ClientHello record offers."""
    at = 5 + 4 + 2 + 32
    at += 1 + hello[at]
    return struct.unpack("!H", hello[at : at + 2])[0] // 2


@contextlib.contextmanager
def fussy_relay(target, most_suites=None, most_bytes=None, how="reset"):
    """Passes only hellos that are small enough; the others are reset or, with how="ignore", met
    with silence.
    Yields the listener."""

    def serve(client):
        hello = _first_record(client)
        too_many = (
            most_suites is not None and hello[0] == 22 and suites_offered(hello) > most_suites
        )
        too_long = most_bytes is not None and len(hello) > most_bytes
        if not (too_many or too_long):
            forward(client, target, hello)
        elif how == "reset":
            reset(client)
        else:
            while client.recv(_CHUNK):  # silence until the client gives up
                pass

    with listening(serve) as listener:
        yield listener


@contextlib.contextmanager
def single_file_relay(target):
    """Serves one connection at a time, the others wait in a short queue. Yields the listener."""
    with listening(
        lambda client: forward(client, target), one_at_a_time=True, backlog=2
    ) as listener:
        yield listener
