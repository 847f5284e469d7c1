"""Chains and stores with one feature each, and random little infrastructures, as PEM files.

Everything is made with the openssl command in the directory of `pki`.
"""

import functools
import random
from dataclasses import dataclass
from pathlib import Path

import pki
from chain_runtimes import NAME, Case

_CA = "basicConstraints=critical,CA:TRUE"
_SIGNS = "keyUsage=critical,keyCertSign,cRLSign"
_OWN_ID, _ISSUER_ID = "subjectKeyIdentifier=hash", "authorityKeyIdentifier=keyid"
_SERVER = "extendedKeyUsage=serverAuth"


_CONFIG = """
[ca]
default_ca = this
[this]
dir = {home}
database = $dir/{stem}.txt
new_certs_dir = $dir
unique_subject = no
rand_serial = yes
policy = anything
copy_extensions = none
[anything]
commonName = supplied
"""


@dataclass
class Made:
    """A certificate, its key, and the configuration with which it signs."""

    certificate: Path
    key: Path
    config: Path


@functools.cache
def _home():
    home = pki.directory() / "chains"
    home.mkdir()
    return home


def _stamp(moment):
    return moment.strftime("%Y%m%d%H%M%SZ")


class Maker:
    """Makes certificates with every liberty."""

    def __init__(self):
        self.count = 0

    def key(self, kind="p256"):
        """A fresh private key; kinds as `pki.key`."""
        self.count += 1
        path = _home() / f"{self.count}.key"
        options = (
            ["RSA", "-pkeyopt", f"rsa_keygen_bits:{kind[3:]}"]
            if kind.startswith("rsa")
            else ["EC", "-pkeyopt", f"ec_paramgen_curve:P-{kind[1:]}"]
        )
        pki.openssl("genpkey", "-algorithm", *options, "-out", path)
        return path

    def certificate(
        self, name, extensions, signer=None, key=None, days=(-400, 3650), digest="sha256"
    ):
        """One certificate; without `signer` it signs itself, with `key` it is one more of that."""
        key = key or self.key()
        self.count += 1
        stem = _home() / str(self.count)
        made = Made(stem.with_suffix(".pem"), key, stem.with_suffix(".cnf"))
        made.config.write_text(_CONFIG.format(home=_home(), stem=stem.name))
        stem.with_suffix(".txt").touch()
        request, wanted = stem.with_suffix(".csr"), stem.with_suffix(".ext")
        wanted.write_text("\n".join(extensions) + "\n")
        pki.openssl("req", "-new", "-batch", "-key", key, "-subj", f"/CN={name}", "-out", request)
        signing = ["-cert", signer.certificate] if signer else ["-selfsign"]
        start, end = (_stamp(pki.now() + pki.days(day)) for day in days)
        pki.openssl(
            "ca", "-batch", "-notext", "-config", made.config, *signing,
            "-keyfile", signer.key if signer else key, "-md", digest,
            "-startdate", start, "-enddate", end, "-extfile", wanted,
            "-in", request, "-out", made.certificate,
        )  # fmt: skip
        return made

    def ca(self, name, signer=None, extra=(), usual=(_CA, _SIGNS), **options):
        """A certification authority; `extra` extensions, or others than the usual."""
        return self.certificate(name, [*usual, *_identifiers(signer), *extra], signer, **options)

    def leaf(self, signer=None, extra=(_SERVER,), names=f"DNS:{NAME}", **options):
        """A server's certificate."""
        usual = ["basicConstraints=CA:FALSE", *_identifiers(signer)]
        usual += [f"subjectAltName={names}"] if names else []
        return self.certificate(NAME, [*usual, *extra], signer, **options)


def _identifiers(signer):
    return [_OWN_ID, _ISSUER_ID] if signer else [_OWN_ID]


def case(name, sent, store):
    """Writes a case's files."""
    home = _home() / name.replace(" ", "-")
    home.mkdir()
    for file, list_ in (("chain.pem", sent), ("store.pem", store)):
        (home / file).write_text("".join(one.certificate.read_text() for one in list_))
    return Case(name, home / "chain.pem", home / "store.pem", sent[0].key)


_PAST = {"days": (-400, -2)}
_OTHER_NAMES = ("nameConstraints=critical,permitted;DNS:other.test",)
_MAIL = ("extendedKeyUsage=emailProtection",)
_SHORT = ("basicConstraints=critical,CA:TRUE,pathlen:0", _SIGNS)
_NO_SIGNING = (_CA, "keyUsage=critical,digitalSignature")


def _three(make, name, root=None, middle=None, leaf=None):
    """Root, intermediate and leaf with what is special about each; the root is the store."""
    top = make.ca("Root", **(root or {}))
    between = make.ca("Middle", top, **(middle or {}))
    return case(name, [make.leaf(between, **(leaf or {})), between], [top])


def _plain(make):
    root, stranger = make.ca("Root"), make.ca("Stranger")
    middle = make.ca("Middle", root)
    leaf = make.leaf(middle)
    return [
        case("good", [leaf, middle], [root]),
        case("misordered", [leaf, root, middle], [root]),
        case("root sent", [leaf, middle, root], [root]),
        case("root sent, not in the store", [leaf, middle, root], [stranger]),
        case("missing intermediate", [leaf], [root]),
        case("root not in the store", [leaf, middle], [stranger]),
        case("intermediate the only anchor", [leaf, middle], [middle]),
        case("leaf the only anchor", [leaf, middle], [leaf]),
        case("stranger in between", [leaf, stranger, middle], [root]),
    ]


