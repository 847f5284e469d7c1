"""The vendors' own SDKs for Node.js, which judge and sign webhooks: installed once beside the
build, at the versions of webhook_sdks/package-lock.json, and asked much by one process."""

import json
import subprocess

import program
from node_packages import Packages

_PACKAGES = Packages("webhook_sdks")


def missing():
    """Why the SDKs cannot be asked here; empty when they can."""
    return _PACKAGES.missing()


def ask(lines):
    """The judge's answers to the lines, in order (webhook_sdks/judge.mjs)."""
    done = subprocess.run(
        ["node", _PACKAGES.install() / "judge.mjs"],
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
