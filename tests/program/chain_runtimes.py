"""Judges chains with the real runtimes: OpenSSL, Node.js, Go, Java and GnuTLS on the same files.

Each function takes cases and returns {name: Judgement}; `missing` names what a runtime lacks here.
Time: OpenSSL, Go and GnuTLS are told the moment; Node and Java live in the present.
"""

import contextlib
import ctypes
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pki

NAME = "gateway.test"  # that of every leaf

HERE = Path(__file__).resolve().parent

# One process judges all cases of a run; starting a virtual machine on a busy host takes a while.
WITHIN = 240


@dataclass(frozen=True)
class Case:
    """One chain against one store, as PEM files; `key` is the leaf's, for a handshake."""

    name: str
    chain: Path
    store: Path
    key: Path | None = None


@dataclass(frozen=True)
class Judgement:
    """What a runtime said."""

    accepted: bool
    words: str

    def __str__(self):
        return "accepted" if self.accepted else f"refused ({self.words})"


def missing(runtime):
    """Why a runtime cannot be asked here; empty when it can."""
    program = {"java": "javac"}.get(runtime, runtime)
    if runtime != "gnutls":
        return "" if shutil.which(program) else f"{program} is not installed"
    try:
        ctypes.CDLL("libgnutls.so.30")
    except OSError as error:
        return str(error)
    return ""


def _listing(cases):
    lines = ["\t".join(map(str, (c.name, c.chain, c.store, c.key or ""))) for c in cases]
    handle, path = tempfile.mkstemp(prefix="checkoutdiag-cases-", text=True)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")
    return Path(path)


def _run(cases, *command, environment=None):
    """Runs a judge over a listing of the cases ("{}" in the command); its lines as fields."""
    listing = _listing(cases)
    try:
        done = subprocess.run(
            [str(listing) if part == "{}" else str(part) for part in command],
            capture_output=True,
            text=True,
            timeout=WITHIN,
            check=False,
            env=environment,
        )
    finally:
        listing.unlink()
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]}: {done.stderr}")
    return [line.split("\t") for line in done.stdout.splitlines()]


def _judgements(rows):
    told = {}
    for name, answer, words in rows:
        if answer not in ("accepted", "refused"):
            raise RuntimeError(f"{name}: {words}")
        told[name] = Judgement(answer == "accepted", words)
    return told


def openssl(cases, level=2, partial_chain=False, moment=None):
    """`openssl verify` with the purpose of a TLS server; the words are "20 at depth 0: …"."""
    told = {}
    with tempfile.TemporaryDirectory(prefix="checkoutdiag-verify-") as scratch:
        for case in cases:
            blocks = _blocks(case.chain)
            leaf, others = Path(scratch) / "leaf.pem", Path(scratch) / "others.pem"
            leaf.write_text(blocks[0])
            others.write_text("".join(blocks[1:]))
            command = ["openssl", "verify", "-purpose", "sslserver", "-auth_level", str(level)]
            # Without these the host's own store is asked as well.
            command += ["-no-CAfile", "-no-CApath", "-no-CAstore", "-trusted", str(case.store)]
            command += ["-attime", str(int((moment or pki.now()).timestamp()))]
            command += ["-partial_chain"] if partial_chain else []
            command += ["-untrusted", str(others)] if len(blocks) > 1 else []
            done = subprocess.run(
                [*command, str(leaf)], capture_output=True, text=True, timeout=WITHIN, check=False
            )
            found = re.search(r"error (\d+) at (\d+) depth lookup: (.*)", done.stderr + done.stdout)
            if done.returncode != 0 and not found:
                raise RuntimeError(f"{case.name}: {done.stderr}")
            words = "{} at depth {}: {}".format(*found.groups()) if found else ""
            told[case.name] = Judgement(done.returncode == 0, words)
    return told


def node(cases):
    """A TLS handshake of Node.js with each chain, `ca` being the store."""
    return _judgements(_run(cases, "node", HERE / "node" / "chains.js", "{}"))


def go(cases, moment=None):
    """crypto/x509's Verify."""
    environment = {**os.environ, "GO111MODULE": "off", "GOFLAGS": ""}
    environment.setdefault("GOCACHE", str(pki.directory() / "go-cache"))
    program = HERE / "go" / "chains.go"
    when = pki.rfc3339(moment or pki.now())
    return _judgements(_run(cases, "go", "run", program, "{}", when, environment=environment))


def java(cases):
    """The default PKIX trust manager, and a handshake where there is a key: ({…}, {…})."""
    rows = _run(cases, "java", HERE / "java" / "Chains.java", "{}")
    return tuple(
        _judgements([row[0], *row[2:]] for row in rows if row[1] == how)
        for how in ("manager", "handshake")
    )


def _blocks(file):
    return re.findall(
        r"-----BEGIN [^-]+-----.*?-----END [^-]+-----\n", Path(file).read_text(), re.DOTALL
    )


class _Datum(ctypes.Structure):
    _fields_ = [("data", ctypes.c_char_p), ("size", ctypes.c_uint)]


