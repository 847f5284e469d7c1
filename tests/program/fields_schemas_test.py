"""`fields diff FORM GATEWAY`: an HTML form beside an OpenAPI description, and by country."""

import json
import shlex
import time
import unittest
from pathlib import Path
from tempfile import TemporaryDirectory

import program
from program import FINDINGS, INCONCLUSIVE, PASS, USAGE

_HERE = Path(__file__).resolve().parent / "field_schemas"
_FORM, _API = f"{_HERE / 'checkout.html'}#pay", f"{_HERE / 'gateway.yaml'}#Card"


def diff(*words):
    """In JSON, checked against the report's schema."""
    done = program.run("fields", "diff", "--json", *words)
    if done.code != USAGE:
        program.validate(done.json, "report-1.schema.json")
    return done


def fields(done):
    """The verdict, and what the form alone takes, by field."""
    return {
        each["name"] + (f"@{each['country']}" if each["country"] else ""): each
        for each in done.json["data"]["fields"]
    }


class SchemasTest(unittest.TestCase):
    """What a form lets through, and what its gateway refuses."""

    def test_a_form_and_an_openapi_description(self):
        done = diff(_FORM, _API)
        self.assertEqual(done.code, FINDINGS, program.told(done))
        seen = fields(done)
        self.assertEqual(seen["cardNumber"]["gateway_name"], "number")
        self.assertEqual(seen["cardNumber"]["verdict"], "front-laxer")
        # Twelve digits with a right check digit, and a space.
        self.assertEqual(seen["cardNumber"]["front_only"].count(" "), 1)
        self.assertEqual(seen["exp"]["verdict"], "equivalent")
        self.assertEqual(seen["cvc"]["verdict"], "equivalent")
        self.assertEqual(seen["country"]["gateway_only"], "FR")
        self.assertEqual(len(seen["holder-name"]["front_only"]), 1)
        # The pattern does not compile with the flag v: anything goes.
        self.assertIn("fields/pattern-ignored", {f["rule"] for f in done.json["findings"]})
        self.assertEqual(seen["zip"]["verdict"], "front-laxer")
        missing = [f for f in done.json["findings"] if f["rule"] == "fields/field-missing"]
        self.assertEqual([f["evidence"]["field"] for f in missing], ["reference"])
        self.assertEqual(done.json["data"]["only_in_gateway"], ["reference"])

    def test_the_command_of_a_fix_proves_it(self):
        with TemporaryDirectory() as folder:
            form = Path(folder) / "it's a form.html"
            form.write_text(
                '<form><input name="number" autocomplete="cc-number" required'
                ' pattern="(\\d ?){12,18}\\d"></form>'
            )
            for gateway in ("paypal", "sumup"):
                done = diff(form, gateway)
                found = [f for f in done.json["findings"] if f["rule"] == "fields/front-laxer"]
                self.assertEqual(len(found), 1, program.told(done))
                command = shlex.split(found[0]["fix"].splitlines()[-1])
                self.assertEqual(command[0], "checkoutdiag")
                self.assertEqual(command[-1], "number=spaces")
                again = program.run(*command[1:], "--json")
                rules = {f["rule"] for f in again.json["findings"]}
                self.assertNotIn("fields/front-laxer", rules, again.stdout)

    def test_what_is_left_empty_and_what_is_too_much(self):
        with TemporaryDirectory() as folder:
            form, schema = Path(folder) / "form.html", Path(folder) / "schema.json"
            form.write_text(
                '<form><input name="zip" pattern="\\d{5}"><input name="note" maxlength="9">'
                '<input type="hidden" name="currency" value="EUR"><input type="hidden" name="token">'
                "</form>"
            )
            schema.write_text(json.dumps({"additionalProperties": False, "properties": {
                "zip": {"pattern": "^\\d{5}$"}, "currency": {"enum": ["USD", "GBP"]},
                "token": {"pattern": "^tok_"},
            }}))
            done = diff(form, schema)
            told = {(f["rule"], f["subject"]) for f in done.json["findings"]}
            both = f"{form} and {schema}"
            self.assertIn(("fields/empty-refused", "zip"), told, program.told(done))
            self.assertIn(("fields/field-unexpected", both), told)
            self.assertIn(("fields/front-laxer", "currency"), told)
            self.assertNotIn(("fields/front-stricter", "currency"), told)
            self.assertEqual(fields(done)["currency"]["verdict"], "incomparable")
            self.assertEqual(fields(done)["zip"]["verdict"], "equivalent")
            # What a script puts there is not known.
            self.assertIn("token", {o["subject"] for o in done.json["inconclusive"]})

    def test_one_pattern_that_does_not_compile_is_one_field_s_matter(self):
        with TemporaryDirectory() as folder:
            form, schema = Path(folder) / "form.html", Path(folder) / "schema.json"
            form.write_text(
                '<form><input name="cvc" pattern="\\d{3}"><input name="email" pattern="x"></form>'
            )
            schema.write_text(json.dumps({"properties": {
                "cvc": {"pattern": "^1\\d\\d$"}, "email": {"pattern": "^[\\w-.]$"},
            }}))
            done = diff(form, schema)
            self.assertEqual(done.code, FINDINGS, program.told(done))
            self.assertEqual(fields(done)["cvc"]["verdict"], "front-laxer")
            self.assertEqual(fields(done)["email"]["verdict"], "unknown")
            told = [each["reason"] for each in done.json["inconclusive"]]
            self.assertIn("json-schema refuses the gateway's pattern at character 5", told[0])

    def test_a_normaliser_for_one_field(self):
        plain = fields(diff(_FORM, _API))["cardNumber"]
        self.assertIn(" ", plain["front_only"])
        done = diff(_FORM, _API, "--normalise", "cardNumber=spaces")
        # Twelve digits and a space are still twelve digits.
        self.assertEqual(fields(done)["cardNumber"]["front_only"].count(" "), 1)
        self.assertTrue(fields(done)["cardNumber"]["luhn"])

    def test_people_read_it(self):
        done = program.run("fields", "diff", _FORM, _API)
        self.assertEqual(done.code, FINDINGS)
        words = " ".join(done.stdout.split())
        self.assertRegex(words, r"^3 of 7 fields let through what the gateway refuses: ")
        self.assertIn("(cardNumber as number)", words)
        self.assertIn("pattern [A-Za-z0-9 -]{3,10} does not compile", words)

    def test_one_pattern_for_all_countries(self):
        with TemporaryDirectory() as folder:
            form = Path(folder) / "form.html"
            form.write_text(
                r'<form><input name=zip pattern="\d{5}(-\d{4})?" required></form>', "utf-8"
            )
            done = diff(form, "postal")
            seen = fields(done)
            self.assertGreater(len(seen), 170)
            self.assertEqual(done.code, FINDINGS)
            self.assertEqual(seen["zip@DE"]["front_only"], "11111-1111")
            self.assertIsNone(seen["zip@US"]["front_only"])
            self.assertEqual(seen["zip@GB"]["verdict"], "incomparable")
            one = diff(form, "postal", "--country", "us")
            self.assertEqual(set(fields(one)), {"zip@US"})
            self.assertEqual(one.code, PASS, program.told(one))

    def test_what_is_not_compared_is_no_pass(self):
        with TemporaryDirectory() as folder:
            schema = Path(folder) / "card.json"
            schema.write_text(
                json.dumps(
                    {"properties": {"holder": {"type": "string", "format": "idn-email"}}}
                ),
                "utf-8",
            )
            form = Path(folder) / "form.html"
            form.write_text("<form><input name=holder></form>", "utf-8")
            done = diff(form, schema)
            self.assertEqual(done.code, INCONCLUSIVE, program.told(done))
            self.assertIn("idn-email", program.told(done))

    def test_a_deadline_ends_it_and_is_no_pass(self):
        with TemporaryDirectory() as folder:
            hard = {"pattern": "^(?:a[a-z]{0,200}){0,50}$"}
            front = {"fields": {f"f{i}": hard for i in range(40)}}
            other = {"pattern": "^(?:a[a-z]{0,200}){0,49}$"}
            gateway = {"fields": {f"f{i}": other for i in range(40)}}
            files = []
            for name, schema in (("front", front), ("gateway", gateway)):
                files.append(Path(folder) / f"{name}.json")
                files[-1].write_text(json.dumps(schema), "utf-8")
            begun = time.monotonic()
            done = diff(*files, "--deadline", "1")
            self.assertLess(time.monotonic() - begun, 20)
            self.assertEqual(done.code, INCONCLUSIVE)
            self.assertIn("the run was cut short", program.told(done))

    def test_no_card_number_is_told(self):
        with TemporaryDirectory() as folder:
            form = Path(folder) / "form.html"
            form.write_text(
                "<form><select name=cardNumber><option>4111111111111111</select></form>", "utf-8"
            )
            for options in ((), ("--json",), ("--verbose",)):
                done = program.run("fields", "diff", *options, form, _API)
                self.assertNotIn("4111111111111111", done.stdout + done.stderr)

    def test_wrong_calls(self):
        for words, told in (
            ((_FORM,), "two schemas"),
            ((_FORM, _API, _API), "two schemas"),
            ((_FORM, _API, "--front", "a"), "patterns and schemas"),
            ((_FORM, _API, "--map", "zip"), "--map does not take 'zip'"),
            ((_FORM, _API, "--country", "XX"), "--country does not take 'XX'"),
            ((_FORM, _API, "--normalise", "zip=all"), "--normalise does not take 'all'"),
            ((_FORM, str(_HERE / "gateway.yaml")), "has 2 schemas"),
            ((_FORM, "no-such"), "there is no schema no-such"),
            ((_FORM, "./no-such.json"), "No such file"),
        ):
            with self.subTest(words=words):
                done = program.run("fields", "diff", *words)
                self.assertEqual(done.code, USAGE)
                self.assertIn(told, done.stderr)
                self.assertEqual(done.stdout, "")


if __name__ == "__main__":
    unittest.main()
