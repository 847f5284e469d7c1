"""The vendors' own SDKs for Node.js, which judge and sign webhooks: installed once beside the
build, at the versions of webhook_sdks/package-lock.json, and asked much by one process."""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

import program

SOURCE = Path(__file__).resolve().parent / "webhook_sdks"
PLACE = Path(
    os.environ.get(
        "CHECKOUTDIAG_NODE_MODULES", program.BINARY.parent / "tests" / "webhook_sdks"
    )
)

# All of npm's downloads; the registry may be slow.
WITHIN = 280

# Nobody runs these, and they are half of what npm unpacks.
_UNUSED = (".map", ".d.ts", ".d.mts", ".d.cts")


def missing():
    """Why the SDKs cannot be asked here; empty when they can."""
    needed = ["node"] if _installed() else ["node", "npm"]
    return "".join(f"{each} is not installed" for each in needed if not shutil.which(each))


def ask(lines):
    """The judge's answers to the lines, in order (webhook_sdks/judge.mjs)."""
    _install()
    done = subprocess.run(
        ["node", PLACE / "judge.mjs"],
        input="".join(json.dumps(line) + "\n" for line in lines).encode(),
        capture_output=True,
        timeout=program.WITHIN,
        check=False,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode != 0 or len(answers) != len(lines):
        raise AssertionError(
            f"{len(answers)} answers to {len(lines)} questions\n{done.stderr.decode()[-2000:]}"
        )
    for line, answer in zip(lines, answers):
        if "missing" in answer or "error" in answer and line["op"] == "sign":
            raise AssertionError(f"the judge cannot {line['op']} {line['scheme']}: {answer}")
    return answers


def _stamp():
    wanted = [SOURCE / "package.json", SOURCE / "package-lock.json"]
    return hashlib.sha256(b"".join(file.read_bytes() for file in wanted)).hexdigest()


def _installed():
    stamp = PLACE / "stamp"
    return stamp.exists() and stamp.read_text() == _stamp()


def _install():
    PLACE.mkdir(parents=True, exist_ok=True)
    with open(PLACE / "lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for file in SOURCE.iterdir():
            shutil.copy(file, PLACE)
        if not _installed():
            _download()


def _download():
    # No script of a package runs; what is a peer of something is for features that nobody uses.
    command = ["npm", "ci", "--ignore-scripts", "--omit=peer", "--no-audit", "--no-fund"]
    done = subprocess.run(
        command, cwd=PLACE, capture_output=True, text=True, timeout=WITHIN, check=False
    )
    if done.returncode != 0:
        raise AssertionError(f"npm ci failed: {done.stderr[-2000:]}")
    for folder, _, files in os.walk(PLACE / "node_modules"):
        for file in files:
            if file.endswith(_UNUSED):
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(os.path.join(folder, file))
    (PLACE / "stamp").write_text(_stamp())
