"""A file's lint as plain JSON and back; for the cache and for workers on other machines. Plans carry their totals only."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TypeVar, cast

from tflint.check.lint import Judged
from tflint.check.report import BoardReport, Crashed, ModelReport
from tflint.finding import Finding, Location, Place, Severity
from tflint.runtime.plan import Bound, Plan

T = TypeVar("T")
Json = dict[str, object]


def encode(judged: Judged) -> Json:
    """Return a lint in types that JSON has."""
    report = judged.report
    return {
        "path": report.path,
        "sha256": report.sha256,
        "size": report.size,
        "count": report.operators,
        "kind": report.kind,
        "boards": [_board(board) for board in report.boards],
        "findings": [_finding(finding) for finding in judged.findings],
        "rules": _rules_text(judged.ran, judged.skipped),
        "operators": sorted(judged.operators),
        "crashed": [[it.rule, it.path, it.board, it.error, it.traceback] for it in judged.crashed],
    }


def text(judged: Judged) -> str:
    """Return a lint as JSON; the rules that ran, which most models of a run have in common, are put into it as they were put before."""
    row = encode(judged)
    rules = _quoted(_is(row.pop("rules"), str))
    return f'{_compact(row)[:-1]},"rules":{rules}}}'


_compact = json.JSONEncoder(separators=(",", ":")).encode


@lru_cache(maxsize=256)
def _quoted(text: str) -> str:
    return _compact(text)


def decode(row: Json) -> Judged:
    """Return the lint that was encoded; raise ValueError, KeyError, TypeError, IndexError or AttributeError on anything else."""
    ran, skipped = _rules(_is(row["rules"], str))
    return Judged(
        ModelReport(
            _is(row["path"], str),
            _is(row["sha256"], str),
            _is(row["size"], int),
            _is(row["count"], int),
            _is(row["kind"], str),
            tuple(_board_back(it) for it in _is(row["boards"], list)),
        ),
        tuple(_finding_back(it) for it in _is(row["findings"], list)),
        ran,
        skipped,
        tuple(Crashed(*it) for it in _is(row["crashed"], list)),
        frozenset(_is(row["operators"], list)),
    )


@lru_cache(maxsize=256)
def _rules_text(ran: frozenset[str], skipped: frozenset[tuple[str, str]]) -> str:
    """Return which rules ran and which were skipped, as `_rules` reads it."""
    return json.dumps([sorted(ran), sorted(skipped)], separators=(",", ":"))


@lru_cache(maxsize=256)
def _rules(text: str) -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
    """Return which rules ran and which were skipped; most models of a run have the same, so it is a text that is read once."""
    ran, skipped = json.loads(text)
    return frozenset(_is(ran, list)), frozenset((_is(rule, str), _is(why, str)) for rule, why in _is(skipped, list))


def _board(report: BoardReport) -> Json:
    plan = report.plan
    totals = (
        None
        if plan is None
        else [plan.target, plan.used, plan.minimum, plan.head, plan.tail, plan.unknown, plan.accepted, plan.bound]
    )
    return {
        "board": report.board,
        "target": report.target,
        "given": report.given,
        "declared": report.declared,
        "runtime": report.runtime,
        "plan": totals,
        "variables": 0 if plan is None else plan.resource_variables,
    }


def _board_back(row: Json) -> BoardReport:
    given = row["given"]
    plan = None
    if row["plan"] is not None:
        target, used, minimum, head, tail, unknown, accepted, bound = _is(row["plan"], list)
        variables = _is(row["variables"], int)
        plan = Plan(
            target, used, minimum, head, tail, tuple(unknown), resource_variables=variables, accepted=accepted, bound=Bound(bound)
        )
    board, target, runtime = (_is(row[key], str) for key in ("board", "target", "runtime"))
    return BoardReport(board, target, plan, None if given is None else _is(given, int), _is(row["declared"], bool), runtime)


def _finding(finding: Finding) -> list[object]:
    where = finding.location
    return [
        finding.rule,
        finding.family,
        int(finding.severity),
        finding.path,
        finding.message,
        [where.path, where.operator, where.tensor],
        finding.board,
        dict(finding.evidence),
        finding.help,
        None if finding.place is None else _place(finding.place),
        [_place(place) for place in finding.related],
    ]


def _finding_back(row: list[object]) -> Finding:
    rule, family, severity, path, message, where, board, evidence, lines, place, related = _is(row, list)
    return Finding(
        _is(rule, str),
        _is(family, str),
        Severity(severity),
        _is(path, str),
        _is(message, str),
        Location(*where),
        cast("str | None", board),
        _is(evidence, dict),
        tuple(lines),
        None if place is None else Place(*place),
        tuple(Place(*it) for it in related),
    )


def _place(place: Place) -> list[object]:
    return [place.path, place.line, place.column, place.message]


def _is(value: object, kind: type[T]) -> T:
    if not isinstance(value, kind):
        raise TypeError(f"{value!r:.40} is no {kind.__name__}")
    return value
