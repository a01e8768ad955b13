"""The memory that a firmware sets aside for decompressed tensors (micro_context.cc: SetDecompressionMemory)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.memory_helpers import align_up

if TYPE_CHECKING:
    from collections.abc import Sequence

COMPRESSED_SINCE, DECODED_SINCE = "2024-12-10", "2025-11-19"  # TFLM's 112d7a65a, 6c1c1a89f


class DecompressionMemory:
    """Regions of so many bytes, each from a multiple of 16 on; a tensor goes into the first that has room for it."""

    __slots__ = ("_taken", "sizes")

    def __init__(self, sizes: Sequence[int] = ()) -> None:
        self.sizes = tuple(sizes)
        self._taken = [0] * len(self.sizes)

    def take(self, size: int) -> bool:
        """Take `size` bytes, aligned to 16, of the first region with room (AllocateDecompressionMemory); return False where there is none."""
        for number, given in enumerate(self.sizes):
            end = align_up(self._taken[number]) + size
            if end <= given:
                self._taken[number] = end
                return True
        return False

    def reset(self) -> None:
        """Make all regions free again (ResetDecompressionMemoryAllocations)."""
        self._taken = [0] * len(self.sizes)
