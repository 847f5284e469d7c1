"""Gateways and machines with one planted fault each, for `doctor`: what it must name first."""

import contextlib
import datetime
import functools
import socket
import threading
from dataclasses import dataclass, field
from pathlib import Path

import gateways
import pki
import program
import proxies
import relays

_FAKETIME = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"
_MINUTES = datetime.timedelta(minutes=1)


@dataclass
class Case:
    """How to call doctor, and what it must say."""

    arguments: tuple
    cause: str
    code: int = program.FINDINGS
    side: str | None = None
    env: dict = field(default_factory=dict)
    trust: bool = True
    title: str = ""  # a part of the cause's title
    explains: tuple = ()  # rules that must be listed as its consequences


def other_clock(offset):
    """The environment of a process whose clock is off: "+20m"."""
    if not Path(_FAKETIME).exists():
        raise RuntimeError(f"{_FAKETIME} is not there; scripts/test installs faketime")
    return {"LD_PRELOAD": _FAKETIME, "FAKETIME": offset, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


@contextlib.contextmanager
def good():
    """The gateway as it should be."""
    with gateways.nginx_intermediate() as gateway:
        yield Case(program.at(gateway), "", program.PASS)


@contextlib.contextmanager
def tls10_only():
    block = gateways.nginx_server(
        pki.leaf("rsa"), protocols="TLSv1", ciphers='"ALL:@SECLEVEL=0"', curves="auto"
    )
    with gateways.nginx(block, env=gateways.permissive_environment()) as gateway:
        yield Case(program.at(gateway), "protocol-too-old", side="gateway")


@contextlib.contextmanager
def expired():
    with gateways.nginx(gateways.nginx_server(pki.leaf("expired"))) as gateway:
        yield Case(
            program.at(gateway),
            "certificate-expired",
            side="gateway",
            explains=("ca/chain-refused",),
        )


@contextlib.contextmanager
def missing_intermediate():
    block = gateways.nginx_server(pki.alone(pki.leaf("rsa")))
    with gateways.nginx(block) as gateway:
        yield Case(program.at(gateway), "intermediate-missing", side="gateway")


@contextlib.contextmanager
def root_missing_in_one_runtime():
    with gateways.nginx_intermediate() as gateway:
        yield Case(
            (*program.at(gateway), "--client", "node", "--client", "curl"),
            "root-missing",
            side="this machine",
            env={"SSL_CERT_FILE": str(pki.root().certificate)},
            trust=False,
        )


@contextlib.contextmanager
def clock_ahead():
    """This machine is 20 minutes ahead, and the certificate has 10 minutes left."""
    leaf = pki.intermediate().issue("short", end=pki.now() + 10 * _MINUTES)
    with gateways.nginx(gateways.nginx_server(leaf)) as gateway:
        yield Case(
            program.at(gateway),
            "clock-off",
            side="this machine",
            env=other_clock("+20m"),
            explains=("tls/leaf-expired", "ca/chain-refused"),
        )


@contextlib.contextmanager
def clock_of_the_gateway():
    """The gateway is 20 minutes behind, and its certificate 10 minutes old."""
    leaf = pki.intermediate().issue("young", start=pki.now() - 10 * _MINUTES)
    with gateways.nginx(gateways.nginx_server(leaf), env=other_clock("-20m")) as gateway:
        yield Case(program.at(gateway), "clock-off", side="gateway")


@functools.cache
def _false_leaf():
    proxy = pki.Authority("proxy", "Proxy Issuing CA", pki.stranger())
    return proxy.issue("in-its-place", kind="p256")


@contextlib.contextmanager
def _two_faces():
    """A gateway on 127.0.0.1 and, on the same port of 127.0.0.2, who signs in its place with a key
    of its own."""
    blocks = (
        gateways.nginx_server(pki.leaf("rsa"), host="127.0.0.1"),
        gateways.nginx_server(_false_leaf(), host="127.0.0.2"),
    )
    with gateways.nginx(*blocks) as gateway:
        yield gateway


@contextlib.contextmanager
def intercepting_proxy():
    """Through the proxy another one answers than directly."""
    with _two_faces() as gateway, proxies.http_proxy(names={"localhost": "127.0.0.2"}) as (proxy, _):
        yield Case(
            (f"localhost:{gateway.port}", "--proxy", f"http://{proxy.address}"),
            "tls-intercepted",
            side="between",
            explains=("tls/root-unknown", "ca/chain-refused"),
        )


@contextlib.contextmanager
def intercepting_proxy_alone():
    """The same where there is no direct way to compare with: the likeliest, and not proven."""
    with _two_faces() as gateway, proxies.http_proxy(names={pki.HOST: "127.0.0.2"}) as (proxy, _):
        yield Case(
            (f"{pki.HOST}:{gateway.port}", "--proxy", f"http://{proxy.address}"),
            "tls-intercepted",
            side="between",
            explains=("tls/root-unknown",),
        )


@contextlib.contextmanager
def few_at_once(gateway, most):
    """A relay that resets every connection beyond `most` that are open. Yields the listener."""
    lock, numbers = threading.Lock(), []

    def serve(client):
        with lock:
            number = len(numbers)
            numbers.append(client)
        try:
            if number < most:
                relays.forward(client, (gateway.host, gateway.port))
            else:
                relays.reset(client)
        finally:
            with lock:
                numbers.remove(client)

    with relays.listening(serve) as listener:
        yield listener


@contextlib.contextmanager
def size_limit(most=1400, how="ignore"):
    with (
        gateways.nginx_intermediate() as gateway,
        proxies.fussy_relay((gateway.host, gateway.port), most_bytes=most, how=how) as relay,
    ):
        yield Case((*program.at(relay), "--timeout", "1"), "hello-size", side="between")


def small_size_limit():
    """One that even resets what a TLS library of today says."""
    return size_limit(300, "reset")


@contextlib.contextmanager
def client_certificate():
    extra = f"ssl_verify_client on; ssl_client_certificate {pki.client_authority().certificate};"
    with gateways.nginx(gateways.nginx_server(pki.leaf("rsa"), extra=extra)) as gateway:
        yield Case(program.at(gateway), "client-certificate")


@contextlib.contextmanager
def client_certificate_in_the_handshake():
    ask = ("-Verify", "2", "-verify_return_error", "-CAfile", pki.client_authority().certificate)
    with gateways.s_server(*ask) as gateway:
        yield Case((*program.at(gateway), "--timeout", "2"), "client-certificate")


@contextlib.contextmanager
def one_bad_address():
    blocks = [gateways.nginx_server(pki.leaf("rsa"), host=f"127.0.0.{i}") for i in (1, 2)]
    with gateways.nginx(*blocks) as gateway:
        yield Case(
            (f"{pki.HOST}:{gateway.port}", "--resolve", "127.0.0.1,127.0.0.2,127.0.0.3"),
            "address-down",
            side="gateway",
            explains=("tls/reachable",),
        )


@contextlib.contextmanager
def one_expired_of_two():
    leaves = (pki.leaf("rsa"), pki.leaf("expired"))
    blocks = [gateways.nginx_server(leaf, host=f"127.0.0.{i}") for i, leaf in enumerate(leaves, 1)]
    with gateways.nginx(*blocks) as gateway:
        yield Case(
            (f"{pki.HOST}:{gateway.port}", "--resolve", "127.0.0.1,127.0.0.2"),
            "certificate-expired",
            side="gateway",
            title="at 127.0.0.2 alone",
        )


@contextlib.contextmanager
def self_signed():
    with gateways.nginx(gateways.nginx_server(pki.self_signed())) as gateway:
        yield Case(
            program.at(gateway), "self-signed", side="gateway", explains=("ca/chain-refused",)
        )


@contextlib.contextmanager
def proxy_down():
    proxy = f"http://127.0.0.1:{gateways.free_port()}"
    yield Case(
        (f"{pki.HOST}:443", "--proxy", proxy),
        "proxy-refuses",
        program.INCONCLUSIVE,
        side="between",
        title="cannot be reached",
    )


@contextlib.contextmanager
def maintenance():
    extra = "location = / { add_header Retry-After 120 always; return 503; }"
    with gateways.nginx(gateways.nginx_server(pki.leaf("rsa"), extra=extra)) as gateway:
        yield Case(program.at(gateway), "maintenance", side="gateway")


@contextlib.contextmanager
def rate_limit():
    extra = "location = / { add_header Retry-After 7 always; return 429; }"
    with gateways.nginx(gateways.nginx_server(pki.leaf("rsa"), extra=extra)) as gateway:
        yield Case(program.at(gateway), "rate-limited")


@contextlib.contextmanager
def no_such_name():
    yield Case(
        ("no-such-gateway.invalid",), "name-unresolved", program.INCONCLUSIVE, explains=("ca/chain-seen",)
    )


@contextlib.contextmanager
def filtered():
    """A listener whose queue is full: the kernel drops every further SYN, as a firewall does."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.create_server((gateways.LOOPBACK, 0), backlog=0))
        for _ in range(8):
            client = stack.enter_context(socket.socket())
            client.setblocking(False)
            client.connect_ex(listener.getsockname())
        address = f"127.0.0.1:{listener.getsockname()[1]}"
        yield Case(
            (address, "--timeout", "1"),
            "port-filtered",
            program.INCONCLUSIVE,
            explains=("ca/chain-seen",),
        )


@contextlib.contextmanager
def closed():
    yield Case((f"127.0.0.1:{gateways.free_port()}",), "port-closed", program.INCONCLUSIVE)


BROKEN = {
    "TLS 1.0 only": tls10_only,
    "expired": expired,
    "missing intermediate": missing_intermediate,
    "root missing in one runtime": root_missing_in_one_runtime,
    "clock 20 minutes ahead": clock_ahead,
    "the gateway's clock 20 minutes behind": clock_of_the_gateway,
    "proxy that intercepts": intercepting_proxy,
    "proxy that intercepts, nothing to compare": intercepting_proxy_alone,
    "middlebox drops hellos of two packets": size_limit,
    "middlebox resets hellos over 300 bytes": small_size_limit,
    "client certificate required": client_certificate,
    "client certificate required in the handshake": client_certificate_in_the_handshake,
    "one bad address of three": one_bad_address,
    "one expired certificate of two addresses": one_expired_of_two,
    "self-signed": self_signed,
    "proxy down": proxy_down,
    "503 with Retry-After": maintenance,
    "429 with Retry-After": rate_limit,
    "DNS failure": no_such_name,
    "port filtered": filtered,
    "port closed": closed,
}
