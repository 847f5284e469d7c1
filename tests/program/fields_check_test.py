"""`fields check`: single values, streams, and no card number in any output."""

import json
import re
import unittest
from pathlib import Path
from tempfile import TemporaryDirectory

import program
from program import FINDINGS, INCONCLUSIVE, PASS, USAGE

_HERE = Path(__file__).resolve().parent / "field_schemas"
_API = f"{_HERE / 'gateway.yaml'}#Card"
_NOW = ("--now", "2026-11-26T12:00:00Z")
_CARDS = ("4929420573595709", "5457623898234113", "371449635398432", "4929 4205 7359 5709")


def check(*words, stdin=""):
    """In JSON, checked against the report's schema."""
    done = program.run("fields", "check", "--json", *_NOW, *words, stdin=stdin)
    if done.code != USAGE:
        program.validate(done.json, "report-1.schema.json")
    return done


def reasons(done):
    """The reasons of all findings."""
    return sorted(each["evidence"]["reason"] for each in done.json["findings"])


class ValuesTest(unittest.TestCase):
    """Values of a call."""

    def test_good_ones_pass(self):
        done = check(
            *("--country", "GB", "postal_code=SW1A 1AA", "expiry=11/30", "cvc=123"),
            *("card_number=4242424242424242", "amount=1250", "currency=EUR"),
        )
        self.assertEqual(done.code, PASS, program.told(done))
        values = {each["field"]: each for each in done.json["data"]["values"]}
        self.assertEqual(values["card_number"]["brands"], ["visa"])
        self.assertEqual(values["card_number"]["value"], "'424242\N{HORIZONTAL ELLIPSIS}4242'")

    def test_each_wrong_one_is_told_why(self):
        done = check("--country", "DE", "postal_code=1", "expiry=10/26", "amount=1.5", "cvc=12")
        self.assertEqual(done.code, FINDINGS)
        self.assertEqual(
            reasons(done), ["amount-format", "code-length", "expired", "postal-format"]
        )
        self.assertIn("Germany, such as", program.told(done))

    def test_what_cannot_be_judged_is_no_pass(self):
        done = check("postal_code=12345")
        self.assertEqual(done.code, INCONCLUSIVE, program.told(done))
        done = check("unheard_of=1", "expiry=11/30")
        self.assertEqual(done.code, PASS)
        self.assertFalse(done.json["data"]["values"][0]["judged"])

    def test_a_schema_and_what_is_sent(self):
        done = check(
            *("--schema", _API, "number=@-", "--normalise", "number=spaces", "expiry=11/30"),
            *("cvc=123", "holder=Ann", "reference=o-1"),
            stdin="4929 4205 7359 5709\n",
        )
        self.assertEqual(done.code, PASS, program.told(done))
        raw = check("--schema", _API, "number=@-", stdin="4929 4205 7359 5709\n")
        self.assertIn("pattern", reasons(raw))
        self.assertEqual(reasons(raw).count("missing"), 4)

    def test_a_card_number_is_not_taken_from_the_command_line(self):
        for word in ("card_number=4929420573595709", "note=4929 4205 7359 5709"):
            done = check(word)
            self.assertEqual(done.code, USAGE)
            self.assertIn("is not taken from the command line", program.told(done))
            self.assertNotRegex(done.stdout + done.stderr, "42057|4205 7")

    def test_wrong_calls(self):
        for words, told in (
            ((), "takes FIELD=VALUE"),
            (("expiry",), "does not take 'expiry'"),
            (("expiry=1", "expiry=2"), "expiry is given twice"),
            (("id=1",), "nothing is known of any column"),
            (("expiry=1", "--csv", "x"), "values and a file"),
            (("--csv", "/no/such"), "No such file"),
            (("expiry=1", "--verdicts", "x"), "--verdicts is for"),
            (("expiry=1", "--country", "XX"), "--country does not take"),
            (("expiry=1", "--country", "GB", "--country", "DE"), "one --country"),
        ):
            with self.subTest(words=words):
                done = program.run("fields", "check", *words)
                self.assertEqual(done.code, USAGE)
                self.assertIn(told, done.stderr)


