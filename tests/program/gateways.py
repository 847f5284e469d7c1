"""Real servers on free loopback ports: nginx, openssl s_server, gnutls-serv, a small web server.

Each is a context manager that yields a Gateway once the port accepts connections and stops the
process, by its own id, whatever happens.
"""

import contextlib
import http.server
import os
import random
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import pki

LOOPBACK = "127.0.0.1"
READY_WITHIN = 20.0
STOP_WITHIN = 5.0
_ATTEMPTS = 8

# Server side TLS, Mozilla "intermediate" (guidelines 5.8 and 6.0 have the same TLS 1.2 suites).
INTERMEDIATE_CIPHERS = ":".join(
    (
        "ECDHE-ECDSA-AES128-GCM-SHA256",
        "ECDHE-RSA-AES128-GCM-SHA256",
        "ECDHE-ECDSA-AES256-GCM-SHA384",
        "ECDHE-RSA-AES256-GCM-SHA384",
        "ECDHE-ECDSA-CHACHA20-POLY1305",
        "ECDHE-RSA-CHACHA20-POLY1305",
    )
)
INTERMEDIATE_CURVES = "X25519:prime256v1:secp384r1"

_PERMISSIVE_CONF = """
openssl_conf = init
[init]
ssl_conf = ssl
[ssl]
system_default = anything
[anything]
MinProtocol = None
CipherString = ALL:@SECLEVEL=0
Options = UnsafeLegacyRenegotiation
"""


@dataclass
class Gateway:
    """Where a server listens, and the process behind it (none for servers in threads)."""

    port: int
    host: str = LOOPBACK
    process: subprocess.Popen | None = None
    home: Path | None = None
    hits: list = field(default_factory=list)

    @property
    def address(self):
        """As on a command line."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def program(name):
    """The path of a server program; /usr/sbin is looked at too, which is not in every user's
    PATH."""
    found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/local/sbin:/usr/sbin:/sbin")
    if found is None:
        raise RuntimeError(f"{name} is not installed; scripts/test installs it")
    return found


def free_port(host=LOOPBACK):
    """A port that nobody listens on, below the range that the kernel gives to outgoing
    connections."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    while True:
        port = random.SystemRandom().randrange(10000, 32000)
        with socket.socket(family) as probe:
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port


def _ready(process, host, port):
    """Waits until the port accepts; false when the process ended instead (the port was taken)."""
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        if process.poll() is not None:
            return False
        try:
            socket.create_connection((host, port), timeout=1).close()
            return process.poll() is None
        except OSError:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=0.02)
    raise RuntimeError(f"{process.args[0]} did not listen on {host}:{port} within {READY_WITHIN} s")


