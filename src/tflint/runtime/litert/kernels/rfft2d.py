"""RFFT2D (rfft2d.cc): the FFT library's working areas and the rows that it transforms."""

from __future__ import annotations

from math import isqrt
from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.graph_info import AllocationType
from tflint.runtime.litert.kernel import ARENA, Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node


def _is_power_of_two(n: int) -> bool:
    return n > 0 and n & (n - 1) == 0


def prepare(node: Node) -> None:
    """InitTemporaryTensors and ResizeOutputandTemporaryTensors; the doubles are typed int64 there; before 2.3.0 rows are on the heap."""
    ensure.counts(node, 2)
    x, length, y = node.need(0), node.need(1), node.made()
    ensure.rank_at_least(node, x, 2)
    ensure.is_type(node, x, "float32")
    ensure.rank(node, length, 1)
    ensure.elements(node, length, 2)
    ensure.is_type(node, length, "int32")
    y.dtype = "complex64"
    sizes = node.integers(1)
    types = ("int32", "int64", "int64", "int64") if node.since("2.3.0") else ("int32", "int64")
    if sizes is None:
        node.make_dynamic(y)
        for index, dtype in enumerate(types):
            node.temporary(dtype, (), AllocationType.DYNAMIC, index=index)
        return
    height, width = sizes[0], sizes[1]
    holds = _is_power_of_two(height) and _is_power_of_two(width)
    node.ensure(holds, f"fft_length {height} x {width}, powers of 2 wanted", "IsPowerOfTwo(fft_length_data[0]) was not true.")
    node.resize(y, (*x.dims[:-2], height, width // 2 + 1))
    working = max(height, width // 2)
    shapes = ((2 + isqrt(working),), (working // 2 + width // 4,), (height,), (height, width + 2))
    for index, (dtype, shape) in enumerate(zip(types, shapes, strict=False)):
        node.temporary(dtype, shape, ARENA, index=index, name="FFT working area")


KERNELS = (Kernel("RFFT2D", prepare, prepare_tensors=4),)
