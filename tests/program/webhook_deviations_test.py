"""Where the vendors' SDKs are known to differ from us: the notes of the schemes tell it."""

from dataclasses import replace

from webhook_cases import NOW
from webhook_peers import WebhookTest, case_of, judge, sign, verify


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
        for scheme in ("github", "shopify"):
            self._differ(sign(case_of(scheme), b""), False, True)

    def test_shopify_wants_its_other_headers(self):
        for scheme in ("shopify", "shopify-events"):
            case = replace(case_of(scheme), headers={})
            self._differ(sign(case, b"{}"), False, True)

    def test_http_message_signatures_does_not_look_at_the_body(self):
        signed = sign(case_of("rfc9421"), b'{"amount":1}')
        self._differ(replace(signed, body=b'{"amount":9}'), True, False)

    def test_http_message_signatures_wants_the_same_clock(self):
        signed = sign(case_of("rfc9421"), b'{"amount":1}')
        self._differ(replace(signed, now=NOW - 1), False, True)
