"""`token probe` against the sandbox, and against gateways that are odd."""

import http.server
import json
import threading
import time
import unittest
from pathlib import Path
from tempfile import TemporaryDirectory

import program
from program import FINDINGS, INCONCLUSIVE, PASS, USAGE
from sandboxes import CHARGE, sandbox

_NUMBER = "4242424242424242"
_CARD = {"card": {"number": _NUMBER, "exp_month": 12, "exp_year": 2034, "cvc": "123"}}


def probe(base, *words, card=None, use=None):
    """The report of a probe of a gateway with the sandbox's paths."""
    with TemporaryDirectory() as folder:
        payload, uses = Path(folder) / "card.json", Path(folder) / "use.json"
        payload.write_text(json.dumps(card or _CARD))
        uses.write_text(json.dumps(use or {**CHARGE, "token": "{token}"}))
        done = program.run(
            *("token", "probe", "--url", f"{base}/v1/tokens", "--payload", payload),
            *("--use-url", f"{base}/v1/charges", "--use-payload", uses, "--json", *words),
        )
    assert _NUMBER not in done.stdout + done.stderr
    if done.code != USAGE:
        program.validate(done.json, "report-1.schema.json")
    return done


class _Gateway(http.server.BaseHTTPRequestHandler):
    """Tokens that live for a time and may be used again; faults by the class's attributes."""

    protocol_version = "HTTP/1.1"
    life, failing, refusing, tokenless, once = 1.0, 0, False, False, False
    echoing = False
    made, count, orders = {}, 0, set()
    keys = set()  # paths, and whether a key came with them

    def do_POST(self):
        """Makes or charges."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        kind = type(self)
        _Gateway.keys.add((self.path, "Authorization" in self.headers))
        if self.path == "/v1/tokens":
            kind.count += 1
            token = f"nonce_{kind.count:08d}"
            kind.made[token] = time.monotonic()
            return self._say(200, {} if self.tokenless else {"nonce": token})
        kind.count += 1
        token, order = json.loads(body)["token"], json.loads(body).get("order", "one")
        if self.once and order in kind.orders:
            return self._say(400, {"error": {"code": "order_exists"}})
        kind.orders.add(order)
        if self.refusing:
            return self._say(400, {"error": {"code": "amount_too_small"}})
        if self.failing and kind.count % self.failing == 0:
            return self._say(503, {})
        age = time.monotonic() - kind.made.get(token, -1e9)
        return self._say(200, {}) if age < self.life else self._say(
            400, {"error": token if self.echoing else "invalid"}
        )

    def _say(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        """Nothing."""


class _Serving:
    """Such a gateway, as a context manager that gives its address."""

    def __init__(self, **faults):
        kind = type("Gateway", (_Gateway,), {**faults, "made": {}, "count": 0, "orders": set()})
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), kind)

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self._server.server_port}"

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()


class ProbeTest(unittest.TestCase):
    """What a probe finds out."""

    def test_the_sandbox(self):
        with sandbox("--token-life", "2") as box:
            done = probe(box.origin, "--ages", "0.5,3", "--token-life", "2")
        self.assertEqual(done.code, PASS, program.told(done))
        data = done.json["data"]
        self.assertTrue(data["single_use"])
        self.assertLessEqual(data["taken_at_s"], 2.1)
        self.assertGreaterEqual(data["refused_at_s"], 1.9)
        # Narrowed from 0.5 to 3 s.
        self.assertLess(data["refused_at_s"] - data["taken_at_s"], 0.8)
        codes = {use["purpose"]: use["error"] for use in data["uses"] if use["error"]}
        self.assertEqual(codes, {"again": "token_already_used", "unknown": "token_unknown",
                                 "age": "token_expired"})

    def test_a_life_that_is_shorter_than_it_is_said_to_be(self):
        with sandbox("--token-life", "1") as box:
            done = probe(box.origin, "--ages", "0.3,2", "--token-life", "900")
            self.assertEqual(done.code, FINDINGS)
            self.assertIn("token/life-differs", [f["rule"] for f in done.json["findings"]])
            # Its own reply says how long it lives, where nobody else does.
            done = probe(box.origin, "--ages", "0.2,2.5")
            self.assertEqual(done.code, PASS, program.told(done))

    def test_tokens_that_may_be_used_again_and_errors_that_say_nothing(self):
        with _Serving(life=1.0) as base:
            done = probe(base, "--ages", "0.3,1.5", "--fail-on", "warning")
        rules = {f["rule"]: f["level"] for f in done.json["findings"]}
        self.assertEqual(rules, {"token/reusable": "warning", "token/expiry-unnamed": "note"})
        self.assertEqual(done.code, FINDINGS)
        self.assertFalse(done.json["data"]["single_use"])

    def test_a_gateway_that_fails_now_and_then_expires_nothing(self):
        with _Serving(life=60.0, failing=7) as base:
            done = probe(base, "--ages", "0.1,0.3,0.5,0.7")
        self.assertIsNone(done.json["data"]["refused_at_s"])
        self.assertIn("unclear", [use["taken"] for use in done.json["data"]["uses"]])

    def test_a_refusal_that_is_none_of_age(self):
        """A shop that takes each order once refuses fresh tokens as well."""
        with _Serving(life=60.0, once=True) as base:
            done = probe(base, "--ages", "0.1,0.3")
            self.assertIsNone(done.json["data"]["refused_at_s"])
            self.assertIsNone(done.json["data"]["single_use"])
            self.assertEqual(done.code, INCONCLUSIVE, program.told(done))
            # With a number of its own for each order it takes them all.
            use = {"order": "{unique}", "token": "{token}"}
            done = probe(base, "--ages", "0.1,0.3", use=use)
            self.assertFalse(done.json["data"]["single_use"])

    def test_a_token_in_an_error_is_not_told(self):
        with _Serving(life=0.5, echoing=True) as base:
            done = probe(base, "--ages", "0.1,1")
        self.assertNotIn("nonce_0", done.stdout + done.stderr)
        self.assertIsNotNone(done.json["data"]["refused_at_s"])

    def test_a_key_stays_with_its_host(self):
        with _Serving(life=60.0) as base, _Serving(life=60.0) as other, TemporaryDirectory() as folder:
            key, card, use = (Path(folder) / name for name in ("key", "card", "use"))
            key.write_text("sk_test_4eC39HqLyjWDarjtT1zdp7dc")
            card.write_text(json.dumps(_CARD))
            use.write_text(json.dumps({"token": "{token}"}))
            program.run(
                *("token", "probe", "--url", f"{base}/v1/tokens", "--payload", card, "--ages", "0.1"),
                *("--use-url", f"{other}/v1/charges", "--use-payload", use, "--auth-file", key),
            )
        self.assertEqual({path for path, held in _Gateway.keys if held}, {"/v1/tokens"})
        self.assertIn(("/v1/charges", False), _Gateway.keys)

    def test_what_proves_nothing(self):
        for faults, words in (
            ({"refusing": True}, "a fresh token is refused as well: 400 (amount_too_small)"),
            ({"tokenless": True}, "without a token"),
            ({"failing": 1}, "the gateway failed"),
        ):
            with _Serving(**faults) as base:
                done = probe(base, "--ages", "0.1")
            self.assertEqual(done.code, INCONCLUSIVE, program.told(done))
            self.assertIn(words, done.json["inconclusive"][0]["reason"])
        done = probe("http://127.0.0.1:1", "--ages", "0.1")
        self.assertEqual(done.code, INCONCLUSIVE)

    def test_the_run_can_be_ended(self):
        with sandbox() as box:
            done = probe(box.origin, "--ages", "60", "--deadline", "1")
        self.assertEqual(done.code, INCONCLUSIVE)
        self.assertTrue(done.json["data"]["interrupted"])

    def test_calls_that_are_refused(self):
        with sandbox() as box:
            real = {"card": {"number": "4532015112830366"}}
            self.assertEqual(probe(box.origin, card=real).code, USAGE)
            self.assertEqual(probe(box.origin, use={"token": "here"}).code, USAGE)
            live = {**CHARGE, "key": "sk_live_x", "token": "{token}"}
            self.assertEqual(probe(box.origin, use=live).code, USAGE)
            self.assertEqual(box.truth()["tokens"]["made"], 0)
        self.assertEqual(probe("https://pay.example").code, USAGE)
        self.assertEqual(program.run("token", "probe").code, USAGE)


if __name__ == "__main__":
    unittest.main()