def _dates(make):
    old, new = make.ca("Old Root", **_PAST), make.ca("New Root")
    cross = make.ca("New Root", old, key=new.key, **_PAST)
    middle = make.ca("Middle", new)
    leaf, below_old = make.leaf(middle), make.ca("Old Middle", old)
    old_leaf, stranger = make.leaf(below_old), make.ca("Stranger 2")
    sent = [leaf, middle, cross]
    return [
        case("AddTrust, the old root only", sent, [old]),
        case("AddTrust, both roots", sent, [old, new]),
        case("AddTrust, the new root only", sent, [new]),
        case("expired cross the only anchor", [leaf, middle], [cross]),
        case("leaf under an expired root", [make.leaf(old)], [old]),
        case("expired root, a stranger sent", [old_leaf, stranger, below_old], [old]),
        _three(make, "expired leaf", leaf=_PAST),
        _three(make, "expired intermediate", middle=_PAST),
        _three(make, "leaf of tomorrow", leaf={"days": (1, 30)}),
    ]


def _rules(make):
    return [
        _three(make, "anchor of other names", root={"extra": _OTHER_NAMES}),
        _three(make, "anchor for mail", root={"extra": _MAIL}),
        _three(make, "anchor with too short a path", root={"usual": _SHORT}),
        _three(make, "anchor that may not sign", root={"usual": _NO_SIGNING}),
        _three(make, "intermediate of other names", middle={"extra": _OTHER_NAMES}),
        _three(make, "intermediate for mail", middle={"extra": _MAIL}),
        _three(make, "intermediate that may not sign", middle={"usual": _NO_SIGNING}),
        _three(make, "leaf for clients", leaf={"extra": ("extendedKeyUsage=clientAuth",)}),
        _three(make, "leaf to encipher only", leaf={"extra": ("keyUsage=keyEncipherment",)}),
        _three(make, "SHA-1 on the anchor", root={"digest": "sha1"}),
        _three(make, "SHA-1 on the intermediate", middle={"digest": "sha1"}),
        _three(make, "SHA-1 on the leaf", leaf={"digest": "sha1"}),
        _three(make, "RSA-1024 anchor", root={"key": make.key("rsa1024")}),
        _three(make, "RSA-1024 leaf", leaf={"key": make.key("rsa1024")}),
    ]


def _graphs(make):
    one, two = make.ca("One"), make.ca("Two")
    one_by_two, two_by_one = make.ca("One", two, key=one.key), make.ca("Two", one, key=two.key)
    leaf = make.leaf(one)
    sent = [leaf, one_by_two, two_by_one]
    a, b, c = make.ca("A"), make.ca("B"), make.ca("C")
    ring = [make.ca(n, by, key=of.key) for n, of, by in (("A", a, b), ("B", b, c), ("C", c, a))]
    keys = [make.key() for _ in range(3)]
    roots = [make.ca("Mesh", usual=(_CA,), key=key) for key in keys]
    mesh = [make.ca("Mesh", by, usual=(_CA,), key=key) for key in keys for by in roots]
    below = make.leaf(roots[0])
    return [
        case("crossed both ways, the other root", sent, [two]),
        case("crossed both ways, no root", sent, [one_by_two]),
        case("a ring in the store", [make.leaf(a)], ring),
        case("a mesh sent, no anchor", [below, *mesh], [one]),
        case("a mesh sent, an anchor", [below, *mesh], [roots[2]]),
    ]


@functools.cache
def standard():
    """The cases that everyone meets sooner or later."""
    make = Maker()
    return [*_plain(make), *_dates(make), *_rules(make), *_graphs(make)]


def _random_ca(make, dice, all_):
    name = f"CA {dice.randrange(3)} of chance"
    options = {"digest": "sha1"} if dice.random() < 0.08 else {}
    if dice.random() < 0.15:
        options |= _PAST
    usual = dice.choices(
        [(_CA, _SIGNS), _SHORT, _NO_SIGNING, ("basicConstraints=CA:FALSE",)], [86, 6, 4, 4]
    )[0]
    extra = dice.choices([(), _MAIL, _OTHER_NAMES], [90, 5, 5])[0]
    same = [one for known, one in all_ if known == name]
    if same and dice.random() < 0.6:
        options["key"] = dice.choice(same).key
    signer = dice.choice(all_)[1] if all_ and dice.random() < 0.7 else None
    return name, make.ca(name, signer, extra=extra, usual=usual, **options)


@functools.cache
def by_chance(seed, count):
    """Random graphs of cross-signed authorities; the same for a seed but for the keys."""
    make, dice, cases = Maker(), random.Random(seed), []
    make.count = 100_000
    for number in range(count):
        all_ = []
        for _ in range(dice.randint(2, 5)):
            all_.append(_random_ca(make, dice, all_))
        leaf = make.leaf(dice.choice(all_)[1])
        sent = [one for _, one in all_ if dice.random() < 0.6]
        store = [one for _, one in all_ if dice.random() < 0.45] or [all_[0][1]]
        dice.shuffle(sent)
        dice.shuffle(store)
        cases.append(case(f"chance {number}", [leaf, *sent], store))
    return cases
