"""`fields lint`: what is wrong with a rule by itself, and that V8 takes as long as is said."""

import json
import subprocess
import unittest
from pathlib import Path

import program
from node_packages import Packages
from program import FINDINGS, INCONCLUSIVE, PASS, USAGE

_HERE = Path(__file__).resolve().parent / "field_schemas"
_PACKAGES = Packages("field_patterns")
# Of shops and of packages: the most copied e-mail pattern, card numbers, names, and textbook ones.
_EXPONENTIAL = (
    r"^\w+([.-]?\w+)*@\w+([.-]?\w+)*(\.\w{2,3})+$",
    r"^(\d+[ -]?)+$",
    r"^([a-zA-Z]+\s?)*$",
    r"^(a*)*$",
    r"^(a|aa)+$",
    r"^(([a-z])+.)+[A-Z]([a-z])+$",
    r"^x(\s|\s)+y$",
    # Counters with limits that are of no use.
    r"^([a-z]{1,20} ?){1,20}$",
    r"^(\d{1,4}[ -]?){1,20}$",
    r"^(a{0,30}){0,30}$",
)


def lint(*words):
    """In JSON, checked against the report's schema."""
    done = program.run("fields", "lint", "--json", *words)
    if done.code != USAGE:
        program.validate(done.json, "report-1.schema.json")
    return done


def rules(done):
    """The ids of the rules that found something, without their family."""
    return {each["rule"].split("/")[1] for each in done.json["findings"]}


class LintTest(unittest.TestCase):
    """Schemas and patterns."""

    def test_a_form(self):
        done = lint(f"{_HERE / 'checkout.html'}#pay")
        # No browser compiles the pattern of its postal code.
        self.assertEqual(done.code, FINDINGS, program.told(done))
        self.assertEqual(
            rules(done),
            {"pattern-ignored", "postal-required", "length-unbounded", "card-number-in-text"},
        )
        fields = {each["name"]: each for each in done.json["data"]["fields"]}
        self.assertEqual(fields["cardNumber"]["meaning"], "card-number")
        self.assertEqual(fields["cvc"]["patterns"][0]["backtracking"], "linear")

    def test_an_openapi_description(self):
        done = lint(f"{_HERE / 'gateway.yaml'}#Card", "--fail-on", "warning")
        self.assertEqual(done.code, FINDINGS, program.told(done))
        # Properties without a length, and a length that lets everything in.
        self.assertLessEqual({"length-unbounded", "wide-classes"}, rules(done))

    def test_the_known_bug_of_a_library(self):
        pattern = r"/^5[1-5][0-9]{2}|(222[1-9]|2720)[0-9]{12}$/"
        done = lint("--pattern", pattern)
        self.assertEqual(done.code, FINDINGS)
        self.assertIn("anchor-of-one-alternative", rules(done))

    def test_a_pattern_that_is_right(self):
        done = lint("--pattern", r"/^[0-9]{13,19}$/")
        self.assertEqual(done.code, PASS)
        self.assertEqual(rules(done), {"card-number-in-text"})

    def test_what_is_not_analysed_is_no_pass(self):
        done = lint("--pattern", "^((a{0,100}){0,100}){0,100}$")
        self.assertEqual(done.code, INCONCLUSIVE, program.told(done))

    def test_no_card_number_is_told(self):
        for options in ((), ("--json",), ("--verbose",)):
            done = program.run(
                *("fields", "lint", *options, "--pattern", "/^(4111111111111111|.*)$/"),
            )
            self.assertNotIn("4111111111111111", done.stdout + done.stderr)

    def test_wrong_calls(self):
        for words, told in (
            ((), "takes a schema, or --pattern"),
            (("postal", "--pattern", "a"), "a schema and --pattern"),
            (("--pattern", "a", "--dialect", "perl6"), "--dialect does not take 'perl6'"),
            (("no-such",), "there is no schema no-such"),
        ):
            with self.subTest(words=words):
                done = program.run("fields", "lint", *words)
                self.assertEqual(done.code, USAGE)
                self.assertIn(told, done.stderr)


class AttackTest(unittest.TestCase):
    """The value that takes for ever, given to V8."""

    @classmethod
    def setUpClass(cls):
        if _PACKAGES.missing():
            raise unittest.SkipTest(_PACKAGES.missing())
        cls.place = _PACKAGES.install()

    def test_v8_takes_exponential_time(self):
        lines = []
        for pattern in _EXPONENTIAL:
            done = lint("--pattern", f"/{pattern}/")
            found = done.json["data"]["fields"][0]["patterns"][0]
            self.assertEqual(found["backtracking"], "exponential", pattern)
            lines.append(json.dumps({"pattern": pattern, **found["attack"]}))
        said = subprocess.run(
            ["node", self.place / "attack.mjs"],
            input="\n".join(lines) + "\n",
            capture_output=True,
            check=True,
            text=True,
            timeout=200,
        ).stdout.splitlines()
        self.assertEqual(dict(zip(_EXPONENTIAL, said)), dict.fromkeys(_EXPONENTIAL, "exponential"))


if __name__ == "__main__":
    unittest.main()
