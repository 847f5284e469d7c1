"""The charge part of scripts/bench: the sandbox beside nginx, the barrier, and a whole drill."""

import json
import re
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

import gateways
import program
import sandboxes

ROOT = Path(__file__).resolve().parents[1]
CLIENT = ROOT / "tests/program/charge_clients/careful.py"
CONNECTIONS, SECONDS = 32, 3
TOGETHER = 200
# What the sandbox's answer to a charge is as large as.
_NGINX = (
    "server { listen 127.0.0.1:{port}; keepalive_requests 1000000000; "
    "location / { default_type application/json; return 200 '" + "x" * 250 + "'; } }"
)


def rate(port):
    """Keyed charges a second over 32 connections: the same client for everybody."""
    out = subprocess.run(
        [ROOT / "build/tests/http_rate", str(port), str(CONNECTIONS), str(SECONDS), "charge"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return int(re.match(r"(\d+) a second", out)[1])


def rates():
    """Of the sandbox in memory, with a state file, and of nginx, which keeps nothing."""
    subprocess.run(
        ["cmake", "--build", str(ROOT / "build"), "--target", "http_rate"],
        check=True,
        capture_output=True,
    )
    found = []
    with tempfile.TemporaryDirectory() as place:
        for more in ((), ("--state", Path(place, "books.db"))):
            with sandboxes.sandbox("--profile", "stripe", *more) as gateway:
                found.append(rate(urlsplit(gateway.origin).port))
    with gateways.nginx(_NGINX, workers=2) as gateway:
        found.append(rate(gateway.port))
    return found


def spread(runs):
    """The worst of some barriers, in ms: from the first to the last request that was let go."""
    worst = 0.0
    with tempfile.TemporaryDirectory() as place, sandboxes.sandbox() as gateway:
        payload = Path(place, "charge.json")
        payload.write_text(json.dumps(sandboxes.CHARGE))
        for _ in range(runs):
            call = ("--url", gateway.charges, "--payload", payload, "--proofs", "concurrent")
            done = program.run(
                *("charge", "replay", "--json", *call, "--profile", "generic"),
                *("--concurrency", TOGETHER),
            )
            proof = done.json["data"]["proofs"][0]
            if proof["released"] != TOGETHER:
                raise SystemExit(f"{proof['released']} of {TOGETHER} were let go")
            worst = max(worst, proof["spread_us"] / 1000)
    return worst


def drill():
    """Seconds for all scenarios on a client that behaves, and how many there were."""
    with tempfile.TemporaryDirectory() as place:
        begun = time.perf_counter()
        done = program.run(
            *("charge", "drill", "--json", "--", "python3", "-B", CLIENT),
            env={"CHARGE_STATE": place},
            within=120,
        )
        took = time.perf_counter() - begun
    return took, len(done.json["data"]["scenarios"]), done.code


def measure(runs, table):
    """The table; returns rows for the table of aims."""
    memory, kept, nginx = rates()
    worst = spread(runs)
    took, scenarios, code = drill()
    if code not in (program.PASS, program.INCONCLUSIVE):
        raise SystemExit(f"the careful client was not found safe: {code}")
    table(
        "Charges",
        f"{CONNECTIONS} connections for {SECONDS} s; worst of {runs} barriers; one drill",
        ("", "", ""),
        [
            ("sandbox, in memory", f"{memory:,} charges a second", f"{memory / nginx:.2f}"),
            ("sandbox, with a state file", f"{kept:,} charges a second", f"{kept / nginx:.2f}"),
            ("nginx, the same answer to everything", f"{nginx:,} a second", "1.00"),
            (f"barrier of {TOGETHER} requests", f"{worst:.2f} ms", "-"),
            (f"drill of {scenarios} scenarios", f"{took:.1f} s", "-"),
        ],
    )
    return [
        ("sandbox, in memory", f"{memory:,}/s", ">= 5,000/s", memory >= 5000),
        ("sandbox, state file", f"{kept:,}/s", ">= 5,000/s", kept >= 5000),
        (f"barrier of {TOGETHER}", f"{worst:.2f} ms", "< 5 ms", worst < 5),
        (f"drill of {scenarios}", f"{took:.1f} s", "< 20 s", took < 20),
    ]
