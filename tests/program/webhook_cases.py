"""Deliveries that the vendors' SDKs and we are to agree about."""

import base64
import json
import random
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, urlencode, urlsplit

NOW = 1_760_000_000
URL = "https://shop.example.com/hooks?shop=1"

_SHOPIFY = {
    "Topic": "orders/paid",
    "Shop-Domain": "x.myshopify.com",
    "API-Version": "2026-07",
    "Webhook-Id": "w1",
}
_PRICE = "razorpay_order_id=order_1&razorpay_payment_id=pay_1"


@dataclass(frozen=True)
class Case:
    """A scheme, and what it needs to sign and to verify besides a body."""

    scheme: str
    secret: str
    other: str  # a secret of the same form that is wrong
    url: str = ""
    headers: dict = field(default_factory=dict)  # what the sender adds to the signature
    options: tuple = ()  # of `webhook sign`
    opts: dict = field(default_factory=dict)  # of the batch and the judge
    kind: str = "json"  # of body
    tamper: str = "body"  # what the signature protects


def _text(scheme, **more):
    return Case(scheme, f"secret-of-{scheme}", "another-secret", **more)


_BASE64 = ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
_HEX = ("DFB1EB5485895CFA84146406857104ABB4CBCABDC8AAF103A624C8F6A3EAAB00", "00" * 32)
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}

CASES = (
    Case("stripe", "whsec_test_secret", "whsec_other"),
    Case("standard-webhooks", *_BASE64, options=("--id", "msg_1")),
    Case("svix", *_BASE64, options=("--id", "msg_1")),
    _text("polar", options=("--id", "msg_1")),
    _text("github"),
    _text("shopify", headers={f"X-Shopify-{key}": value for key, value in _SHOPIFY.items()}),
    _text(
        "shopify-events",
        headers={f"shopify-{k.lower()}": v for k, v in {**_SHOPIFY, "Event-Id": "e"}.items()},
    ),
    Case("adyen-notification", *_HEX, kind="items", tamper="item"),
    Case("adyen-platform", *_HEX),
    _text("square", url=URL),
    _text("razorpay"),
    _text("razorpay-callback", url=f"{URL}&{_PRICE}", tamper="params"),
    _text(
        "razorpay-callback-subscription",
        url=f"{URL}&razorpay_subscription_id=sub_1&razorpay_payment_id=pay_1",
        tamper="params",
    ),
    _text(
        "razorpay-callback-link",
        url=f"{URL}&razorpay_payment_link_id=plink_1&razorpay_payment_link_reference_id=r%201"
        "&razorpay_payment_link_status=paid&razorpay_payment_id=pay_1",
        tamper="params",
    ),
    Case("paddle", "pdl_ntf_secret", "pdl_ntf_other"),
    Case(
        "braintree",
        "integration_private_key",
        "another_private_key",
        options=("--public-key", "integration_public_key"),
        opts={"public-key": "integration_public_key"},
        kind="xml",
        tamper="payload",
    ),
    _text("slack"),
    _text("twilio", url=URL, headers=_FORM, kind="form", tamper="form"),
    _text("twilio", url=URL, headers={"Content-Type": "application/json"}),
    _text("coinbase-commerce"),
    _text("mercadopago", url=f"{URL}&data.id=ORD01aB&type=order", tamper="url"),
    _text("gocardless"),
    _text("worldline", headers={"X-GCS-KeyId": "key-1"}),
    Case(
        "rfc9421",
        base64.b64encode(b"k" * 32).decode(),
        base64.b64encode(b"j" * 32).decode(),
        url=URL,
        headers={"Content-Type": "application/json"},
        tamper="digest",
    ),
)

# Those whose SDK can sign.
SIGNED = ("stripe", "standard-webhooks", "svix", "github", "adyen-notification", "adyen-platform")
SIGNED += ("braintree", "twilio", "coinbase-commerce", "rfc9421")


@dataclass(frozen=True)
class Delivery:
    """A case with its body and its signature."""

    case: Case
    body: bytes
    headers: dict
    url: str
    now: int = NOW
    secret: str = ""

    @property
    def line(self):
        """As the judge and the batch take it."""
        shown = {
            "scheme": self.case.scheme,
            "secret": self.secret or self.case.secret,
            "headers": {**self.case.headers, **self.headers},
            "body_b64": base64.b64encode(self.body).decode(),
            "now": self.now,
            "opts": self.case.opts,
        }
        if self.url:
            shown["url"] = self.url
        if self.case.tamper == "params":  # the signature comes as a parameter, not as a header
            shown["params"] = {**dict(parse_qsl(urlsplit(self.url).query)), **self.headers}
            shown["headers"] = self.case.headers
        return shown

    def tampered(self, chance):
        """The same with one byte changed of what the signature covers."""
        return _TAMPER[self.case.tamper](self, chance)


