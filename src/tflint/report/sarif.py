"""SARIF 2.1.0, for code scanning: a model's inner place is a logical location, its physical one line 1."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING

from tflint.check.fingerprint import fingerprint
from tflint.finding import Severity
from tflint.report import changes
from tflint.report.check_json import number
from tflint.report.escape import cut, unicode, visible
from tflint.report.paths import relative, uri

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tflint.check.report import ModelReport, Report, Suppressed
    from tflint.check.rule import Rule
    from tflint.finding import Finding, Location, Place, Replacement
    from tflint.report.check_json import Json
    from tflint.report.options import Options

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
_PLACEHOLDER = re.compile(r"\{(\d+)\}")
_LONGEST = 4000

_MOST_PLACES = 100


def render(report: Report, options: Options) -> str:
    """Return the report as a SARIF log of one run; suppressed findings stay, marked as such."""
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report, options)]}
    return json.dumps(document, indent=2, allow_nan=False) + "\n"


def _run(report: Report, options: Options) -> Json:
    results = _Results(report, options)
    models = {model.path: model for model in report.models}
    run: Json = {
        "tool": {"driver": _driver(report, results.rules, options)},
        "invocations": [_invocation(report, options)],
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "the root of the repository"}}},
        "artifacts": [_artifact(path, options, models.get(path)) for path in results.paths],
        "results": results.all(),
        "columnKind": "unicodeCodePoints",
    }
    return run


def _driver(report: Report, rules: list[str], options: Options) -> Json:
    driver: Json = {"name": "tflint", "version": options.version, "semanticVersion": options.version}
    if not options.version:
        driver = {"name": "tflint"}
    return driver | {"rules": [_rule(name, report.rules.get(name), options.page(name, report.rules)) for name in rules]}


def _rule(name: str, rule: Rule | None, address: str) -> Json:
    if rule is None:
        return {"id": name}
    page = rule.page.strip()
    described: Json = {
        "id": name,
        "shortDescription": {"text": rule.summary or name},
        "fullDescription": {"text": rule.summary or name},
        "help": {"text": page or name, "markdown": page or name},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": [rule.family], "since": rule.since},
    }
    return described | {"helpUri": address} if address else described


def _invocation(report: Report, options: Options) -> Json:
    notifications = [_notification(f"{c.rule} crashed: {c.error}", c.path, options, c.rule) for c in report.crashed]
    notifications += [_notification(trouble.why, trouble.path, options, None) for trouble in report.troubles]
    skipped = [{"level": "note", "message": _message(f"skipped: {skip.what}: {skip.why}")} for skip in report.skipped]
    successful = not report.crashed and not report.troubles
    return {"executionSuccessful": successful, "toolExecutionNotifications": [*notifications, *skipped]}


def _notification(text: str, path: str, options: Options, rule: str | None) -> Json:
    location = {"physicalLocation": {"artifactLocation": _artifact_location(path, options)}}
    notification: Json = {"level": "error", "message": _message(text), "locations": [location]}
    return notification | {"associatedRule": {"id": _exact(rule)}} if rule else notification


def _artifact(path: str, options: Options, model: ModelReport | None) -> Json:
    artifact: Json = {"location": _artifact_location(path, options)}
    if model is None:
        return artifact
    hashes: Json = {"hashes": {"sha-256": model.sha256}} if model.sha256 else {}
    return artifact | {"length": model.size, "mimeType": "application/octet-stream"} | hashes


def _artifact_location(path: str, options: Options) -> Json:
    reference = uri(path, options.root)
    return {"uri": reference} if reference.startswith("file:") else {"uri": reference, "uriBaseId": "%SRCROOT%"}


class _Results:
    """The results of a run, with the rules and files that they refer to by number."""

    def __init__(self, report: Report, options: Options) -> None:
        self.report = report
        self.options = options
        findings = [*report.findings, *(suppressed.finding for suppressed in report.suppressed)]
        self.rules = sorted({*report.rules, *(finding.rule for finding in findings)})
        self.paths = sorted({model.path for model in report.models} | {_file(finding) for finding in findings})
        self.rule_numbers = {name: position for position, name in enumerate(self.rules)}
        self.path_numbers = {path: position for position, path in enumerate(self.paths)}
        self.seen: Counter[str] = Counter()
        self.new = changes.new(report)

    def all(self) -> list[Json]:
        """Return kept results, then suppressed ones, then those that are gone since the other revision."""
        results = [self._result(finding) | self._state(finding) for finding in self.report.findings]
        results += [self._result(it.finding) | {"suppressions": [_suppression(it)]} for it in self.report.suppressed]
        fixed = self.report.changes.fixed if self.report.changes else ()
        known = (finding for finding in fixed if finding.rule in self.rule_numbers)
        return results + [self._result(finding) | {"baselineState": "absent"} for finding in known]

    def _state(self, finding: Finding) -> Json:
        if self.report.changes is None:
            return {}
        return {"baselineState": "new" if changes.identity(finding) in self.new else "unchanged"}

    def _result(self, finding: Finding) -> Json:
        result: Json = {
            "ruleId": finding.rule,
            "ruleIndex": self.rule_numbers[finding.rule],
            "level": _LEVELS[finding.severity],
            "message": _message(_sentences((finding.message, *finding.help))),
            "locations": [self._location(finding)],
            "partialFingerprints": {"tflint/v1": self._fingerprint(finding)},
            "properties": _properties(finding),
        }
        related = [_related(place, position, self.options) for position, place in enumerate(finding.related, 1)]
        related += [{"logicalLocations": [_logical(it, finding.path)]} for it in finding.also[:_MOST_PLACES]]
        result |= {"relatedLocations": related} if related else {}
        return result | {"fixes": [_fix(finding.fixes, self.options)]} if finding.fixes else result

    def _location(self, finding: Finding) -> Json:
        path = _file(finding)
        place = _artifact_location(path, self.options)
        if path in self.path_numbers:
            place |= {"index": self.path_numbers[path]}
        physical = {"artifactLocation": place, "region": _region(finding.place)}
        return {"physicalLocation": physical, "logicalLocations": [_logical(finding.location, finding.path)]}

    def _fingerprint(self, finding: Finding) -> str:
        """Return the finding's identity, numbered where several findings of a run share it."""
        same = fingerprint(finding, relative(finding.path, self.options.root))
        self.seen[same] += 1
        return f"{same}:{self.seen[same]}"


