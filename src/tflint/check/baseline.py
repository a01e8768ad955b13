"""Findings that were there before, by fingerprint: a model that is converted again keeps its entries."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from tflint.check.fingerprint import fingerprint
from tflint.check.report import Suppressed
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tflint.finding import Finding

VERSION = 1


class NoBaseline(Exception):
    """A file that is not a baseline; the message is one sentence."""


class Entry(Record):
    """A finding that is known: `count` of them look alike. Rule, path and message are for people who read the file."""

    fingerprint: str
    count: int  # type: ignore[assignment]  # in place of a tuple's own method
    rule: str
    path: str
    message: str


def dump(findings: Iterable[Finding], relative: Callable[[str], str]) -> str:
    """Return a baseline with these findings, as JSON; `relative` makes paths free of the working folder."""
    alike: dict[str, list[Finding]] = {}
    for finding in findings:
        alike.setdefault(fingerprint(finding, relative(finding.path)), []).append(finding)
    rows = [
        {
            "rule": group[0].rule,
            "path": relative(group[0].path),
            "fingerprint": key,
            "count": len(group),
            "message": group[0].message,
        }
        for key, group in alike.items()
    ]
    rows.sort(key=lambda row: (str(row["path"]), str(row["rule"]), str(row["fingerprint"])))
    return json.dumps({"version": VERSION, "findings": rows}, indent=1) + "\n"


def load(text: str) -> tuple[Entry, ...]:
    """Return a baseline's entries; raise NoBaseline."""
    try:
        document = json.loads(text)
        if document["version"] != VERSION:
            raise NoBaseline(f"baseline version {document['version']!r}, this tflint reads {VERSION}")
        return tuple(_entry(row) for row in document["findings"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as why:
        raise NoBaseline(f"not a baseline that tflint wrote ({type(why).__name__}: {why})") from None


def part(
    findings: Iterable[Finding], entries: Iterable[Entry], relative: Callable[[str], str]
) -> tuple[list[Finding], list[Suppressed], tuple[Entry, ...]]:
    """Return the findings to keep, those that the baseline knows, and the entries that no finding has any more."""
    known = {entry.fingerprint: entry for entry in entries}
    left = Counter({key: entry.count for key, entry in known.items()})
    kept: list[Finding] = []
    suppressed: list[Suppressed] = []
    for finding in findings:
        key = fingerprint(finding, relative(finding.path))
        if left[key] > 0:
            left[key] -= 1
            suppressed.append(Suppressed(finding, "baseline", "in the baseline"))
        else:
            kept.append(finding)
    return kept, suppressed, tuple(entry for key, entry in known.items() if left[key] == entry.count)


def _entry(row: dict[str, object]) -> Entry:
    count = row.get("count", 1)
    if not isinstance(count, int):
        raise TypeError("count is not an integer")
    return Entry(str(row["fingerprint"]), count, str(row["rule"]), str(row["path"]), str(row["message"]))
