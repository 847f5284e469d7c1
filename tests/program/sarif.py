"""A strict reader of SARIF 2.1.0 over Microsoft's object model (package python3-sarif-python-om).

The model was generated from the OASIS schema: a class an object, an attribute a property. An
object is read
only when every property that it has is one of its class and every one that the class demands is
there.
The values that the schema restricts and the demands of GitHub's code scanning are checked on top.
"""

import re
import sys

try:
    import sarif_om
except ImportError:  # another interpreter than Debian's: the package is pure Python
    sys.path.append("/usr/lib/python3/dist-packages")
    import sarif_om

# The class of each property that holds an object or a list of them.
_CLASSES = {
    "runs": sarif_om.Run,
    "tool": sarif_om.Tool,
    "driver": sarif_om.ToolComponent,
    "rules": sarif_om.ReportingDescriptor,
    "results": sarif_om.Result,
    "message": sarif_om.Message,
    "locations": sarif_om.Location,
    "physicalLocation": sarif_om.PhysicalLocation,
    "region": sarif_om.Region,
    "artifactLocation": sarif_om.ArtifactLocation,
    "logicalLocations": sarif_om.LogicalLocation,
    "suppressions": sarif_om.Suppression,
    "invocations": sarif_om.Invocation,
    "artifacts": sarif_om.Artifact,
    "location": sarif_om.ArtifactLocation,
    "shortDescription": sarif_om.MultiformatMessageString,
    "fullDescription": sarif_om.MultiformatMessageString,
    "help": sarif_om.MultiformatMessageString,
    "defaultConfiguration": sarif_om.ReportingConfiguration,
    "automationDetails": sarif_om.RunAutomationDetails,
    "toolExecutionNotifications": sarif_om.Notification,
    "descriptor": sarif_om.ReportingDescriptorReference,
    "associatedRule": sarif_om.ReportingDescriptorReference,
    "toolConfigurationNotifications": sarif_om.Notification,
    "fixes": sarif_om.Fix,
    "rule": sarif_om.ReportingDescriptorReference,
    "description": sarif_om.Message,
}
_FREE = {"properties", "partialFingerprints", "fingerprints"}  # bags of any names
# The values that the schema restricts, by class and property.
_VALUES = {
    ("Result", "level"): {"none", "note", "warning", "error"},
    ("ReportingConfiguration", "level"): {"none", "note", "warning", "error"},
    ("Notification", "level"): {"none", "note", "warning", "error"},
    ("Result", "kind"): {"notApplicable", "pass", "fail", "review", "open", "informational"},
    ("Result", "baselineState"): {"new", "unchanged", "updated", "absent"},
    ("Suppression", "kind"): {"inSource", "external"},
    ("Suppression", "status"): {"accepted", "underReview", "rejected"},
    ("Run", "columnKind"): {"utf16CodeUnits", "unicodeCodePoints"},
}
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


class NotSarif(AssertionError):
    """What is wrong, and where."""


def _properties(kind):
    return {one.metadata["schema_property_name"]: one for one in kind.__attrs_attrs__}


def _read(kind, value, where):
    if not isinstance(value, dict):
        raise NotSarif(f"{where}: an object is wanted")
    known = _properties(kind)
    for name, inner in value.items():
        if name not in known:
            raise NotSarif(f"{where}: {kind.__name__} has no property {name}")
        _read_property(kind, name, inner, f"{where}.{name}")
    for name, attribute in known.items():
        if attribute.default.__class__.__name__ == "_Nothing" and name not in value:
            raise NotSarif(f"{where}: {kind.__name__} needs {name}")


def _read_property(kind, name, value, where):
    if name in _FREE:
        return
    for position, one in enumerate(value if isinstance(value, list) else [value]):
        here = f"{where}[{position}]" if isinstance(value, list) else where
        if isinstance(one, dict):
            if name not in _CLASSES:
                raise NotSarif(f"{here}: this reader knows no class for {name}")
            _read(_CLASSES[name], one, here)
        elif one not in _VALUES.get((kind.__name__, name), {one}):
            raise NotSarif(f"{here}: {one!r} is not allowed")
        elif name.endswith("Utc") and not _TIME.fullmatch(one):
            raise NotSarif(f"{here}: {one!r} is no UTC time")


def read(document):
    """Checks a document; returns its only run."""
    if document.get("version") != "2.1.0" or not document.get("$schema", "").endswith(
        "sarif-schema-2.1.0.json"
    ):
        raise NotSarif("not version 2.1.0")
    _read(
        sarif_om.SarifLog, {key: value for key, value in document.items() if key != "$schema"}, "$"
    )
    (run,) = document["runs"]
    for result in run.get("results", []):
        _demands_of_github(run, result)
    return run


def _demands_of_github(run, result):
    """One result without a physical location makes GitHub refuse the whole file."""
    rules = run["tool"]["driver"]["rules"]
    if rules[result["ruleIndex"]]["id"] != result["ruleId"]:
        raise NotSarif(f"ruleIndex of {result['ruleId']} points elsewhere")
    if not result["message"].get("text"):
        raise NotSarif("a message without text")
    if not result.get("partialFingerprints"):
        raise NotSarif("a result without fingerprint")
    for location in result["locations"]:
        place = location["physicalLocation"]
        if not place["artifactLocation"]["uri"]:
            raise NotSarif("an empty uri")
        if place.get("region", {"startLine": 1})["startLine"] < 1:
            raise NotSarif("lines begin at 1")
    if not result["locations"]:
        raise NotSarif("a result without location")
