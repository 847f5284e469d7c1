"""The fields part of scripts/bench: comparisons of real and of hard rules, and rows a second beside
card-validator and validator on Node.js."""

import json
import os
import random
import subprocess
import tempfile
import time
from pathlib import Path

import program
from node_packages import Packages

ROWS = 1_000_000
_HARD = (
    (r"^[\d ]{13,23}$", r"^\d{13,19}$"),
    (r"^\d{5}(-\d{4})?$", r"^\d{5}$"),
    (r"^.{1,2048}$", r"^.{1,2047}$"),
    (r"^.{1,64000}$", r"^.{1,63999}$"),
    (r"^.*a.{18}$", r"^.*a.{18}b?$"),
    (r"^(\d)\1{15}$", r"^\d{16}$"),
    (r"^(?:a[a-z]{0,200}){0,50}$", r"^(?:a[a-z]{0,200}){0,49}$"),
)
_POSTAL = {"GB": "SW1A 1AA", "US": "12345", "DE": "10115", "FR": "75001", "CH": "8001"}


def _run(*words, given=""):
    """Seconds, MiB at most, and stdout."""
    with tempfile.TemporaryFile("w+") as source, tempfile.TemporaryFile("w+") as out:
        source.write(given)
        source.seek(0)
        begun = time.monotonic()
        with subprocess.Popen([*map(str, words)], stdin=source, stdout=out) as child:
            _, status, used = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        took = time.monotonic() - begun
        out.seek(0)
        return took, used.ru_maxrss // 1024, out.read()


def _median(runs, *words, given=""):
    taken = sorted(_run(*words, given=given) for _ in range(runs))
    return taken[len(taken) // 2]


def _number():
    digits = "4" + "".join(random.choice("0123456789") for _ in range(14))
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 if place % 2 else 2)
        total += value - 9 if value > 9 else value
    return digits + str(-total % 10)


def _write_rows(file):
    random.seed(1)
    countries = list(_POSTAL)
    with open(file, "w", encoding="utf-8") as out:
        out.write("id,card_number,expiry,cvc,postal_code,country,email\n")
        for row in range(ROWS):
            number = _number()
            if row % 97 == 0:
                number = number[:-1] + str((int(number[-1]) + 1) % 10)
            country = random.choice(countries)
            out.write(
                f"{row},{number},{random.randint(1, 12):02d}/{random.randint(28, 33)},"
                f"{random.randint(100, 999)},{_POSTAL[country] if row % 50 else '1'},{country},"
                f"user{row}@example.com\n"
            )


def measure(runs, table):
    """The tables; returns rows for the table of aims."""
    place = Packages("field_patterns").install()
    pairs = _run("node", place / "postal.mjs")[2]
    count = pairs.count("\n")
    diff = (program.BINARY, "fields", "diff", "--pairs", "-")
    postal, memory, _ = _median(runs, *diff, given=pairs)
    rows = [(f"{count} postal pairs of four libraries", "", f"{postal * 1000:.0f} ms", f"{memory} MiB")]
    slowest = largest = 0
    for front, gateway in _HARD:
        line = {"name": "x", "front": {"pattern": front}, "gateway": {"pattern": gateway}}
        took, memory, said = _median(runs, *diff, given=json.dumps(line) + "\n")
        slowest, largest = max(slowest, took), max(largest, memory)
        verdict = json.loads(said)["verdict"]
        rows.append((f"{front} / {gateway}", verdict, f"{took * 1000:.0f} ms", f"{memory} MiB"))
    table("Comparisons", f"median of {runs}, both directions", ("", "", "", ""), rows)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rows.csv"
        _write_rows(file)
        ours, small, _ = _median(runs, program.BINARY, "fields", "check", "--csv", file, "-q")
        theirs, large, _ = _run("node", place / "rows.mjs", file)
    table(
        "Values",
        f"{ROWS:,} rows of CSV, seven columns",
        ("", "", "", ""),
        [
            ("fields check", f"{ROWS / ours:,.0f} rows a second", f"{theirs / ours:.1f}", f"{small} MiB"),
            (
                "card-validator and validator on Node.js",
                f"{ROWS / theirs:,.0f} rows a second",
                "1.0",
                f"{large} MiB",
            ),
        ],
    )
    return [
        (f"{count} postal pairs", f"{postal * 1000:.0f} ms", "< 100 ms", postal < 0.1),
        ("the hardest pair", f"{slowest:.1f} s, {largest} MiB", "< 2.5 s, < 512 MiB",
         slowest < 2.5 and largest < 512),
        ("fields check", f"{ROWS / ours:,.0f} rows/s", ">= 500,000/s", ROWS / ours >= 500_000),
        ("its memory", f"{small} MiB", "< 64 MiB", small < 64),
    ]
