"""What a delegate does with a graph's nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Mapping


class Delegation(Record):
    """What becomes of the primary graph's nodes: `taken` surely go to the delegate, `open` may, those in `left` do not and why.

    `partitions` are the least and the most delegate nodes that the graph then has. Where not `known`, nothing decides.
    """

    taken: frozenset[int]
    open: frozenset[int]
    left: Mapping[int, str]
    partitions: tuple[int, int]
    known: bool = True
