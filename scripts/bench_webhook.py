"""The webhook part of scripts/bench: verification beside OpenSSL's own HMAC, and batches."""

import base64
import hashlib
import hmac
import json
import os
import re
import subprocess
import tempfile
import time
from pathlib import Path

import program
import redis_server
from node_packages import Packages

ROOT = Path(__file__).resolve().parents[1]
SECRET, THEN = "whsec_bench", 1_700_000_000
DELIVERIES = 300_000


def rates():
    """Deliveries a second in memory, and OpenSSL's HMACs over the same bytes: one program measures
    both, in turns."""
    subprocess.run(
        ["cmake", "--build", str(ROOT / "build"), "--target", "webhook_rate"],
        check=True,
        capture_output=True,
    )
    out = subprocess.run(
        [str(ROOT / "build/tests/webhook_rate")], check=True, capture_output=True, text=True
    ).stdout
    ours, theirs = re.findall(r"(\d+) a second", out)
    return int(ours), int(theirs)


def line(number):
    """A delivery as a batch has it: a body of some 350 bytes, which differs from all others."""
    event = {
        "id": f"evt_{number}",
        "type": "charge.succeeded",
        "data": {"object": {"id": f"ch_{number}", "amount": number, "currency": "eur"}},
        "description": "x" * 240,
    }
    body = json.dumps(event).encode()
    mac = hmac.new(SECRET.encode(), b"%d." % THEN + body, hashlib.sha256).hexdigest()
    return json.dumps(
        {
            "name": f"d{number}",
            "scheme": "stripe",
            "secret": SECRET,
            "headers": {"Stripe-Signature": f"t={THEN},v1={mac}"},
            "body_b64": base64.b64encode(body).decode(),
            "now": THEN,
        }
    )


def batch(file, memory):
    """Deliveries a second of processor time, and memory."""
    argv = [program.BINARY, "webhook", "verify", "--batch", file]
    best = 0.0
    for _ in range(3):
        begun = time.perf_counter()
        done = subprocess.run(argv, stdout=subprocess.DEVNULL, check=False)
        if done.returncode != program.PASS:
            raise SystemExit(f"the batch ended with {done.returncode}")
        best = max(best, DELIVERIES / (time.perf_counter() - begun))
    return best, memory(argv)


def received(port, kind, seconds):
    """Deliveries of 1 KiB a second over 32 connections, and the slowest hundredth in ms."""
    out = subprocess.run(
        [str(ROOT / "build/tests/http_rate"), str(port), "32", str(seconds), kind],
        check=True, capture_output=True, text=True,
    ).stdout
    found = re.match(r"(\d+) a second, p50 [\d.]+ ms, p99 ([\d.]+) ms", out)
    return int(found[1]), float(found[2])


def served(argv, port_of, *kinds, seconds=5):
    """What a receiver makes of each kind, one after the other."""
    server = subprocess.Popen(
        argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, text=True,
        env={**os.environ, "WEBHOOK_SECRET": SECRET},
    )
    try:
        port = port_of(server)
        return [received(port, kind, seconds) for kind in kinds]
    finally:
        server.kill()
        server.wait()
        server.stdout.close()


def resident(pid):
    """MiB that a process has in memory."""
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


def million(argv, port_of):
    """How many events were stored, over a million, and the memory after a tenth of them and after all."""
    server = subprocess.Popen(
        argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, text=True
    )
    try:
        port, stored, early = port_of(server), 0, None
        while stored < 1_000_000:
            stored += received(port, "event", 4)[0] * 4
            if early is None:
                early = resident(server.pid)
        return stored, early, resident(server.pid)
    finally:
        server.kill()
        server.wait()
        server.stdout.close()


def by_redis(folder, secret, port_of):
    """`listen` on a Redis of its own, by when that has an event on disk."""
    if redis_server.missing():
        return {}
    rates_of = {}
    for sync in ("always", "everysec"):
        place = Path(folder, sync)
        place.mkdir()
        with redis_server.RedisServer(place, sync) as redis:
            rates_of[sync] = served(
                [str(program.BINARY), "webhook", "listen", "--scheme", "stripe", "--secret-file",
                 secret, "--store", redis.url],
                port_of, "event",
            )[0]
    return rates_of


