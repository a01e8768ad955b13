"""The same finding on many places of one model, reported once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tflint.check.fingerprint import FIGURE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tflint.finding import Finding

LISTED = 3  # so many are still reported one by one
_QUOTED = r"'[^']*'"


def merged(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return the findings in order, those that differ in names and figures only as one where there are more than three.

    The first of them stands for all: its message ends in `, and 13 more`, and `also` has the places of the others.
    """
    if len(findings) <= LISTED:
        return tuple(findings)
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        groups.setdefault(_sameness(finding), []).append(finding)
    kept: list[Finding] = []
    for first, *rest in groups.values():
        if len(rest) < LISTED:
            kept += [first, *rest]
        else:
            also = tuple(it.location for it in rest)
            kept.append(first._replace(message=f"{first.message}, and {len(rest):,} more", also=also))
    return tuple(kept)


def _sameness(finding: Finding) -> tuple[object, ...]:
    """Return what findings of one mistake have in common: everything but the names and figures in the message."""
    where = finding.location
    words = finding.message
    for name in (where.tensor, where.operator):
        words = words.replace(name, "") if name else words
    words = re.sub(FIGURE, "#", re.sub(_QUOTED, "", words))
    return finding.rule, finding.severity, finding.path, finding.board, finding.place, words
