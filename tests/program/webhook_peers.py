"""Asks the vendors' SDKs and us about the same deliveries."""

import base64
import functools
import json
import os
import tempfile
import unittest
from dataclasses import replace
from pathlib import Path

import program
import webhook_cases
import webhook_judges
from webhook_cases import CASES, NOW, Delivery

SEED = int(os.environ.get("CHECKOUTDIAG_SEED") or int.from_bytes(os.urandom(4), "big"))


def sign(case, body, now=NOW):
    """The delivery that `webhook sign` makes of a body."""
    with tempfile.TemporaryDirectory() as place:
        secret, file = Path(place, "secret"), Path(place, "body")
        sent = Path(place, "headers")
        secret.write_text(case.secret)
        file.write_bytes(body)
        sent.write_text(json.dumps(case.headers))
        where = ("--url", case.url) if case.url else ()
        done = program.run(
            *("webhook", "sign", "--scheme", case.scheme, "--secret-file", secret),
            *("--body", file, "--timestamp", now, *where, *case.options),
            *("--headers", sent, "--output", "json"),
        )
    if done.code != program.PASS:
        raise AssertionError(f"webhook sign {case.scheme}: exit {done.code}\n{done.stderr}")
    told = done.json
    return Delivery(
        case, base64.b64decode(told["body_b64"]), told["headers"], told["url"] or "", now
    )


def verify(deliveries):
    """Our verdicts, in order."""
    lines = [{"name": str(i), **each.line} for i, each in enumerate(deliveries)]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    done = program.run("webhook", "verify", "--batch", "-", stdin=text)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if [answer["name"] for answer in answers] != [line["name"] for line in lines]:
        raise AssertionError(f"exit {done.code}, {len(answers)} answers\n{done.stderr[-2000:]}")
    return [answer["valid"] for answer in answers]


def judge(deliveries, scheme=None):
    """The verdicts of the SDKs, in order."""
    lines = [{"op": "verify", **each.line} for each in deliveries]
    if scheme:
        lines = [{**line, "scheme": scheme} for line in lines]
    return [answer["valid"] for answer in webhook_judges.ask(lines)]


def signed_by_sdk(wanted):
    """What the SDKs make of pairs of a case and a body."""
    plain = [Delivery(case, body, {}, case.url) for case, body in wanted]
    answers = webhook_judges.ask([{"op": "sign", **each.line} for each in plain])
    return [
        replace(
            each,
            headers=answer["headers"],
            body=base64.b64decode(answer["body_b64"]) if "body_b64" in answer else each.body,
        )
        for each, answer in zip(plain, answers)
    ]


@functools.cache
def case_of(scheme):
    """The first case of a scheme."""
    return next(case for case in CASES if case.scheme == scheme)


class WebhookTest(program.ProgramTest):
    """What the classes below share."""

    @classmethod
    def setUpClass(cls):
        if why := webhook_judges.missing():
            raise unittest.SkipTest(why)
        print(f"CHECKOUTDIAG_SEED={SEED}")
        cls.chance = webhook_cases.chance_of(SEED)

    def assert_verdicts(self, deliveries, verdicts, wanted):
        """Every verdict is the wanted one."""
        wrong = [
            each.line for each, verdict in zip(deliveries, verdicts) if verdict is not wanted
        ]
        self.assertEqual(len(wrong), 0, f"not {wanted} (seed {SEED}): {str(wrong[:1])[:3000]}")