def receivers():
    """`listen` on this disk, and Flask and Express with the same checks."""
    subprocess.run(
        ["cmake", "--build", str(ROOT / "build"), "--target", "http_rate"],
        check=True, capture_output=True,
    )
    place = ROOT / "tests/program/webhook_receivers"
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
        secret = Path(folder, "secret")
        secret.write_text(SECRET)
        def printed_port(server):
            return int(server.stdout.readline().rpartition(":")[2])

        listen = [
            str(program.BINARY), "webhook", "listen", "--scheme", "stripe", "--secret-file", secret,
        ]
        ours = served(
            [*listen, "--store", f"sqlite:{folder}/events.db"], printed_port, "event", "forged"
        )
        redis = by_redis(folder, secret, printed_port)
        many = million([*listen, "--store", f"sqlite:{folder}/many.db"], printed_port)
        port_file = Path(folder, "port")

        def port_of(server):
            while not port_file.exists() and server.poll() is None:
                time.sleep(0.05)
            return int(port_file.read_text())

        flask = served(
            ["/usr/bin/python3", place / "receiver.py", port_file, Path(folder, "flask.db"), "bench"],
            port_of, "event",
        )
        port_file.unlink()
        packages = Packages("webhook_receivers")
        express = [] if packages.missing() else served(
            ["node", packages.install() / "receiver.mjs", port_file, Path(folder, "log"), "bench"],
            port_of, "event",
        )
    return ours, redis, many, flask, express


def measure(runs, median, milliseconds, table, memory):
    """The table; returns rows for the table of aims."""
    ours, theirs = rates()
    (stored, refused), redis, many, (flask,), express = receivers()
    with tempfile.TemporaryDirectory() as place:
        deliveries = Path(place, "deliveries.ndjson")
        with deliveries.open("w", encoding="ascii") as out:
            for number in range(DELIVERIES):
                out.write(line(number) + "\n")
        speed, size = batch(deliveries, memory)
        secret, body, headers = (Path(place, name) for name in ("secret", "body", "headers"))
        secret.write_text(SECRET)
        body.write_text('{"id":"evt_1"}')
        mac = hmac.new(SECRET.encode(), b"%d." % THEN + body.read_bytes(), hashlib.sha256)
        headers.write_text(f"Stripe-Signature: t={THEN},v1={mac.hexdigest()}\n")
        call = ("webhook", "verify", "--now", "2023-11-14T22:13:20Z", "--secret-file", secret)
        one = median([program.BINARY, *call, "--headers", headers, "--body", body], runs)
        wrong = Path(place, "wrong")
        wrong.write_text('{"id":"evt_2"}')
        why = median([program.BINARY, *call, "--headers", headers, "--body", wrong], runs)
        peer = median(["openssl", "dgst", "-sha256", "-hmac", SECRET, body], runs)
    table(
        "Webhooks",
        f"best of 25 turns in memory; {DELIVERIES} deliveries in a batch; median of {runs} runs",
        ("", "", ""),
        [
            ("verified in memory, 1 KiB", f"{ours:,} a second", f"{ours / theirs:.2f}"),
            ("OpenSSL's HMAC-SHA256 over the same bytes", f"{theirs:,} a second", "1.00"),
            ("--batch", f"{speed:,.0f} a second", "-" if size is None else f"{size:.1f} MiB"),
            ("one delivery, process start included", milliseconds(one), f"{one / peer:.2f}"),
            ("one that no repair makes right", milliseconds(why), f"{why / peer:.2f}"),
            ("openssl dgst -hmac of the same body", milliseconds(peer), "1.00"),
        ],
    )
    table(
        "Receivers",
        "1 KiB events over 32 connections, on this disk, with full sync where nothing else is said",
        ("", "", ""),
        [
            ("webhook listen, stored", f"{stored[0]:,} a second", f"p99 {stored[1]:.1f} ms"),
            ("webhook listen, forged", f"{refused[0]:,} a second", f"p99 {refused[1]:.1f} ms"),
            *(
                (f"webhook listen, Redis (appendfsync {sync})", f"{rate:,} a second",
                 f"p99 {slowest:.1f} ms")
                for sync, (rate, slowest) in redis.items()
            ),
            (f"its memory after {many[0]:,} events", f"{many[2]:.1f} MiB", f"{many[1]:.1f} MiB early"),
            ("Flask's own server, stored", f"{flask[0]:,} a second", f"p99 {flask[1]:.1f} ms"),
            *(
                ("Express, appended to a file", f"{rate:,} a second", f"p99 {slowest:.1f} ms")
                for rate, slowest in express
            ),
        ],
    )
    return [
        ("events stored", f"{stored[0]:,}/s", ">= 5,000/s", stored[0] >= 5000),
        ("events stored, p99", f"{stored[1]:.1f} ms", "< 50 ms", stored[1] < 50),
        *(
            (f"Redis, {sync}", f"{rate:,}/s", ">= 10,000/s", rate >= 10_000)
            for sync, (rate, _) in redis.items()
        ),
        ("memory over a million", f"{many[1]:.1f} to {many[2]:.1f} MiB", "constant",
         many[2] < 1.1 * many[1] + 1),
        ("forged ones refused", f"{refused[0]:,}/s", ">= 20,000/s", refused[0] >= 20_000),
        ("verified in memory", f"{ours / theirs:.2f} of HMAC", ">= 0.70", ours / theirs >= 0.70),
        ("batch", f"{speed:,.0f}/s", ">= 150,000/s", speed >= 150_000),
        ("one delivery", milliseconds(one), "< 15 ms", one < 0.015),
    ]
