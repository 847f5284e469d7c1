"""`webhook sign` and `webhook verify` against the vendors' own SDKs: what we sign they accept, what
they sign we accept, neither accepts what was changed; where they differ, the difference is known."""

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
from webhook_cases import CASES, NOW, SIGNED, Delivery

SEED = int(os.environ.get("CHECKOUTDIAG_SEED") or int.from_bytes(os.urandom(4)))

VECTORS = Path(__file__).resolve().parent / "webhook_vectors.json"

# paddle-node-sdk looks at the last signature alone; its PHP SDK and we look at all of them.
_OUR_OWN = {("paddle", "rotation: matching h1 first")}


def sign(case, body, now=NOW):
    """The delivery that `webhook sign` makes of a body."""
    with tempfile.TemporaryDirectory() as place:
        secret, file = Path(place, "secret"), Path(place, "body")
        secret.write_text(case.secret)
        file.write_bytes(body)
        where = ("--url", case.url) if case.url else ()
        done = program.run(
            *("webhook", "sign", "--scheme", case.scheme, "--secret-file", secret),
            *("--body", file, "--timestamp", now, *where, *case.options, *_header_options(case)),
            *("--output", "json"),
        )
    if done.code != program.PASS:
        raise AssertionError(f"webhook sign {case.scheme}: exit {done.code}\n{done.stderr}")
    told = done.json
    kept = base64.b64decode(told["body_b64"]) if "body_b64" in told else body
    return Delivery(case, kept, told["headers"], told.get("url", case.url), now)


def _header_options(case):
    # What is signed depends on the kind of body for Twilio alone.
    return [
        part
        for name, value in case.headers.items()
        if name == "Content-Type"
        for part in ("--header", f"{name}: {value}")
    ]


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


class VectorsTest(WebhookTest):
    """The published vectors: the judge judges as it was written down, and so do we."""

    def _vectors(self):
        return json.loads(VECTORS.read_text())

    def test_the_sdks_agree_with_the_vectors(self):
        opts = {"opts": {"public-key": "integration_public_key"}}
        asked = [
            one for one in self._vectors() if one["scheme"] not in ("mollie", "standard-webhooks-v1a")
        ]
        answers = webhook_judges.ask([{"op": "verify", **one, **opts} for one in asked])
        for one, answer in zip(asked, answers):
            with self.subTest(scheme=one["scheme"], name=one["name"]):
                own = any(one["scheme"] == s and one["name"].startswith(n) for s, n in _OUR_OWN)
                self.assertEqual(answer["valid"] != own, one["expect"] == "valid", answer)

    def test_we_agree_with_the_vectors(self):
        lines = []
        for i, one in enumerate(self._vectors()):
            opts = {"public-key": "integration_public_key"} if one["scheme"] == "braintree" else {}
            if one["scheme"] == "rfc9421":  # the vectors leave the body uncovered
                opts = {"body-may-be-uncovered": "true"}
            kept = {key: one[key] for key in ("scheme", "secret", "headers", "body_b64", "now")}
            url = {"url": one["url"]} if "url" in one else {}
            lines.append({"name": str(i), **kept, **url, "opts": opts})
        done = program.run(
            "webhook", "verify", "--batch", "-", stdin="".join(json.dumps(x) + "\n" for x in lines)
        )
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual(len(answers), len(lines), done.stderr)
        for one, answer in zip(self._vectors(), answers):
            with self.subTest(scheme=one["scheme"], name=one["name"]):
                self.assertEqual(answer["valid"], one["expect"] == "valid", answer)


class SignTest(WebhookTest):
    """What we sign, the SDKs accept; and refuse when it was changed on the way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deliveries = [
            sign(case, body) for case in CASES for body in webhook_cases.bodies(case, cls.chance)
        ]

    def test_the_sdks_accept_what_we_sign(self):
        self.assert_verdicts(self.deliveries, judge(self.deliveries), True)

    def test_we_accept_what_we_sign(self):
        self.assert_verdicts(self.deliveries, verify(self.deliveries), True)

    def test_nobody_accepts_one_changed_byte(self):
        changed = [each.tampered(self.chance) for each in self.deliveries]
        self.assert_verdicts(changed, judge(changed), False)
        self.assert_verdicts(changed, verify(changed), False)

    def test_nobody_accepts_another_secret(self):
        others = [replace(each, secret=each.case.other) for each in self.deliveries]
        self.assert_verdicts(others, judge(others), False)
        self.assert_verdicts(others, verify(others), False)


class VerifyTest(WebhookTest):
    """What the SDKs sign, we accept; and refuse when it was changed on the way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deliveries = signed_by_sdk(
            (case, body)
            for case in CASES
            if case.scheme in SIGNED
            and not (case.scheme == "twilio" and case.kind == "json")  # the SDK makes no such URL
            for body in webhook_cases.bodies(case, cls.chance)
        )

    def test_we_accept_what_the_sdks_sign(self):
        self.assert_verdicts(self.deliveries, verify(self.deliveries), True)

    def test_we_refuse_one_changed_byte(self):
        changed = [each.tampered(self.chance) for each in self.deliveries]
        self.assert_verdicts(changed, verify(changed), False)


