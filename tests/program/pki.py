"""A throw-away public-key infrastructure made with the openssl command line.

Everything lives in one temporary directory for each test process and is made when it is first asked
for, so that a test module pays only for the certificates that it uses.
"""

import atexit
import datetime
import functools
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

HOST = "gateway.test"
NAMES = (f"DNS:{HOST}", "DNS:localhost", "IP:127.0.0.1", "IP:::1")

_CA_CONFIG = """
[ca]
default_ca = this
[this]
dir = {directory}
database = $dir/index.txt
new_certs_dir = $dir
unique_subject = no
rand_serial = yes
policy = anything
default_md = sha256
copy_extensions = none
[anything]
commonName = supplied
"""


@dataclass(frozen=True)
class Identity:
    """A certificate with its key; `chain` is what a server should send: leaf first, no root."""

    certificate: Path
    key: Path
    chain: Path


def openssl(*arguments):
    """Runs openssl; its complaint becomes the test's error."""
    done = subprocess.run(
        ["openssl", *map(str, arguments)], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise RuntimeError(f"openssl {' '.join(map(str, arguments))}: {done.stderr}")
    return done.stdout


def now():
    """The present second, UTC."""
    return datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)


def days(count):
    """A length of time, for the dates of certificates."""
    return datetime.timedelta(days=count)


