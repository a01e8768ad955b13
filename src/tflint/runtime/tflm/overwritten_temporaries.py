"""Arenas below the minimum that TFLM accepts: what a kernel keeps overwrites its own temporaries there, or is never kept nor missed.

Not those in which an output's new dims overwrite what the kernel still reads (CreateWritableTensorDimsWithCopy).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.record import Record
from tflint.runtime.tflm.memory_helpers import ALIGNMENT, align_up

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from tflint.model.view import Model
    from tflint.runtime.plan import Moment
    from tflint.runtime.tflm.abi import Abi

INIT = 3  # which of a plan's moments that is


class NewDims(Record):
    """New dims of `size` bytes, written right above a tail of `tail` bytes, and the bytes of the last temporary that are read after that.

    `read` are (first, last + 1) from the arena's start.
    """

    tail: int
    size: int
    read: tuple[tuple[int, int], ...]

    def spoil(self, arena: int) -> bool:
        """Return whether they lie on what is read, in an arena of so many bytes."""
        start = arena - self.tail
        return any(start < end and first < start + self.size for first, end in self.read)


def least_unspoilt(accepted: int, minimum: int, written: Collection[NewDims]) -> int:
    """Return the least arena from `accepted` up that no new dims spoil; nothing overlaps in one of `minimum` bytes."""
    arenas = range(accepted, minimum, ALIGNMENT)
    return next((arena for arena in arenas if not any(it.spoil(arena) for it in written)), minimum)


def overlap(accepted: int, moment: Moment, model: Model) -> str:
    """Return why the minimum is an upper bound: AllocatePersistentBuffer compares the tail with the head, not with the temporaries on top."""
    who = "the interpreter"
    if moment.subgraph is not None and moment.operator is not None:
        who = f"{model.subgraphs[moment.subgraph].operators[moment.operator].name} (op {moment.operator})"
    return f"AllocateTensors() may succeed with as little as {accepted:,} B, in which what {who} keeps overwrites its own temporaries unnoticed"


def least_without(unread: int, moments: Sequence[Moment]) -> int:
    """Return the least arena in which `unread` bytes that Init kept find no room, so that Prepare and planning do without them."""
    needs = [it.low + it.tail for it in moments]
    least = align_up(max(*needs[:INIT], *(need - unread for need in needs[INIT:])))
    return least if unread and least < needs[INIT] else align_up(max(needs))


def missing(accepted: int) -> str:
    """Return why the minimum is an upper bound: a table that is not read may be missing."""
    return f"AllocateTensors() may succeed with as little as {accepted:,} B, in which the table of a float32 ELU finds no room, and nothing reads it"


def still_read(abi: Abi, end: int, zero_points: int, *, given_back: bool) -> Iterator[tuple[int, int]]:
    """Yield the bytes that are read after Prepare has taken its last temporary tensor, which ends at `end`: pointers.

    These are TfLiteTensor::dims and, where the temporaries are given back one by one and ResetTempAllocations() checks the sum of
    their addresses, the quantization and its zero_point (MicroAllocator::DeallocateTempTfLiteTensor). `zero_points` are the
    bytes of that array, 0 for a tensor without quantization.
    """
    pointer, tensor = abi.sizeof("ptr"), abi.sizeof("TfLiteTensor")
    quantization = end - zero_points - abi.sizeof("TfLiteAffineQuantization") if zero_points else end
    start = quantization - tensor
    # with TF_LITE_STATIC_MEMORY the struct begins with its quantization; without, eight pointers and 16 bytes are before it
    static = tensor <= 8 * pointer
    dims = start + (3 * pointer + 8 if static else 2 * pointer)
    yield dims, dims + pointer
    if zero_points and given_back:
        held = start + (0 if static else 8 * pointer + 16)
        yield held, held + 2 * pointer
        yield quantization + pointer, quantization + 2 * pointer