class AgreementTest(WebhookTest):
    """Whatever happens to a delivery, we say what the SDK says."""

    def _damaged(self, delivery):
        """The delivery after something by chance; often nothing."""
        chance = self.chance
        signature = next(iter(sorted(delivery.headers, key=lambda x: "sign" not in x.lower())), "")
        value = delivery.headers.get(signature, "")

        def header(text):
            return replace(delivery, headers={**delivery.headers, signature: text})

        def without():
            kept = {k: v for k, v in delivery.headers.items() if k != signature}
            return replace(delivery, headers=kept)

        def letter():
            at = chance.randrange(max(len(value) - 40, 0), max(len(value) - 8, 1))
            return header(value[:at] + ("a" if value[at] != "a" else "b") + value[at + 1 :])

        away = (0, 4, 5, 6, 299, 300, 301, 900, 86400)
        shifted = replace(delivery, now=NOW + chance.choice(away) * chance.choice((1, -1)))
        if not value:
            return chance.choice([delivery, shifted, delivery.tampered(chance)])
        return chance.choice(
            [delivery, shifted, delivery.tampered(chance), without(), header(""), letter()]
            + [header(value[: len(value) // 2]), header(value + value)]
        )

    def test_whatever_happens(self):
        deliveries = []
        for case in CASES:
            for body in webhook_cases.bodies(case, self.chance)[1:4]:
                signed = sign(case, body)
                deliveries += [self._damaged(signed) for _ in range(8)]
        theirs, ours = judge(deliveries), verify(deliveries)
        self.assertTrue(any(theirs) and not all(theirs))
        apart = [
            (their, our, each.line)
            for each, their, our in zip(deliveries, theirs, ours)
            if their != our
        ]
        self.assertEqual(len(apart), 0, f"seed {SEED}: {str(apart[:1])[:3000]}")


class DeviationsTest(WebhookTest):
    """Where an SDK is known to differ from us: when one of these fails, its notes are outdated."""

    def _differ(self, delivery, theirs, ours, scheme=None):
        self.assertEqual(
            (judge([delivery], scheme), verify([delivery])), ([theirs], [ours]), delivery.line
        )

    def _signed(self, scheme, body=b'{"a":1}'):
        signed = sign(case_of(scheme), body)
        return signed, next(name for name in signed.headers if "signature" in name.lower())

    def _with(self, delivery, name, value):
        return replace(delivery, headers={**delivery.headers, name: value})

    def test_paddle_looks_at_the_last_signature_alone(self):
        signed, name = self._signed("paddle")
        self._differ(self._with(signed, name, f"{signed.headers[name]};h1=old"), False, True)
        time, good = signed.headers[name].split(";")
        self._differ(self._with(signed, name, f"{time};h1=old;{good}"), True, True)

    def test_gocardless_takes_upper_case_and_what_follows(self):
        signed, name = self._signed("gocardless")
        self._differ(self._with(signed, name, signed.headers[name].upper()), True, False)
        self._differ(self._with(signed, name, signed.headers[name] + "zz"), True, False)

    def test_octokit_for_browsers_takes_upper_case_and_no_prefix(self):
        signed, name = self._signed("github")
        digits = signed.headers[name].removeprefix("sha256=")
        for text in (digits, "sha256=" + digits.upper()):
            self._differ(self._with(signed, name, text), True, False, scheme="github-web")
            self._differ(self._with(signed, name, text), False, False)

    def test_adyen_decodes_base64_loosely(self):
        signed = sign(case_of("adyen-platform"), b"{}")
        value = signed.headers["HmacSignature"]
        self._differ(self._with(signed, "HmacSignature", value.rstrip("=")), True, False)

    def test_stripe_decodes_before_it_signs(self):
        for body in (b'\xef\xbb\xbf{"a":1}', b'{"a":"\xff"}'):
            signed, _ = self._signed("stripe", body)
            self._differ(signed, False, True)

    def test_parsed_timestamps_are_spelled_anew(self):
        for scheme in ("stripe", "paddle"):
            signed, name = self._signed(scheme)
            odd = signed.headers[name].replace(f"={NOW}", f"=0{NOW}")
            self._differ(self._with(signed, name, odd), True, False)
        signed, _ = self._signed("standard-webhooks")
        self._differ(self._with(signed, "webhook-timestamp", f"+{NOW}"), True, False)

    def test_stripe_takes_the_last_of_several_timestamps(self):
        signed, name = self._signed("stripe")
        self._differ(self._with(signed, name, f"t=1,{signed.headers[name]}"), True, False)

    def test_an_empty_body_is_refused_up_front(self):
        for scheme in ("stripe", "github", "shopify"):
            self._differ(sign(case_of(scheme), b""), False, True)

    def test_shopify_wants_its_other_headers(self):
        for scheme in ("shopify", "shopify-events"):
            case = replace(case_of(scheme), headers={})
            self._differ(sign(case, b"{}"), False, True)

    def test_http_message_signatures_does_not_look_at_the_body(self):
        signed = sign(case_of("rfc9421"), b'{"amount":1}')
        self._differ(replace(signed, body=b'{"amount":9}'), True, False)


class SchemesTest(program.ProgramTest):
    """The data files of the schemes."""

    def test_every_scheme_is_of_its_schema(self):
        folder = program.SCHEMAS.parent / "webhook"
        files = sorted(folder.glob("*.json"))
        self.assertGreater(len(files), 30)
        for file in files:
            scheme = json.loads(file.read_text())
            program.validate(scheme, "webhook-scheme-1.schema.json")
            self.assertEqual(scheme["name"], file.stem)