def rfc3339(moment):
    """As `--now` reads it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@functools.cache
def directory():
    """The directory of this process; it goes when the process ends."""
    path = Path(tempfile.mkdtemp(prefix="checkoutdiag-pki-"))
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path


@functools.cache
def key(kind):
    """One private key of a kind: rsa1024, rsa2048, p256 or p384; leaves share it."""
    path = directory() / f"{kind}.key"
    if kind.startswith("rsa"):
        openssl(
            "genpkey", "-algorithm", "RSA", "-pkeyopt", f"rsa_keygen_bits:{kind[3:]}", "-out", path
        )
    else:
        openssl(
            "genpkey",
            "-algorithm",
            "EC",
            "-pkeyopt",
            f"ec_paramgen_curve:P-{kind[1:]}",
            "-out",
            path,
        )
    return path


def _request(label, kind, common_name):
    """A signing request with nothing in it but a name and a key."""
    path = directory() / f"{label}.csr"
    openssl("req", "-new", "-batch", "-key", key(kind), "-subj", f"/CN={common_name}", "-out", path)
    return path


def _stamp(moment):
    return moment.strftime("%Y%m%d%H%M%SZ")


class Authority:
    """A certification authority that can issue anything, well-formed or not."""

    def __init__(self, label, common_name, parent=None):
        self.label = label
        self.home = directory() / label
        self.home.mkdir()
        (self.home / "index.txt").touch()
        self.config = self.home / "ca.cnf"
        self.config.write_text(_CA_CONFIG.format(directory=self.home))
        self.private_key = self.home / "key.pem"
        openssl(
            "genpkey",
            "-algorithm",
            "EC",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-out",
            self.private_key,
        )
        self.parent = parent
        self.certificate = self.home / "cert.pem"
        self._certify(common_name)

    def _certify(self, common_name):
        request = self.home / "ca.csr"
        openssl(
            "req",
            "-new",
            "-batch",
            "-key",
            self.private_key,
            "-subj",
            f"/CN={common_name}",
            "-out",
            request,
        )
        extensions = [
            "basicConstraints=critical,CA:TRUE",
            "keyUsage=critical,keyCertSign,cRLSign",
            "subjectKeyIdentifier=hash",
        ]
        signer = self.parent or self
        if self.parent:
            extensions.append("authorityKeyIdentifier=keyid")
        signer.sign(
            request,
            self.certificate,
            extensions,
            now() - days(400),
            now() + days(3650),
            self_sign=self.parent is None,
        )

    def sign(self, request, out, extensions, start, end, digest="sha256", self_sign=False):
        """Signs a request with the given extensions and dates."""
        extension_file = out.with_suffix(".ext")
        extension_file.write_text("\n".join(extensions) + "\n")
        signer = ["-selfsign"] if self_sign else ["-cert", self.certificate]
        openssl(
            "ca",
            "-batch",
            "-notext",
            "-config",
            self.config,
            "-keyfile",
            self.private_key,
            *signer,
            "-md",
            digest,
            "-startdate",
            _stamp(start),
            "-enddate",
            _stamp(end),
            "-extfile",
            extension_file,
            "-in",
            request,
            "-out",
            out,
        )

    def intermediates(self):
        """The certificates between a leaf of this authority and the root, in order of sending."""
        if self.parent is None:
            return []
        return [self.certificate, *self.parent.intermediates()]

    def issue(
        self,
        label,
        kind="rsa2048",
        names=NAMES,
        common_name=HOST,
        start=None,
        end=None,
        digest="sha256",
        usage="serverAuth",
        extensions=(),
    ):
        """Issues a leaf. Dates default to yesterday and sixty days from now."""
        out = directory() / f"{label}.pem"
        lines = [
            "basicConstraints=CA:FALSE",
            "authorityKeyIdentifier=keyid",
            "subjectKeyIdentifier=hash",
            "keyUsage=critical,digitalSignature,keyEncipherment",
            f"extendedKeyUsage={usage}",
            *extensions,
        ]
        if names:
            lines.append("subjectAltName=" + ",".join(names))
        self.sign(
            _request(label, kind, common_name),
            out,
            lines,
            start or now() - days(1),
            end or now() + days(60),
            digest,
        )
        chain = directory() / f"{label}-chain.pem"
        chain.write_text("".join(path.read_text() for path in [out, *self.intermediates()]))
        return Identity(out, key(kind), chain)


@functools.cache
def root():
    """The root that the tests trust."""
    return Authority("root", "Test Root")


@functools.cache
def intermediate():
    """The issuer of almost every leaf."""
    return Authority("intermediate", "Test Issuing CA", root())


@functools.cache
def stranger():
    """A root that nobody trusts."""
    return Authority("stranger", "Unknown Root")


@functools.cache
def client_authority():
    """The authority of client certificates."""
    return Authority("clients", "Test Client CA")


@functools.cache
def client():
    """A client certificate that the servers of these tests take."""
    return client_authority().issue(
        "client", names=(), common_name="merchant 4711", usage="clientAuth"
    )


@functools.cache
def foreign_client():
    """A client certificate of an authority that the servers do not know."""
    return stranger().issue("foreign-client", names=(), common_name="nobody", usage="clientAuth")


_LEAVES = {
    "rsa": {},
    "ecdsa": {"kind": "p256"},
    "expired": {"start": -90, "end": -2},
    "not_yet_valid": {"start": 3, "end": 60},
    "expires_soon": {"start": -60, "end": 5},
    "wrong_host": {"names": ("DNS:other.test",), "common_name": "other.test"},
    "sha1": {"digest": "sha1"},
    "rsa1024": {"kind": "rsa1024"},
    "must_staple": {"extensions": ("tlsfeature=status_request",)},
    "no_names": {"names": ()},
}


@functools.cache
def leaf(label):
    """One of the leaves of `_LEAVES`, issued by the intermediate."""
    options = dict(_LEAVES[label])
    for edge in ("start", "end"):
        if edge in options:
            options[edge] = now() + days(options[edge])
    return intermediate().issue(label.replace("_", "-"), **options)


@functools.cache
def leaf_of_stranger():
    """A leaf whose chain is complete and whose root is unknown."""
    issuer = Authority("strange-intermediate", "Unknown Issuing CA", stranger())
    return issuer.issue("leaf-of-stranger")


def leaf_with_aia(label, url):
    """A leaf that says where its issuer can be fetched."""
    return intermediate().issue(label, extensions=(f"authorityInfoAccess=caIssuers;URI:{url}",))


@functools.cache
def self_signed():
    """A leaf that signed itself."""
    out = directory() / "self-signed.pem"
    openssl(
        "req",
        "-x509",
        "-batch",
        "-key",
        key("rsa2048"),
        "-subj",
        f"/CN={HOST}",
        "-days",
        "60",
        "-out",
        out,
        "-addext",
        "subjectAltName=" + ",".join(NAMES),
        "-addext",
        "basicConstraints=critical,CA:FALSE",
    )
    return Identity(out, key("rsa2048"), out)


def alone(identity):
    """The same identity, sent without its intermediates."""
    return Identity(identity.certificate, identity.key, identity.certificate)


def der(authority):
    """An authority's certificate as an AIA server hands it out."""
    path = authority.home / "cert.der"
    openssl("x509", "-in", authority.certificate, "-outform", "DER", "-out", path)
    return path.read_bytes()
