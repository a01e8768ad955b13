"""Output sizes of windowed ops: ComputeOutSizeChecked and friends (kernels/padding.h)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node

SAME, VALID = 0, 1


def out_size(k: Node, size: int, window: int, stride: int, dilation: int = 1) -> int:
    """Return the output's extent along one axis; what cannot be computed is 0, or negative before 2.3.0 (ComputeOutSize)."""
    padding = k.number("padding")
    effective = (window - 1) * dilation + 1
    if stride == 0 or padding not in {SAME, VALID}:
        return 0
    extent = -(-size // stride) if padding == SAME else _quotient(size + stride - effective, stride)
    if not k.since("2.2.0"):
        return extent
    return 0 if min(size, window - 1, stride - 1, dilation - 1, extent) < 0 else extent


def checked_out_size(k: Node, size: int, window: int, stride: int, dilation: int = 1) -> int:
    """Return the output's extent; from 2.3.0 on refuse where it cannot be computed, without a word (ComputePaddingHeightWidthChecked)."""
    padding = k.number("padding")
    if k.since("2.2.0"):
        effective = (window - 1) * dilation + 1
        ensure.that(k, padding in {SAME, VALID}, f"padding is {padding}, expected SAME (0) or VALID (1)")
        why = f"a window of {effective} over an extent of {size}, with VALID padding"
        ensure.that(k, padding == SAME or size + stride - effective > -stride, why)
    return out_size(k, size, window, stride, dilation)


def _quotient(numerator: int, denominator: int) -> int:
    """Divide as C does, towards zero."""
    return numerator // denominator if numerator >= 0 else -(-numerator // denominator)
