"""What is known of authorities and gateways: built-in files and manual against the schema."""

import copy
import importlib.machinery
import importlib.util
import json
import re
import sys
import unittest

import program

_SCHEMA = "knowledge-1.schema.json"
_FILES = sorted(
    file
    for file in (program.ROOT / "lib" / "data" / "trust").glob("*.json")
    if file.stem != "places"  # where stores are: of another shape
)
_PAGE = program.ROOT / "man" / "checkoutdiag-knowledge.5"


def _page_example():
    """The JSON between .Bd and .Ed of the page's examples."""
    return json.loads(re.search(r"(?s)^\.Bd [^\n]*\n(.*?)^\.Ed", _PAGE.read_text(), re.M)[1])


def _schema():
    return json.loads((program.SCHEMAS / _SCHEMA).read_text())


def _refused(document):
    """Whether the schema has something against it."""
    import jsonschema

    try:
        program.validate(document, _SCHEMA)
    except jsonschema.ValidationError:
        return True
    return False


class KnowledgeTest(program.ProgramTest):
    """The schema, the files and the page say the same."""

    def test_built_in_files_are_as_the_schema_says(self):
        self.assertEqual(
            [file.stem for file in _FILES], ["changes", "distrust", "interceptors", "notices"]
        )
        for file in _FILES:
            with self.subTest(file=file.name):
                document = json.loads(file.read_text())
                program.validate(document, _SCHEMA)
                self.assertEqual(list(document), ["schema", file.stem])
                self.assertTrue(document[file.stem])

    def test_changes_are_made_from_the_table(self):
        script = str(program.ROOT / "scripts" / "data" / "trust-changes")
        loader = importlib.machinery.SourceFileLoader("trust_changes", script)
        spec = importlib.util.spec_from_loader(loader.name, loader)
        module = importlib.util.module_from_spec(spec)
        sys.modules[loader.name] = module  # dataclasses look themselves up
        loader.exec_module(module)
        wanted = [
            (version.title(), version.date, version.as_of, sign == "+", name, start or "")
            for version in module.read_table(module.TABLE)
            for sign, name, start in version.lines
            if start != "-"
        ]
        entries = json.loads(module.OUTPUT.read_text())["changes"]
        self.assertEqual(len(entries), len(wanted))
        for entry, (version, date, as_of, added, name, start) in zip(entries, wanted):
            with self.subTest(name=name):
                self.assertEqual(entry["version"], version)
                self.assertEqual((entry["when"], entry["as_of"]), (date, as_of))
                self.assertEqual((entry["added"], entry["name"]), (added, name))
                self.assertTrue(entry["sha256"].startswith(start))

    def test_the_example_of_the_page_is_a_file(self):
        program.validate(_page_example(), _SCHEMA)

    def test_the_page_describes_every_key(self):
        schema = _schema()
        objects = [schema, *schema["$defs"].values()]
        objects.append(schema["$defs"]["notice"]["properties"]["roots"]["items"])
        keys = {key for each in objects for key in each.get("properties", {})}
        self.assertGreater(len(keys), 20)
        page = _PAGE.read_text()
        for key in sorted(keys):
            with self.subTest(key=key):
                self.assertRegex(page, rf"(?m)^\.(It )?Va (.*, )?{key}\b")

    def test_the_schema_refuses_what_the_program_refuses(self):
        def spoil(list_, **changes):
            document = copy.deepcopy(_page_example())
            for key, value in changes.items():
                if value is None:
                    del document[list_][0][key]
                else:
                    document[list_][0][key] = value
            return document

        self.assertFalse(_refused(spoil("distrust", reason="because")))
        for document in (
            {},
            {"schema": "checkoutdiag.knowledge/2"},
            {**_page_example(), "distrusts": []},
            spoil("distrust", sha256="D7:A7"),
            spoil("distrust", sha256=None),
            spoil("distrust", spki_sha256="a" * 64),
            spoil("distrust", after="2026-01-01"),
            spoil("distrust", source="http://wiki.shop.example/"),
            spoil("distrust", as_of=None),
            spoil("distrust", as_of="20 November"),
            spoil("notices", host="https://bank.example"),
            spoil("notices", roots=[{"name": "no hash"}]),
            spoil("interceptors", words="ca"),
            spoil("interceptors", severity="high"),
        ):
            with self.subTest(document=document):
                self.assertTrue(_refused(document))


if __name__ == "__main__":
    unittest.main()
