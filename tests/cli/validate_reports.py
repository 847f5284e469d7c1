#!/usr/bin/env python3
"""Holds reports against the real schemas: the golden files, or those named on the command line.

    validate_reports.py                      every golden file
    validate_reports.py sarif=FILE json=FILE junit=FILE error=FILE waivers=FILE ...

Needs python3-jsonschema and xmllint.
"""
import json
import pathlib
import subprocess
import sys
import xml.etree.ElementTree as ET

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests/golden"
SCHEMAS = {
    "json": ROOT / "lib/data/schema/report-1.schema.json",
    "error": ROOT / "lib/data/schema/error-1.schema.json",
    "waivers": ROOT / "lib/data/schema/waivers-1.schema.json",
    "sarif": ROOT / "tests/data/sarif-2.1.0.schema.json",
}


def validate_json(kind, path):
    schema = json.loads(SCHEMAS[kind].read_text())
    document = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(schema)
    validator.check_schema(schema)
    errors = [f"{'/'.join(map(str, error.path))}: {error.message}"
              for error in validator(schema).iter_errors(document)]
    return errors + {"sarif": sarif_rules, "json": report_rules}.get(kind, lambda _: [])(document)


def sarif_rules(log):
    """What GitHub and the standard's text ask for and the schema cannot say."""
    errors = []
    for run in log["runs"]:
        rules = run["tool"]["driver"]["rules"]
        if len({rule["id"] for rule in rules}) != len(rules):
            errors.append("a rule is there twice")
        seen = set()
        for n, result in enumerate(run["results"]):
            where = f"result {n}: "
            if rules[result["ruleIndex"]]["id"] != result["ruleId"]:
                errors.append(where + "ruleIndex and ruleId disagree")
            if result["kind"] != "fail" and result["level"] != "none":
                errors.append(where + "only a failure has a level")
            for location in result.get("locations") or [{}]:
                physical = location.get("physicalLocation", {})
                uri = physical.get("artifactLocation", {}).get("uri", "")
                if not uri or ":" in uri.removeprefix("file://").split("/")[0]:
                    errors.append(where + f"no usable location: {uri!r}")
                if physical.get("region", {}).get("startLine", 0) < 1:
                    errors.append(where + "no line")
            fingerprint = tuple(sorted(result["partialFingerprints"].items()))
            if fingerprint in seen:
                errors.append(where + "two results have one fingerprint")
            seen.add(fingerprint)
    return errors


def report_rules(report):
    """The numbers say what the lists say."""
    errors = []
    for level in ("error", "warning", "note"):
        count = sum(f["level"] == level and f["waived"] is None for f in report["findings"])
        if count != report["summary"][level]:
            errors.append(f"summary/{level} is not {count}")
    if sum(f["waived"] is not None for f in report["findings"]) != report["summary"]["waived"]:
        errors.append("summary/waived is wrong")
    if len(report["inconclusive"]) != report["summary"]["inconclusive"]:
        errors.append("summary/inconclusive is wrong")
    wanted = {"pass": {0}, "findings": {1}, "inconclusive": {3}}[report["status"]] | {130, 143}
    if report["exit_code"] not in wanted:
        errors.append("exit_code and status disagree")
    return errors


def validate_junit(path):
    done = subprocess.run(
        ["xmllint", "--noout", "--nonet", "--schema", ROOT / "tests/data/junit.xsd", path],
        capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return done.stderr.strip().splitlines()
    errors = []
    root = ET.parse(path).getroot()
    for suites in [[root], *[[suite] for suite in root]]:
        element = suites[0]
        cases = list(element.iter("testcase"))
        found = {
            "tests": len(cases),
            "failures": sum(case.find("failure") is not None for case in cases),
            "errors": sum(case.find("error") is not None for case in cases),
            "skipped": sum(case.find("skipped") is not None for case in cases),
        }
        for name, number in found.items():
            if name in element.attrib and int(element.attrib[name]) != number:
                errors.append(f"{element.attrib['name']}: {name} is not {number}")
    return errors


def main(arguments):
    pairs = [argument.split("=", 1) for argument in arguments] or [
        ["json", GOLDEN / "report.json"],
        ["error", GOLDEN / "error.json"],
        ["sarif", GOLDEN / "report.sarif"],
        ["junit", GOLDEN / "report.junit.xml"],
        ["waivers", GOLDEN / "waivers.json"],
    ]
    failed = 0
    for kind, path in pairs:
        errors = validate_junit(path) if kind == "junit" else validate_json(kind, path)
        for error in errors:
            print(f"{path}: {error}", file=sys.stderr)
        failed += bool(errors)
    print(f"{len(pairs) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
