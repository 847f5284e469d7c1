"""How many certificates the real runtimes load from files: OpenSSL, Node, Go, Java and GnuTLS
themselves are asked, one process for all files where that is possible."""

import ctypes
import functools
import json
import os
import shutil
import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
WITHIN = 240


@dataclass(frozen=True)
class Loaded:
    """What one runtime made of one file."""

    count: int
    fails: bool
    words: str = ""
    works: tuple = ()  # Node: for each identity asked about, whether it is trusted


class Absent(Exception):
    """A runtime that is not on this machine; its text says which."""


def openssl(files):
    """Python's load_verify_locations is OpenSSL's X509_STORE_load_file."""
    told = []
    for file in files:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        words = ""
        try:
            context.load_verify_locations(cafile=str(file))
        except ssl.SSLError as error:
            words = str(error)
        told.append(Loaded(context.cert_store_stats()["x509"], bool(words), words))
    return told


def node(files, identities):
    """NODE_EXTRA_CA_CERTS, by its warning and by connecting: `identities` are files of a key and a
    self-signed certificate each, and what counts is how many of them node then trusts."""
    _need("node")
    told = []
    for file in files:
        done = subprocess.run(
            ["node", HERE / "node" / "loads.js", *map(str, identities)],
            env={**_plain(), "NODE_EXTRA_CA_CERTS": str(file)},
            capture_output=True,
            text=True,
            errors="replace",
            timeout=WITHIN,
            check=True,
        )
        works = tuple(json.loads(done.stdout))
        told.append(Loaded(sum(works), "Ignoring extra certs" in done.stderr, done.stderr, works))
    return told


def go(files):
    """CertPool.AppendCertsFromPEM."""
    _need("go")
    plain = {**_plain(), "GO111MODULE": "off", "GOFLAGS": "", "GOTOOLCHAIN": "local"}
    return _table(["go", "run", HERE / "go" / "loads.go"], files, plain)


def java(files):
    """CertificateFactory.generateCertificates, which keytool uses too."""
    _need("java")
    _need("javac")
    return _table(["java", HERE / "java" / "Loads.java"], files, _plain())


def gnutls(files):
    """gnutls_x509_trust_list_add_trust_mem."""
    library = _gnutls()
    told = []
    for file in files:
        bytes_ = Path(file).read_bytes()
        data = _Datum(ctypes.cast(ctypes.c_char_p(bytes_), ctypes.c_void_p), len(bytes_))
        anchors = ctypes.c_void_p()
        library.gnutls_x509_trust_list_init(ctypes.byref(anchors), 0)
        pem = 1
        code = library.gnutls_x509_trust_list_add_trust_mem(
            anchors, ctypes.byref(data), None, pem, 0, 0
        )
        library.gnutls_x509_trust_list_deinit(anchors, 1)
        words = library.gnutls_strerror(code).decode() if code < 0 else ""
        told.append(Loaded(max(code, 0), code < 0, words))
    return told


class _Datum(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("size", ctypes.c_uint)]


@functools.cache
def _gnutls():
    try:
        library = ctypes.CDLL("libgnutls.so.30")
    except OSError as error:
        raise Absent(f"GnuTLS is not here: {error}") from None
    library.gnutls_strerror.restype = ctypes.c_char_p
    library.gnutls_x509_trust_list_init.argtypes = [ctypes.c_void_p, ctypes.c_uint]
    library.gnutls_x509_trust_list_deinit.argtypes = [ctypes.c_void_p, ctypes.c_uint]
    library.gnutls_x509_trust_list_add_trust_mem.argtypes = [
        ctypes.c_void_p,
        ctypes.c_void_p,
        ctypes.c_void_p,
        ctypes.c_int,
        ctypes.c_uint,
        ctypes.c_uint,
    ]
    return library


def _need(program):
    if shutil.which(program) is None:
        raise Absent(f"{program} is not installed here")


def _plain():
    """Our environment without what would change how a runtime starts or what it trusts."""
    unwanted = ("NODE_", "JAVA_TOOL", "JDK_JAVA", "SSL_CERT", "OPENSSL_CONF")
    return {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}


def _table(command, files, environment):
    """One line of count, fails and words for each file, from one process."""
    done = subprocess.run(
        [str(part) for part in command],
        input="".join(f"{file}\n" for file in files),
        env=environment,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=WITHIN,
        check=False,
    )
    lines = done.stdout.split("\n")[:-1]
    if done.returncode != 0 or len(lines) != len(files):
        raise RuntimeError(f"{command[0]} ended with {done.returncode}: {done.stderr[:2000]}")
    rows = [line.split("\t") for line in lines]
    return [Loaded(int(count), fails == "true", words) for count, fails, words in rows]
