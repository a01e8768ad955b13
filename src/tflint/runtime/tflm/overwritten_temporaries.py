"""Arenas in which an output's new dims overwrite what a kernel still reads of its temporaries (CreateWritableTensorDimsWithCopy)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.record import Record
from tflint.runtime.tflm.memory_helpers import ALIGNMENT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from tflint.runtime.tflm.abi import Abi


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
