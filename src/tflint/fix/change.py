"""What a rewrite did, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tflint.fix.figures import Figures

EMPTY: Mapping[str, object] = {}


class Change(Record):
    """One thing that was changed. `kind` is `graph`, `file`, `plan`, `stripes` or `firmware`; `rule` names the pass or the rule.

    `message` is one clause, lower case, without a full stop. `location` is the place in the schema's words (`subgraphs/0/operators/3`),
    empty for the file. `evidence` has its numbers for machines.
    """

    kind: str
    rule: str
    message: str
    location: str = ""
    evidence: Mapping[str, object] = EMPTY


class Rewritten(Record):
    """A model after `tflint fix`. `data` are the new bytes, the old ones where `changes` is empty.

    `kept` says why a change that was possible was not made, empty otherwise; `notes` what else is to be known.
    `base` is what the new model computes the same as, bit by bit: the original, or this after the unsafe fixes.
    """

    data: bytes
    before: Figures
    after: Figures
    changes: tuple[Change, ...] = ()
    adds_operators: tuple[str, ...] = ()
    kept: str = ""
    notes: tuple[str, ...] = ()
    base: bytes = b""
