"""Output sizes of windowed ops: ComputeOutSize and friends (kernels/padding.h)."""

from __future__ import annotations

SAME = 0


def out_size(padding: int, size: int, window: int, stride: int, dilation: int = 1) -> int:
    """Return the output's extent along one axis; 0 where the stride is 0."""
    effective = (window - 1) * dilation + 1
    if stride == 0:
        return 0
    return -(-size // stride) if padding == SAME else (size + stride - effective) // stride
