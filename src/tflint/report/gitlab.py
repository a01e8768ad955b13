"""GitLab Code Quality: a JSON array of issues; fingerprints are unique, so that a merge request shows what is new."""

from __future__ import annotations

import json
from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING

from tflint.check.fingerprint import fingerprint
from tflint.finding import Severity
from tflint.report import changes, wording
from tflint.report.escape import cut, unicode, visible
from tflint.report.paths import relative

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.check.report import Report
    from tflint.report.check_json import Json
    from tflint.report.options import Options

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.NOTE: "info"}
_LONGEST = 1000


def render(report: Report, options: Options) -> str:
    """Return the report as a Code Quality artifact."""
    issues = [*_crashes(report, options), *_findings(report, options), *_changes(report, options)]
    return json.dumps(issues, indent=2) + "\n"


def _findings(report: Report, options: Options) -> Iterator[Json]:
    seen: Counter[str] = Counter()
    for finding in report.findings:
        same = fingerprint(finding, relative(finding.path, options.root))
        seen[same] += 1
        unique = same if seen[same] == 1 else sha256(f"{same}:{seen[same]}".encode()).hexdigest()[:32]
        place = finding.place
        where = wording.inside(finding.location)
        model = f" ({wording.name(finding.path)})" if place else ""
        sentences = [finding.message + model, *finding.help]
        if where and not any(where in sentence for sentence in sentences):
            sentences.insert(1, f"at {where}")
        path, line = (place.path, place.line) if place else (finding.path, 1)
        severity = _SEVERITIES[finding.severity]
        yield _issue(". ".join(sentences), finding.rule, unique, severity=severity, path=relative(path, options.root), line=line)


def _crashes(report: Report, options: Options) -> Iterator[Json]:
    for trouble in report.troubles:
        path = relative(trouble.path, options.root)
        yield _issue(f"cannot be read: {trouble.why}", "unreadable", _hash("trouble", path), severity="blocker", path=path)
    for crash in report.crashed:
        path = relative(crash.path, options.root)
        text, unique = f"{crash.rule} crashed: {crash.error}", _hash("crash", path, crash.rule)
        yield _issue(text, crash.rule, unique, severity="blocker", path=path)


def _changes(report: Report, options: Options) -> Iterator[Json]:
    for change in report.changes.models if report.changes else ():
        path = relative(change.path, options.root)
        text = "; ".join(changes.sentences(change))
        yield _issue(text, "model-changed", _hash("change", path, text), severity="info", path=path)


def _issue(text: str, rule: str, unique: str, *, severity: str, path: str, line: int = 1) -> Json:
    return {
        "description": visible(cut(text, _LONGEST)) or "–",
        "check_name": visible(cut(rule, 200)),
        "fingerprint": unique,
        "severity": severity,
        "location": {"path": unicode(path), "lines": {"begin": max(line, 1)}},
    }


def _hash(*parts: str) -> str:
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