def _other_letter(letter, chance):
    return chance.choice([each for each in "abcdefgh" if each != letter])


def _change(text, at, chance):
    return text[:at] + _other_letter(text[at], chance) + text[at + 1 :]


def _tamper_body(delivery, chance):
    at = chance.randrange(len(delivery.body))
    byte = bytes([delivery.body[at] ^ 1])
    return replace(delivery, body=delivery.body[:at] + byte + delivery.body[at + 1 :])


def _tamper_item(delivery, chance):
    body = json.loads(delivery.body)
    item = chance.choice(body["notificationItems"])["NotificationRequestItem"]
    key = chance.choice(["pspReference", "merchantReference", "eventCode", "merchantAccountCode"])
    item[key] = _change(item[key], 0, chance)
    return replace(delivery, body=json.dumps(body).encode())


def _tamper_form(delivery, chance):
    pairs = parse_qsl(delivery.body.decode())
    at = chance.randrange(len(pairs))
    pairs[at] = (pairs[at][0], _change(pairs[at][1], 0, chance))
    return replace(delivery, body=urlencode(pairs).encode())


def _tamper_payload(delivery, chance):
    form = dict(parse_qsl(delivery.body.decode()))
    form["bt_payload"] = _change(form["bt_payload"], 3, chance)
    return replace(delivery, body=urlencode(form).encode())


def _tamper_url(delivery, chance):
    at = delivery.url.index("data.id=") + len("data.id=")
    return replace(delivery, url=_change(delivery.url, at, chance))


def _tamper_params(delivery, chance):
    at = delivery.url.index("razorpay_payment_id=") + len("razorpay_payment_id=")
    return replace(delivery, url=_change(delivery.url, at, chance))


def _tamper_digest(delivery, chance):
    headers = dict(delivery.headers)
    name = next(each for each in headers if each.lower() == "content-digest")
    headers[name] = _change(headers[name], headers[name].index(":") + 1, chance)
    return replace(delivery, headers=headers)


_TAMPER = {
    "body": _tamper_body,
    "item": _tamper_item,
    "form": _tamper_form,
    "payload": _tamper_payload,
    "url": _tamper_url,
    "params": _tamper_params,
    "digest": _tamper_digest,
}

_LETTERS = "abc019 _-/\\\"'<>&=+%;:|{}\r\n\t" + "äßçñ€漢字\u2028\u200d😀👩\u0301\U0010ffff"


def _words(chance, length):
    return "".join(chance.choice(_LETTERS) for _ in range(length))


def _json_body(chance, size):
    value = {"id": "evt_1", "text": _words(chance, size), "amount": chance.choice([0, 1.5, -3])}
    written = json.dumps(
        value,
        ensure_ascii=chance.random() < 0.5,
        indent=chance.choice([None, 2]),
        separators=chance.choice([None, (",", ":")]),
    )
    return written.replace("\n", chance.choice(["\n", "\r\n"])).encode()


def _items_body(chance, size):
    def item():
        return {
            "pspReference": f"p{chance.randrange(10**9)}",
            **({"originalReference": "o1"} if chance.random() < 0.5 else {}),
            "merchantAccountCode": "Shop_ECOM",
            "merchantReference": "r" + _words(chance, min(size, 200)),
            "amount": {"currency": "EUR", "value": chance.choice([0, 1000, "1000"])},
            "eventCode": "AUTHORISATION",
            "success": chance.choice(["true", "false"]),
            "additionalData": {"cardSummary": "1142"},
            "reason": _words(chance, size),
        }

    items = [{"NotificationRequestItem": item()} for _ in range(chance.randrange(1, 4))]
    return json.dumps({"live": "false", "notificationItems": items}).encode()


def _form_body(chance, size):
    names = ["From", "To", "CallSid", "Body", "from", "Digits"]
    chance.shuffle(names)
    pairs = [(name, "x" + _words(chance, min(size, 500))) for name in names[:4]]
    pairs.append(pairs[0][:1] + ("again",))  # a name that is given twice
    return urlencode(pairs).encode()


_MAKE = {
    "json": _json_body,
    "items": _items_body,
    "form": _form_body,
    "xml": lambda chance, size: f"<n><t>{chance.random()}</t>{'x' * size}</n>".encode(),
}


def bodies(case, chance):
    """Bodies of the case's kind: small and large, with line ends and letters of all sorts."""
    made = [_MAKE[case.kind](chance, size) for size in (0, 1, 30, 400, 100_000)]
    if case.kind == "json":
        made += [b"{}", b'{"a":1}\n', b'{\r\n  "emoji": "\xf0\x9f\x92\xb3"\r\n}\r\n']
    return made


def chance_of(seed):
    """Random choices that a seed repeats."""
    return random.Random(seed)
