"""`webhook sign` and `webhook verify` against the vendors' own SDKs: what we sign they accept, what
they sign we accept, and nobody accepts what was changed on the way."""

import json
from dataclasses import replace
from pathlib import Path

import program
import webhook_cases
import webhook_judges
from webhook_cases import CASES, NOW, SIGNED
from webhook_peers import SEED, WebhookTest, judge, sign, signed_by_sdk, verify

VECTORS = Path(__file__).resolve().parent / "webhook_vectors.json"

# paddle-node-sdk looks at the last signature alone; its PHP SDK and we look at all of them.
_OUR_OWN = {("paddle", "rotation: matching h1 first")}

_UNJUDGED = ("mollie", "standard-webhooks-v1a")  # no SDK for Node.js verifies them


class VectorsTest(WebhookTest):
    """The published vectors: the judge judges as it was written down, and so do we."""

    def _vectors(self):
        return json.loads(VECTORS.read_text())

    def test_the_sdks_agree_with_the_vectors(self):
        opts = {"opts": {"public-key": "integration_public_key"}}
        asked = [one for one in self._vectors() if one["scheme"] not in _UNJUDGED]
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
                opts = {"allow-uncovered-body": "true"}
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
        loose = delivery.case.scheme in ("adyen-platform", "gocardless")  # about what follows
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
        ahead = delivery.case.scheme != "rfc9421"  # its library has no patience with clocks
        later = chance.choice(away) * (chance.choice((1, -1)) if ahead else 1)
        shifted = replace(delivery, now=NOW + later)
        if not value:
            return chance.choice([delivery, shifted, delivery.tampered(chance)])
        return chance.choice(
            [delivery, shifted, delivery.tampered(chance), without(), header(""), letter()]
            + [header(value[: len(value) // 2]), header(value + ("" if loose else value))]
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
        schemes = sorted({line["scheme"] for _, _, line in apart})
        self.assertEqual(schemes, [], f"seed {SEED}: {str(apart[:1])[:3000]}")


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
