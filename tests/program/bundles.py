"""PEM files in the ways in which they go wrong in the field, made from throw-away roots."""

import base64
import functools
import random
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pki


@dataclass(frozen=True)
class Root:
    """A self-signed certificate; `both` is a file with key and certificate."""

    certificate: str
    key: str
    both: Path


@functools.cache
def _directory():
    made = tempfile.TemporaryDirectory(prefix="checkoutdiag-bundles-")
    return made, Path(made.name)


@functools.cache
def roots():
    """Four of them."""
    made = []
    for name in "ABCD":
        key, certificate = (_directory()[1] / f"{name}.{kind}" for kind in ("key", "crt"))
        pki.openssl(
            *("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"),
            *("-keyout", key, "-out", certificate, "-subj", f"/CN=Root {name}", "-days", "30"),
        )
        both = _directory()[1] / f"{name}.pem"
        both.write_text(key.read_text() + certificate.read_text())
        made.append(Root(certificate.read_text(), key.read_text(), both))
    return made


def write(name, content):
    """The path of a file with this content (text or bytes)."""
    path = _directory()[1] / name.replace(" ", "-").replace("/", "-")
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def block(der, label="CERTIFICATE", width=64):
    """DER as a block."""
    text = base64.b64encode(der).decode()
    lines = [text[at : at + width] for at in range(0, len(text), width)]
    return "\n".join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""])


def _der(certificate):
    return base64.b64decode("".join(certificate.splitlines()[1:-1]))


def _edit(text, number, change):
    lines = text.splitlines(keepends=True)
    lines[number] = change(lines[number])
    return "".join(lines)


def _spoil(text):
    return _edit(text, 3, lambda line: "*" + line[1:])


def _labelled(text, begin, end=None):
    return text.replace("BEGIN CERTIFICATE", f"BEGIN {begin}").replace(
        "END CERTIFICATE", f"END {end or begin}"
    )


def _made(command, text):
    path = write("input", text)
    return pki.openssl(*command, path)


def table():
    """Files by name."""
    a, b, c = (root.certificate for root in roots()[:3])
    key, all_, cut = roots()[3].key, a + b + c, b[: b.index("-----END")]
    bag = _made(("crl2pkcs7", "-nocrl", "-certfile"), all_)
    trusted = _made(("x509", "-trustout", "-addreject", "serverAuth", "-in"), a)
    old, blank = _labelled(b, "X509 CERTIFICATE"), lambda line: line + "\n"
    junk = ("A" * 64 + "\n") * 20_000
    return {
        "clean": all_,
        "text between": f"# a\n{a}x: y\n\n{b}junk\n{c}",
        "CRLF": all_.replace("\n", "\r\n"),
        "one line": block(_der(a), width=9999) + b,
        "repeats": a + b + a + b,
        "last truncated": a + cut,
        "middle truncated": a + cut + c,
        "first spoilt": _spoil(a) + b,
        "last spoilt": a + b + _spoil(c),
        "line missing": a + _edit(b, 3, lambda line: "") + c,
        "labels differ": _labelled(a, "CERTIFICATE", "FOO") + b,
        "joined": a.rstrip("\n") + b,
        "text behind END": a.rstrip("\n") + " x\n" + b,
        "NUL before BEGIN": a + "\0\0" + b,
        "NUL line": a + "\0x\n" + b,
        "byte-order mark": "\ufeff" + all_,
        "CR only": all_.replace("\n", "\r"),
        "blank inside": _edit(a, 3, blank) + b + c,
        "blank at the end": _edit(a, -2, blank) + b + c,
        "indented": "".join("  " + line for line in all_.splitlines(keepends=True)),
        "UTF-16": all_.encode("utf-16"),
        "empty": "",
        "HTML": "<!DOCTYPE html>\n<html></html>\n",
        "git-lfs": "version https://git-lfs.github.com/spec/v1\n",
        "empty block": a + block(b"") + b,
        "private key": a + key + b,
        "OpenSSH key": a + block(b"openssh-key-v1\0", "OPENSSH PRIVATE KEY") + b,
        "TRUSTED": b + trusted + c,
        "X509 among": a + old + c,
        "X509 after spoilt": _spoil(a) + old + c,
        "PKCS7": bag,
        "PKCS7 last": b + bag,
        "other label": _labelled(a, "FOO") + b,
        "headers": _edit(a, 1, lambda line: "Foo: bar\n\n" + line) + b,
        "junk block": a + block(b"").replace("\n-", f"\n{junk}-", 1) + b,
        "20 000 BEGIN lines": "-----BEGIN CERTIFICATE-----\n" * 20_000 + a,
        "line of dashes": a + "-----\n" + b,
        "line begins with 0": a + "0 certificates\n" + b,
        "bytes after DER": block(_der(a) + b"abc") + b,
    }


_LINES = ("\n", "\r\n", "# c\n", " ", "AAAA\n", "----\n", "Foo: bar\n", "\0\n", "-----\n", "0\n")
_PIECES = ("-", "--", " ", "\t", "\r", "\n", "\r\n", "\0", "=", ":", "\ufeff", "x" * 254, "X509 ")


def damaged(seed, count):
    """Files with random damage around lines, BEGIN and END. Within the base64 only whole lines are
    touched: what is inside a certificate is another matter than how it is loaded."""
    chance = random.Random(seed)
    a, b, c = (root.certificate for root in roots()[:3])
    parts = [a, b, c, a + b, a + b + c, "# text\n", "\n", roots()[3].key, block(b"")]
    for _ in range(count):
        text = "".join(chance.choice(parts) for _ in range(chance.randrange(1, 5)))
        if chance.random() < 0.15:
            text = text.replace("\n", "\r\n")
        yield _damage(chance, text)


def _damage(chance, text):
    lines = text.splitlines(keepends=True)
    at = chance.randrange(len(lines))
    kind = chance.randrange(5)
    if kind == 0:
        del lines[at]
    elif kind == 1:
        lines.insert(chance.randrange(len(lines)), lines[at])
    elif kind == 2:
        lines.insert(at, chance.choice(_LINES))
    marks = [number for number, line in enumerate(lines) if line.startswith("-----")]
    if kind > 2 and marks:
        at = chance.choice(marks)
        cut = chance.choice((0, 0, chance.randrange(len(lines[at])), len(lines[at]) - 1))
        dropped = chance.choice((0, 0, 1, 2))
        lines[at] = lines[at][:cut] + chance.choice(("", *_PIECES)) + lines[at][cut + dropped :]
    return "".join(lines)
