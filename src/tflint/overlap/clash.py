"""What a plan loses: the walk's answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.record import Record

if TYPE_CHECKING:
    from tflint.overlap.memory import Origin


class Clash(Record):
    """A value that is lost, or may be: bytes `low` up to `high` of a tensor, when `operator` (None: the application) reads it.

    `by` is who wrote over it, None where nobody wrote these bytes at all. `inside` is True where both is one and the same
    operator's work, so that it depends on the order in which its kernel reads and writes.
    """

    tensor: int
    low: int
    high: int
    operator: int | None
    by: Origin | None
    inside: bool = False
