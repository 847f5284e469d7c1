"""`fields diff`: patterns that shops really use, random ones with V8's opinion, and hostile ones."""

import json
import os
import subprocess
import time
import unittest
from pathlib import Path
from tempfile import TemporaryDirectory

import program
from node_packages import Packages
from program import FINDINGS, INCONCLUSIVE, PASS, USAGE

_PACKAGES = Packages("field_patterns")
HERE = Path(__file__).resolve().parent / "field_patterns"


def diff(*options, **how):
    """One comparison in JSON, whose report is held against its schema."""
    done = program.run("fields", "diff", "--json", *options, **how)
    if done.code != USAGE:
        program.validate(done.json, "report-1.schema.json")
    return done


def answers(text):
    """What is said of each of these pairs."""
    with TemporaryDirectory() as place:
        pairs = Path(place, "pairs.ndjson")
        pairs.write_text(text, encoding="utf-8")
        done = program.run("fields", "diff", "--budget", "0.2", "--pairs", pairs, within=200)
    return done, [json.loads(line) for line in done.stdout.split("\n") if line]


class PairTest(unittest.TestCase):
    """One pair, for a person and as a gate."""

    def test_a_form_that_lets_spaces_through(self):
        call = ("--front", r"/^[\d ]{13,23}$/", "--gateway", r"/^\d{13,19}$/")
        done = diff(*call)
        self.assertEqual(done.code, FINDINGS)
        self.assertEqual(done.json["data"]["verdict"], "front-laxer")
        self.assertEqual(done.json["findings"][0]["rule"], "fields/front-laxer")
        self.assertIn("'111111111111 '", done.json["findings"][0]["message"])
        right = diff("--front", r"/^(?:\d ?){12,18}\d$/", *call[2:], "--normalise", "spaces")
        self.assertEqual(right.code, PASS, program.told(right))
        self.assertEqual(right.json["data"]["verdict"], "equivalent")

    def test_one_text_and_two_engines(self):
        done = diff(
            *("--front", r"\d{5}", "--front-dialect", "html", "--gateway", r"^\d{5}$"),
            *("--gateway-dialect", "pcre", "--fail-on", "warning"),
        )
        self.assertEqual(done.code, FINDINGS)
        self.assertEqual(done.json["data"]["gateway_only"], "11111\n")

    def test_what_cannot_be_decided_ends_in_time(self):
        begun = time.monotonic()
        done = diff(
            *("--front", "^(?:a[a-z]{0,200}){0,50}$", "--gateway", "^(?:a[a-z]{0,200}){0,49}$"),
            *("--budget", "0.5"),
        )
        self.assertEqual(done.code, INCONCLUSIVE, program.told(done))
        self.assertLess(time.monotonic() - begun, 10)

    def test_wrong_patterns_and_calls(self):
        for call, told in (
            (("--front", "(", "--gateway", "a"), "javascript refuses the front end's pattern"),
            (("--front", "[\\w-]", "--front-dialect", "html", "--gateway", "a"), "html refuses"),
            (("--front", "a"), "--front and --gateway"),
            (("--front", "/a/q", "--gateway", "a"), "has no flag 'q'"),
            (("--front", "a", "--gateway", "a", "--normalise", "magic"), "--normalise"),
            (("--pairs", "/nowhere/pairs"), "/nowhere/pairs"),
            (("paypal", "adyen", "--gateway-dialect", "pcre"), "--front-dialect"),
        ):
            with self.subTest(call=call):
                done = program.run("fields", "diff", *call)
                self.assertEqual(done.code, USAGE, program.told(done))
                self.assertIn(told, done.stderr)

    def test_a_line_that_is_no_pair_leaves_the_others(self):
        good = json.dumps({"front": {"pattern": "^a$"}, "gateway": {"pattern": "^a$"}})
        done, told = answers(f"{good}\n{{broken\n\n{good}\n")
        self.assertEqual([each["name"] for each in told], ["1", "2", "4"])
        self.assertEqual([each["verdict"] for each in told], ["equivalent", "unknown", "equivalent"])
        self.assertEqual(done.code, USAGE)
        self.assertIn("1 of 3 lines are no pairs", done.stderr)
        self.assertEqual(answers("\n\n")[0].code, USAGE)

    def test_hostile_pairs_end_in_an_answer(self):
        hostile = [
            "(" * 5000 + ")" * 5000,
            "a" * 100_000,
            "|".join(f"x{number}y" for number in range(10_000)),
            "(a?){3000}" + "a" * 3000,
            "((((a{99}){99}){99}){99})",
            "[" * 1000,
            "(?=" * 300 + "a" + ")" * 300,
            "\\u{110000}\\p{Nothing}(?<=",
        ]
        lines = [
            json.dumps({"name": str(i), "front": {"pattern": each}, "gateway": {"pattern": "^b$"}})
            for i, each in enumerate(hostile)
        ]
        begun = time.monotonic()
        done, told = answers("\n".join(lines) + "\n")
        self.assertIn(done.code, (FINDINGS, INCONCLUSIVE), done.stderr)
        self.assertEqual(len(told), len(hostile))
        self.assertLess(time.monotonic() - begun, 60)
        self.assertTrue(all(each["reason"] for each in told if each["verdict"] == "unknown"))


