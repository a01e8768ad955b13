"""What a rewrite did, as people and machines are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

EMPTY: Mapping[str, object] = {}


class Change(NamedTuple):
    """One thing that was changed. `kind` is `graph`, `file`, `plan`, `stripes` or `firmware`; `rule` names the pass or the rule.

    `message` is one clause, lower case, without a full stop. `location` is the place in the schema's words (`subgraphs/0/operators/3`),
    empty for the file. `evidence` has its numbers for machines.
    """

    kind: str
    rule: str
    message: str
    location: str = ""
    evidence: Mapping[str, object] = EMPTY