class StreamTest(unittest.TestCase):
    """CSV and NDJSON."""

    def _csv(self, rows):
        return "id,card_number,expiry,zip,country\n" + "".join(",".join(r) + "\n" for r in rows)

    def test_a_summary_of_the_reasons_and_a_verdict_for_each_record(self):
        rows = [(str(i), "4242424242424242", "11/30", "10115", "DE") for i in range(500)]
        rows[3] = ("3", "4242424242424241", "11/30", "10115", "DE")
        rows[7] = ("7", "4242424242424242", "10/26", "1", "DE")
        rows[9] = ("9", "4242424242424242", "11/30", "1", "AE")
        rows[11] = ("short",)
        with TemporaryDirectory() as folder:
            verdicts = Path(folder) / "verdicts"
            done = check("--csv", "-", "--verdicts", verdicts, stdin=self._csv(rows))
            lines = [json.loads(each) for each in verdicts.read_text("utf-8").splitlines()]
            self.assertEqual(list(Path(folder).iterdir()), [verdicts])
        self.assertEqual(done.code, FINDINGS)
        data = done.json["data"]
        self.assertEqual(data["records"], 500)
        self.assertEqual(
            data["verdicts"], {"refused": 2, "undecided": 1, "doubtful": 1, "accepted": 496}
        )
        self.assertEqual(len(lines), 500)
        self.assertEqual(lines[3]["line"], 5)
        self.assertEqual(
            lines[3]["problems"], [{"field": "card_number", "reason": "check-digit"}]
        )
        self.assertEqual([lines[i]["verdict"] for i in (7, 9, 11)],
                         ["refused", "doubtful", "malformed"])
        self.assertEqual({p["reason"]: p["lines"] for p in data["problems"]}["expired"], [9])
        self.assertEqual(data["ignored"], ["id"])
        self.assertIn("1 of 500 records cannot be read", json.dumps(done.json["inconclusive"]))

    def test_ndjson_with_inner_members_against_a_schema(self):
        rows = [
            {"number": "4242424242424242", "expiry": "11/30", "cvc": "123", "holder": "Ann",
             "reference": "1"},
            {"number": "42", "expiry": "11/30", "cvc": 123, "holder": "A", "reference": "2",
             "more": {"deep": None}},
        ]
        text = "".join(json.dumps(each) + "\n" for each in rows)
        done = check("--ndjson", "-", "--schema", _API, stdin=text)
        self.assertEqual(done.code, FINDINGS, program.told(done))
        self.assertEqual(
            {(p["field"], p["reason"]) for p in done.json["data"]["problems"]},
            {("number", "pattern"), ("number", "card-length"), ("holder", "pattern"),
             ("holder", "name-length")},
        )

    def test_nothing_read_is_no_pass(self):
        self.assertEqual(check("--csv", "-", stdin="expiry\n").code, INCONCLUSIVE)
        self.assertEqual(check("--ndjson", "-", stdin="").code, INCONCLUSIVE)
        self.assertEqual(check("--csv", "-", stdin="").code, USAGE)

    def test_no_card_number_is_in_any_output(self):
        text = self._csv(
            [(each, each, each, each, each) for each in _CARDS] + [("a\x1b[31m", "1\x07")]
        )
        with TemporaryDirectory() as folder:
            records = Path(folder) / "records.csv"
            records.write_text(text, "utf-8")
            reports = [
                word
                for kind in program.REPORTS
                for word in ("--report", f"{kind}={folder}/{kind}")
            ]
            for options in ((), ("--verbose",), ("--quiet",), ("--json",)):
                done = program.run(
                    *("fields", "check", "--csv", records, *options),
                    *("--verdicts", f"{folder}/verdicts", *reports),
                )
                everything = done.stdout + done.stderr
                for file in ("verdicts", *program.REPORTS):
                    everything += (Path(folder) / file).read_text("utf-8")
                for card in _CARDS:
                    self.assertNotIn(card, everything)
                    self.assertNotIn(card[:7], everything)
                self.assertIsNone(re.search("[\x1b\x07]", everything))
            for card in _CARDS:
                done = program.run(
                    *("fields", "check", "card_number=@-", "card_name=@-", "--verbose"),
                    stdin=card,
                )
                self.assertNotIn(card, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
