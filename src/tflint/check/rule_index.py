"""A pack's index: what its rules say of themselves, so that only those with something to check are imported."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from tflint.check.rule import indexed
from tflint.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import TypedDict

    from tflint.check.rule import Rule

    class Row(TypedDict):
        """What the index holds of a rule: the bytes of its file, the nodes of its checks, and the words of `Rule`."""

        bytes: int
        nodes: list[str]
        severity: str
        since: str
        needs: str
        runtimes: list[str]


FILE = "index.json"


def rows(rules: Iterable[Rule], sizes: Mapping[str, int]) -> dict[str, Row]:
    """Return the rows of a pack's rules by module; `sizes` has the bytes of each module's file."""
    return {
        it.module: {
            "bytes": sizes[it.module],
            "nodes": sorted(it.nodes),
            "severity": it.severity.name.lower(),
            "since": it.since,
            "needs": it.needs,
            "runtimes": list(it.runtimes),
        }
        for it in sorted(rules, key=lambda it: it.module)
    }


def read(folder: str) -> dict[str, Row]:
    """Return the index in a pack's folder, empty where it has none or one that cannot be read."""
    try:
        with open(os.path.join(folder, FILE), encoding="utf-8") as file:
            found: dict[str, Row] = json.load(file)["rules"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return found


def rule(module: str, row: Row) -> Rule:
    """Return a rule as its row describes it."""
    severity = Severity[row["severity"].upper()]
    return indexed(module, tuple(row["nodes"]), (severity, row["since"], row["needs"], tuple(row["runtimes"])))
