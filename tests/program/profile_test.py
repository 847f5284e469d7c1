"""`profile`: what is built in, where it is from, and whether an own one can be used."""

import json
import unittest
from pathlib import Path
from tempfile import TemporaryDirectory

import program
from program import PASS, USAGE

_ROOT = Path(__file__).resolve().parents[2]


class ProfileTest(unittest.TestCase):
    """list, show and check."""

    def test_the_list_has_every_file(self):
        done = program.run("profile", "list")
        self.assertEqual(done.code, PASS)
        names = {line.split()[0] for line in done.stdout.splitlines()[1:] if line.strip()}
        for folder in ("gateway", "webhook", "fields/schema"):
            for file in (_ROOT / "lib/data" / folder).glob("*.json"):
                self.assertIn(file.stem, names)

    def test_each_one_is_shown_with_its_source_and_can_be_used_again(self):
        rows = [line.split() for line in program.run("profile", "list").stdout.splitlines()]
        names = [row[0] for row in rows if row[1:2] in (["yes"], ["-"])]
        self.assertGreater(len(names), 50)
        with TemporaryDirectory() as folder:
            for name in names:
                shown = program.run("profile", "show", name)
                self.assertEqual(shown.code, PASS, name)
                self.assertIn("source ", shown.stdout, name)
                parts = json.loads(program.run("profile", "show", name, "--json").stdout)
                for part, document in parts.items():
                    own = Path(folder) / f"{name}-{part}.json"
                    own.write_text(json.dumps(document), "utf-8")
                    done = program.run("profile", "check", own)
                    self.assertEqual(done.code, PASS, done.stderr)

    def test_the_licences_of_the_data(self):
        done = program.run("profile", "show", "--licenses")
        self.assertEqual(done.code, PASS)
        for word in ("CC-BY-4.0", "creativecommons.org", "MIT", "Braintree", "Unicode"):
            self.assertIn(word, done.stdout)

    def test_what_is_wrong_is_told_with_its_line(self):
        with TemporaryDirectory() as folder:
            own = Path(folder) / "own.json"
            own.write_text('{"schema": "checkoutdiag.gateway/1",\n "heading": 1}', "utf-8")
            done = program.run("profile", "check", own)
            self.assertEqual(done.code, USAGE)
            self.assertIn(f"{own}:2", done.stderr)
        for words, told in (
            (("show",), "takes a NAME"),
            (("show", "strpie"), "did you mean stripe?"),
            (("check", "/no/such.json"), "No such file"),
        ):
            done = program.run("profile", *words)
            self.assertEqual(done.code, USAGE)
            self.assertIn(told, done.stderr)


if __name__ == "__main__":
    unittest.main()