def stop(process):
    """Ends one process that we started."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=STOP_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()
    if process.stdin:
        process.stdin.close()


def _spawn(argv, env, log, keep_stdin):
    """Starts a server that dies with us, even when we are killed."""
    guard = shutil.which("setpriv")
    prefix = [guard, "--pdeathsig", "TERM", "--"] if guard else []
    return subprocess.Popen(
        [*prefix, *map(str, argv)],
        env={**os.environ, **env},
        stdout=log,
        stderr=log,
        stdin=subprocess.PIPE if keep_stdin else subprocess.DEVNULL,
    )


@contextlib.contextmanager
def _served(make_argv, env=None, host=LOOPBACK, keep_stdin=False):
    """Starts `make_argv(port, home)` on a free port and yields its Gateway; retries when the port
    was taken."""
    with tempfile.TemporaryDirectory(
        prefix="checkoutdiag-gateway-", ignore_cleanup_errors=True
    ) as home:
        log_path = Path(home) / "log"
        for _ in range(_ATTEMPTS):
            port = free_port(host)
            with open(log_path, "w", encoding="utf-8") as log:
                process = _spawn(make_argv(port, Path(home)), env or {}, log, keep_stdin)
            try:
                if _ready(process, host, port):
                    yield Gateway(port, host, process, Path(home))
                    return
            finally:
                stop(process)
        raise RuntimeError(
            "the server did not start: " + log_path.read_text(errors="replace")[-2000:]
        )


# --- nginx
# ------------------------------------------------------------------------------------------


def nginx_server(
    *identities,
    protocols="TLSv1.2 TLSv1.3",
    ciphers=INTERMEDIATE_CIPHERS,
    curves=INTERMEDIATE_CURVES,
    name="_",
    prefer="off",
    default=False,
    extra="",
    host=LOOPBACK,
):
    """One server block; `{port}` is filled in when the port is known."""
    listen = f"[{host}]" if ":" in host else host
    lines = [
        f"listen {listen}:{{port}} ssl{' default_server' if default else ''};",
        f"server_name {name};",
        f"ssl_protocols {protocols};",
        f"ssl_ciphers {ciphers};",
        f"ssl_ecdh_curve {curves};",
        f"ssl_prefer_server_ciphers {prefer};",
    ]
    for identity in identities:
        lines += [f"ssl_certificate {identity.chain};", f"ssl_certificate_key {identity.key};"]
    body = "\n    ".join([*lines, extra, 'location / { return 200 "ok\\n"; }'])
    return "server {\n    " + body + "\n  }"


def _nginx_config(servers, port, home, workers):
    temp = "\n  ".join(
        f"{kind}_temp_path {home}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    blocks = "\n  ".join(servers).replace("{port}", str(port))
    return (
        f"{user}\ndaemon off;\nworker_processes {workers};\n"
        f"pid {home}/pid;\nerror_log {home}/error.log;\n"
        f"events {{ worker_connections 1024; }}\n"
        f"http {{\n  access_log off;\n  {temp}\n  ssl_session_cache off;\n  {blocks}\n}}\n"
    )


@contextlib.contextmanager
def nginx(*servers, workers=1, env=None, host=LOOPBACK):
    """nginx with the given server blocks (see nginx_server)."""

    def argv(port, home):
        config = home / "nginx.conf"
        config.write_text(_nginx_config(servers, port, home, workers))
        return [program("nginx"), "-e", home / "error.log", "-p", home, "-c", config]

    with _served(argv, env, host) as gateway:
        yield gateway


@contextlib.contextmanager
def nginx_intermediate(workers=1, host=LOOPBACK):
    """Mozilla intermediate, RSA and ECDSA certificates: the gateway as it should be."""
    block = nginx_server(pki.leaf("rsa"), pki.leaf("ecdsa"), host=host)
    with nginx(block, workers=workers, host=host) as gateway:
        yield gateway


def permissive_environment():
    """An OpenSSL configuration that forbids nothing."""
    path = pki.directory() / "permissive.cnf"
    if not path.exists():
        path.write_text(_PERMISSIVE_CONF)
    return {"OPENSSL_CONF": str(path)}


@contextlib.contextmanager
def nginx_permissive(workers=1):
    """TLS 1.0 to 1.3 and every suite that nginx can offer, finite-field ones included."""
    parameters = f"ssl_dhparam {dh_parameters()};"
    block = nginx_server(
        pki.leaf("rsa"),
        pki.leaf("ecdsa"),
        protocols="TLSv1 TLSv1.1 TLSv1.2 TLSv1.3",
        ciphers='"ALL:@SECLEVEL=0"',
        curves="auto",
        extra=parameters,
    )
    with nginx(block, workers=workers, env=permissive_environment()) as gateway:
        yield gateway


def dh_parameters():
    """The named group ffdhe2048 as a parameter file: nothing has to be generated."""
    path = pki.directory() / "ffdhe2048.pem"
    if not path.exists():
        pki.openssl(
            "genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt", "group:ffdhe2048", "-out", path
        )
    return path


# --- openssl s_server and gnutls-serv
# ---------------------------------------------------------------


def _key_arguments(identities):
    """The first identity as -cert, a second one as -dcert, each with its chain."""
    arguments = []
    for prefix, identity in zip(("-", "-d"), identities):
        arguments += [f"{prefix}cert", identity.certificate, f"{prefix}key", identity.key]
        if identity.chain != identity.certificate:
            arguments += [f"{prefix}cert_chain", identity.chain]
    return arguments


@contextlib.contextmanager
def s_server(*arguments, identities=None, env=None, www=True):
    """`openssl s_server` with any arguments, under the configuration that forbids nothing."""
    identities = (pki.leaf("rsa"),) if identities is None else identities

    def argv(port, _home):
        mode = ["-www"] if www else ["-quiet"]
        return [
            program("openssl"),
            "s_server",
            "-accept",
            f"{LOOPBACK}:{port}",
            *mode,
            *_key_arguments(identities),
            *arguments,
        ]

    # -www reads no input; without it the end of standard input would end the server.
    with _served(argv, env or permissive_environment(), keep_stdin=not www) as gateway:
        yield gateway


@contextlib.contextmanager
def gnutls_serv(*arguments, priority="NORMAL", identities=None):
    """`gnutls-serv` answering HTTP, with a priority string."""
    identities = (pki.leaf("rsa"),) if identities is None else identities

    def argv(port, _home):
        keys = []
        for identity in identities:
            keys += ["--x509certfile", identity.chain, "--x509keyfile", identity.key]
        return [
            program("gnutls-serv"),
            "--http",
            "--quiet",
            "--port",
            port,
            "--priority",
            priority,
            *keys,
            *arguments,
        ]

    with _served(argv) as gateway:
        yield gateway


# --- plain web server, for authority information access
# ---------------------------------------------


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):  # noqa: N802 (the name is the library's)
        """Serves the files that the test laid out and counts who asked."""
        self.server.hits.append(self.path)
        content = self.server.files.get(self.path)
        self.send_response(404 if content is None else 200)
        self.send_header("Content-Length", str(len(content or b"")))
        self.end_headers()
        self.wfile.write(content or b"")

    def log_message(self, *_arguments):
        """Keeps the test's output to the test's results."""


class _WebServer(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A client that leaves early (a download over its limit) is no error of ours."""


@contextlib.contextmanager
def web_server(files):
    """A web server for `files` (path to bytes); `files` may be filled while it runs."""
    server = _WebServer((LOOPBACK, 0), _Handler)
    server.files, server.hits = files, []
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
    )
    thread.start()
    try:
        yield Gateway(server.server_address[1], hits=server.hits)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
