"""The trust-store part of scripts/bench: `ca` beside the tools that list certificates."""

import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import program

BUNDLE = "/etc/ssl/certs/ca-certificates.crt"
JAVA = "/etc/ssl/certs/java/cacerts"


def peers():
    """(name, argv) of everybody who is installed and lists about as many certificates."""
    rows = [
        ("openssl storeutl, count only", ["openssl", "storeutl", "-noout", "-certs", BUNDLE]),
        ("openssl storeutl -text", ["openssl", "storeutl", "-noout", "-text", "-certs", BUNDLE]),
        ("trust list", ["trust", "list"]),
        ("keytool -list", ["keytool", "-list", "-keystore", JAVA, "-storepass", "changeit"]),
        (
            "node, X509Certificate of each root",
            [
                "node",
                "-e",
                "const t=require('tls'),c=require('crypto');"
                "t.rootCertificates.forEach(p=>new c.X509Certificate(p).subject)",
            ],
        ),
    ]
    return [(name, argv) for name, argv in rows if shutil.which(argv[0])]


def memory(argv):
    """Largest resident size in MiB, by time(1): a child of ours would inherit this script's."""
    if not Path("/usr/bin/time").exists():
        return None
    with tempfile.NamedTemporaryFile("r") as out:
        subprocess.run(
            ["/usr/bin/time", "-f", "%M", "-o", out.name, *map(str, argv)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=program.environment(),
            check=False,
        )
        numbers = re.findall(r"^\d+$", out.read(), re.MULTILINE)
    return int(numbers[-1]) / 1024 if numbers else None


def shown(mebibytes):
    """For people."""
    return "-" if mebibytes is None else f"{mebibytes:.1f} MiB"


def machine():
    """How much there is: stores, certificates, different ones."""
    data = json.loads(program.run("ca", "stores", "--json").stdout)["data"]
    count = sum(store["count"] for store in data["stores"])
    return len(data["stores"]), count, len(data["certificates"])


def measure(runs, median, milliseconds, table):
    """Both tables; returns rows for the table of aims."""
    one = [program.BINARY, "ca", "audit", BUNDLE, "--json"]
    took = median(one, runs)
    size = memory(one)
    rows = [("checkoutdiag ca audit BUNDLE", milliseconds(took), "1.00", shown(size))]
    for name, argv in peers():
        theirs = median(argv, max(3, runs // 3))
        rows.append((name, milliseconds(theirs), f"{theirs / took:.2f}", shown(memory(argv))))
    certificates = Path(BUNDLE).read_text(encoding="utf-8").count("-----BEGIN CERTIFICATE-----")
    table(
        f"One bundle of {certificates} certificates",
        f"median of {runs} runs, process start included; ratio to ours; memory by time(1)",
        ("", "wall", "ratio", "memory"),
        rows,
    )
    stores, count, different = machine()
    rows = []
    for name, words in (("ca stores", ["stores"]), ("ca audit", ["audit"])):
        argv = [program.BINARY, "ca", *words, "--json"]
        rows.append((name, milliseconds(median(argv, runs)), shown(memory(argv))))
    table(
        f"Every store of this machine: {stores} stores, {count} certificates, {different} different",
        f"median of {runs} runs, process start included",
        ("", "wall", "memory"),
        rows,
    )
    whole = median([program.BINARY, "ca", "stores", "--json"], runs)
    aims = [
        ("one bundle", milliseconds(took), "< 25 ms", took < 0.025),
        ("every store", milliseconds(whole), "< 100 ms", whole < 0.100),
    ]
    if size is not None:
        aims.insert(1, ("memory, one bundle", shown(size), "< 12 MiB", size < 12))
    return aims