class RealPatternsTest(unittest.TestCase):
    """Against V8: every witness, and random values (100,000 of them)."""

    @classmethod
    def setUpClass(cls):
        if _PACKAGES.missing():
            raise unittest.SkipTest(_PACKAGES.missing())
        cls.place = _PACKAGES.install()

    def _node(self, script, *words, given=None):
        return subprocess.run(
            ["node", self.place / script, *map(str, words)],
            input=given,
            capture_output=True,
            check=True,
            text=True,
            timeout=200,
        ).stdout

    def test_postal_codes_of_four_libraries(self):
        pairs = self._node("postal.mjs")
        done, told = answers(pairs)
        self.assertEqual(done.code, FINDINGS)
        self.assertGreater(len(told), 700)
        self.assertEqual([each for each in told if each["verdict"] == "unknown"], [])
        verdicts = {each["name"]: each for each in told}
        # Half of a British postal code passes validator's rule.
        self.assertEqual(verdicts["GB validator/postcodes"]["front_only"], "A1")
        # Anchors that hold one alternative alone, and a prefix without a limit.
        self.assertEqual(verdicts["AR zipcodes/addresses"]["front_only"], "11111")
        both = [
            json.dumps({**json.loads(pair), **said})
            for pair, said in zip(pairs.strip().split("\n"), told)
        ]
        given = "\n".join(both) + "\n"
        self.assertEqual(self._node("postal.mjs", "judge", given=given), "")
        # A second opinion on the verdicts, too: it decides all but some twenty.
        opinion = self._node("refa.mjs", given=given)
        self.assertRegex(opinion, r"\A(7[0-9]{2}) decided\n\Z")

    def test_card_numbers_of_three_libraries(self):
        done, told = answers(self._node("cards.mjs"))
        self.assertEqual(done.code, FINDINGS)
        seen = {each["name"]: each for each in told}
        self.assertGreater(len(seen), 20)
        self.assertEqual([each for each in told if each["verdict"] == "unknown"], [])
        # ^ binds to the first alternative and $ to the last one: four digits are a card.
        self.assertEqual(seen["mastercard validator/types"]["front_only"], "5116")
        # A comma in a class.
        self.assertEqual(seen["jcb adyen/types"]["front_only"], "352,111111111117")
        for pair in ("validator/adyen", "validator/types", "adyen/types"):
            self.assertEqual(seen[f"american-express {pair}"]["verdict"], "equivalent")

    def test_a_gateway_s_own_form_with_and_without_its_formatter(self):
        def laxer(mode):
            told = answers(self._node("adyen.mjs", mode))[1]
            self.assertEqual([each for each in told if each["verdict"] == "unknown"], [])
            return {each["name"]: each["front_only"] for each in told if each["front_only"]}, {
                each["name"]: each["gateway_only"] for each in told if each["gateway_only"]
            }

        plain, _ = laxer("plain")
        typed, stricter = laxer("typed")
        self.assertGreater(len(plain), 2 * len(typed))
        for country, value in (
            ("DK", "11111"), ("CZ", "111111"), ("CA", "A1A1D1"), ("SI", "11111"),
            ("SK", "111111"), ("LT", "1111"), ("MT", "AAa1111"), ("NL", "11111AA"),
        ):
            self.assertEqual(typed[country], value)
        self.assertNotIn("FR", typed)
        for country, value in (
            ("FR", "11 111"), ("SE", "111 11"), ("MT", "AAA11"), ("GB", "BFPO1"),
        ):
            self.assertEqual(stricter[country], value)

    def test_random_patterns_take_what_v8_takes(self):
        values = int(os.environ.get("RANDOM_VALUES", "40"))  # of each pattern
        done, told = answers(self._node("random.mjs", 2500, values, 20261126))
        self.assertIn(done.code, (FINDINGS, INCONCLUSIVE))
        self.assertEqual(len(told), 2500 * values)
        wrong, unknown = [], 0
        for each in told:
            taken = json.loads(each["name"])[3]
            if each["verdict"] == "unknown":
                unknown += 1
            elif (each["front_only"] is None) != taken:
                wrong.append(each["name"])
        self.assertEqual(wrong[:5], [])
        # References to groups that may not take part, or stand in a loop.
        self.assertLess(unknown, len(told) // 10)


if __name__ == "__main__":
    unittest.main()