class _TypedData(ctypes.Structure):
    _fields_ = [("type", ctypes.c_int), ("data", ctypes.c_char_p), ("size", ctypes.c_uint)]


_PEM, _PURPOSE, _X509 = 1, 2, 1
_SERVER = b"1.3.6.1.5.5.7.3.1"
# GNUTLS_PROFILE_LOW, which the priority NORMAL brings, in the upper byte of the flags.
_FLAGS = 2 << 24
_CLOCK = ctypes.CFUNCTYPE(ctypes.c_long, ctypes.c_void_p)


def _gnutls_judge(library, case):
    """gnutls_x509_trust_list_verify_crt2 as gnutls_certificate_verify_peers calls it."""

    def must(result):
        if result < 0:
            raise RuntimeError(f"{case.name}: {library.gnutls_strerror(result).decode()}")

    anchors, chain, count = ctypes.c_void_p(), ctypes.c_void_p(), ctypes.c_uint()
    must(library.gnutls_x509_trust_list_init(ctypes.byref(anchors), 0))
    try:
        store = str(case.store).encode()
        must(library.gnutls_x509_trust_list_add_trust_file(anchors, store, None, _PEM, 0, 0))
        text = Path(case.chain).read_bytes()
        must(
            library.gnutls_x509_crt_list_import2(
                ctypes.byref(chain),
                ctypes.byref(count),
                ctypes.byref(_Datum(text, len(text))),
                _PEM,
                0,
            )
        )
        purpose, status = _TypedData(_PURPOSE, _SERVER, 0), ctypes.c_uint()
        must(
            library.gnutls_x509_trust_list_verify_crt2(
                anchors, chain, count, ctypes.byref(purpose), 1, _FLAGS, ctypes.byref(status), None
            )
        )
        words = _Datum()
        must(
            library.gnutls_certificate_verification_status_print(
                status, _X509, ctypes.byref(words), 0
            )
        )
        return Judgement(status.value == 0, words.data.decode().strip() if status.value else "")
    finally:
        for i in range(count.value):
            library.gnutls_x509_crt_deinit(ctypes.cast(chain, ctypes.POINTER(ctypes.c_void_p))[i])
        library.gnutls_x509_trust_list_deinit(anchors, 1)


def gnutls(cases, moment=None):
    """GnuTLS in this process, with the priority NORMAL and the purpose of a TLS server."""
    library = ctypes.CDLL("libgnutls.so.30")
    library.gnutls_strerror.restype = ctypes.c_char_p
    for name in ("gnutls_x509_crt_deinit", "gnutls_x509_trust_list_deinit"):
        getattr(library, name).restype = None
    library.gnutls_x509_crt_deinit.argtypes = [ctypes.c_void_p]
    library.gnutls_x509_trust_list_deinit.argtypes = [ctypes.c_void_p, ctypes.c_uint]
    seconds = int((moment or pki.now()).timestamp())
    clock = _CLOCK(lambda _: seconds)
    library.gnutls_global_set_time_function(clock)
    try:
        return {case.name: _gnutls_judge(library, case) for case in cases}
    finally:
        library.gnutls_global_set_time_function(_CLOCK(("time", ctypes.CDLL(None))))


@contextlib.contextmanager
def _sending(case):
    """A TLS server that sends the chain as it is; yields its port."""
    blocks = _blocks(case.chain)
    with tempfile.TemporaryDirectory(prefix="checkoutdiag-sending-") as scratch:
        leaf, others = Path(scratch) / "leaf.pem", Path(scratch) / "others.pem"
        leaf.write_text(blocks[0])
        others.write_text("".join(blocks[1:]))
        command = ["openssl", "s_server", "-accept", "127.0.0.1:0", "-cipher", "ALL:@SECLEVEL=0"]
        command += ["-cert", str(leaf), "-key", str(case.key), "-no-CAfile", "-no-CApath"]
        command += ["-cert_chain", str(others)] if len(blocks) > 1 else []
        with subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as server:
            try:
                yield next(
                    line.rsplit(":", 1)[1].strip() for line in server.stdout if "ACCEPT" in line
                )
            finally:
                server.kill()


def gnutls_cli(case):
    """gnutls-cli against a server that sends the chain: its own sentence on it."""
    with _sending(case) as port:
        command = ["gnutls-cli", f"--x509cafile={case.store}", "-p", port]
        command += [f"--verify-hostname={NAME}", "127.0.0.1"]
        done = subprocess.run(
            command, input="", capture_output=True, text=True, timeout=WITHIN, check=False
        )
    # Without a sentence on the chain the handshake itself has failed.
    status = re.search(r"- Status: (.*)", done.stdout) or re.search(
        r"Fatal error: (.*)", done.stdout + done.stderr
    )
    if not status:
        raise RuntimeError(f"{case.name}: {done.stdout[-500:]} {done.stderr[-500:]}")
    accepted = status[1].startswith("The certificate is trusted")
    return Judgement(accepted, "" if accepted else status[1].strip())