def _file(finding: Finding) -> str:
    return finding.place.path if finding.place else finding.path


def _region(place: Place | None) -> Json:
    return {"startLine": 1} if place is None else {"startLine": max(place.line, 1), "startColumn": max(place.column, 1)}


def _logical(location: Location, path: str) -> Json:
    kind = {"operators": "function", "tensors": "variable", "subgraphs": "module"}.get(_part(location.path), "object")
    name = location.operator or location.tensor or location.path or path
    qualified = " ".join(part for part in (location.path or path, location.operator) if part)
    return {"name": _exact(name), "fullyQualifiedName": _exact(qualified), "kind": kind}


def _part(path: str) -> str:
    return path.rpartition("/")[0].rpartition("/")[2]


def _related(place: Place, number: int, options: Options) -> Json:
    physical = {"artifactLocation": _artifact_location(place.path, options), "region": _region(place)}
    return {"id": number, "physicalLocation": physical, "message": _message(place.message or "declared here")}


def _fix(replacements: tuple[Replacement, ...], options: Options) -> Json:
    """Return one fix that changes every file that the finding's cure takes."""
    changes = []
    for path in dict.fromkeys(it.path for it in replacements):
        parts = [_replacement(it) for it in replacements if it.path == path]
        changes.append({"artifactLocation": _artifact_location(path, options), "replacements": parts})
    words = dict.fromkeys(it.message for it in replacements)
    return {"description": _message(", ".join(words)), "artifactChanges": changes}


def _replacement(replacement: Replacement) -> Json:
    (line, column), (last, end_column) = replacement.start, replacement.end
    region = {"startLine": line, "startColumn": column, "endLine": last, "endColumn": end_column}
    return {"deletedRegion": region, "insertedContent": {"text": unicode(replacement.text)}}


def _suppression(suppressed: Suppressed) -> Json:
    justification = f"{suppressed.by}: {suppressed.reason}" if suppressed.reason else suppressed.by
    return {"kind": "external", "status": "accepted", "justification": _exact(justification)}


def _properties(finding: Finding) -> Json:
    evidence = {_exact(name): _value(number(value)) for name, value in finding.evidence.items()}
    properties: Json = {"model": _exact(finding.path), "evidence": evidence, "tags": [finding.family]}
    if finding.location.tensor is not None:
        properties["tensor"] = _exact(finding.location.tensor)
    return properties | {"board": _exact(finding.board)} if finding.board else properties


def _value(value: object) -> object:
    return _exact(value) if isinstance(value, str) else value


def _sentences(parts: Iterable[str]) -> str:
    return ". ".join(parts)


def _message(text: str) -> Json:
    """Return a message whose brackets and braces no viewer takes for a link or a placeholder."""
    safe = visible(cut(text, _LONGEST)).replace("](", r"]\(")
    return {"text": _PLACEHOLDER.sub(r"{{\1}}", safe) or "–"}


def _exact(text: str) -> str:
    return unicode(cut(text, _LONGEST))
