"""JSON for machines: version 1, its shape published as docs/schemas/check.schema.json."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

from tflint.finding import Severity
from tflint.fix.rules import of_finding
from tflint.report import wording

if TYPE_CHECKING:
    from tflint.check.report import BoardReport, Change, Changes, Crashed, ModelReport, Report
    from tflint.finding import Evidence, Finding, Location, Place
    from tflint.report.options import Options

Json = dict[str, object]


def render(report: Report, options: Options) -> str:
    """Return the report as JSON; every name exactly as the file has it."""
    document = {
        "version": 1,
        "tool": {"name": "tflint", "version": options.version},
        "models": [_model(model) for model in report.models],
        "findings": [finding_object(finding) for finding in report.findings],
        "suppressed": [{**finding_object(s.finding), "by": s.by, "reason": s.reason} for s in report.suppressed],
        "skipped": [{"what": skip.what, "why": skip.why} for skip in report.skipped],
        "crashed": [_crash(crash, traceback=options.verbose) for crash in report.crashed],
        "troubles": [{"path": trouble.path, "why": trouble.why} for trouble in report.troubles],
        "notices": list(report.notices),
        "changes": _changes(report.changes) if report.changes else None,
        "summary": _summary(report),
    }
    return dumps(document)


def dumps(document: Json) -> str:
    """Return a document as JSON text in ASCII, so that nothing in a name can act on a terminal."""
    return json.dumps(document, indent=2, allow_nan=False) + "\n"


def finding_object(finding: Finding) -> Json:
    """Return a finding as the schema's `finding`."""
    return {
        "rule": finding.rule,
        "family": finding.family,
        "severity": str(finding.severity),
        "path": finding.path,
        "board": finding.board,
        "location": _location(finding.location),
        "also": [_location(it) for it in finding.also],
        "message": finding.message,
        "help": list(finding.help),
        "evidence": {name: number(value) for name, value in finding.evidence.items()},
        "place": place_object(finding.place) if finding.place else None,
        "related": [place_object(place) for place in finding.related],
        "fix": of_finding(finding) or None,
    }


def _location(location: Location) -> Json:
    return {"path": location.path, "operator": location.operator, "tensor": location.tensor}


def place_object(place: Place) -> Json:
    """Return a line of a text file as the schema's `place`."""
    return {"path": place.path, "line": place.line, "column": place.column, "message": place.message or "declared here"}


def number(value: Evidence) -> Evidence:
    """Return a figure as JSON can hold it: infinities and NaN, which it cannot, as words."""
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def _model(model: ModelReport) -> Json:
    return {
        "path": model.path,
        "sha256": model.sha256,
        "bytes": model.size,
        "operators": model.operators,
        "kind": model.kind,
        "boards": [_board(board) for board in model.boards],
    }


def _board(board: BoardReport) -> Json:
    plan = board.plan
    arena: Json = {name: None if plan is None else getattr(plan, name) for name in ("used", "minimum", "head", "tail")}
    arena |= {"given": board.given, "exact": plan is not None and plan.exact, "bound": plan.kind if plan else None}
    arena["unknown"] = list(plan.unknown) if plan else []
    return {"board": board.board, "target": board.target, "runtime": board.runtime, "arena": arena}


def _crash(crash: Crashed, *, traceback: bool) -> Json:
    row: Json = {"rule": crash.rule, "path": crash.path, "board": crash.board, "error": crash.error}
    return row | {"traceback": crash.traceback} if traceback else row


def _changes(changes: Changes) -> Json:
    return {
        "against": changes.against,
        "models": [_change(change) for change in changes.models],
        "new": [finding_object(finding) for finding in changes.new],
        "fixed": [finding_object(finding) for finding in changes.fixed],
    }


def _change(change: Change) -> Json:
    return {
        "path": change.path,
        "moved_from": change.moved_from,
        "bytes": {"before": change.size_before, "after": change.size_after},
        "arenas": [
            {"board": it.board, "target": it.target, "before": it.before, "after": it.after, "given": it.given}
            for it in change.arenas
        ],
        "operators": {"added": list(change.operators_added), "gone": list(change.operators_gone)},
    }


def _summary(report: Report) -> Json:
    counted = wording.severities(report.findings)
    return {
        "models": len(report.models),
        "errors": counted[Severity.ERROR],
        "warnings": counted[Severity.WARNING],
        "notes": counted[Severity.NOTE],
        "suppressed": len(report.suppressed),
        "skipped": len(report.skipped),
        "crashed": len(report.crashed),
    }
