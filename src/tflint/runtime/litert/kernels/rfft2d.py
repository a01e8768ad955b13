"""RFFT2D (rfft2d.cc): the FFT library's working areas and the rows that it transforms."""

from __future__ import annotations

from math import isqrt
from typing import TYPE_CHECKING

from tflint.runtime.litert.graph_info import AllocationType
from tflint.runtime.litert.kernel import ARENA, Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node

SOURCE = "kernels/rfft2d.cc: Prepare"


def _is_power_of_two(n: int) -> bool:
    return n > 0 and n & (n - 1) == 0


def prepare(node: Node) -> None:
    """InitTemporaryTensors and ResizeOutputandTemporaryTensors; the doubles are typed int64 there."""
    x, length, y = node.input(0), node.input(1), node.output()
    if x is None or length is None or y is None:
        raise node.refuse("RFFT2D misses an input or its output", source=SOURCE)
    node.ensure(x.dtype == "float32", f"RFFT2D does not take {x.dtype}", source=SOURCE)
    y.dtype = "complex64"
    sizes = node.integers(1)
    if sizes is None:
        node.make_dynamic(y)
        for index, dtype in enumerate(("int32", "int64", "int64", "int64")):
            node.temporary(dtype, (), AllocationType.DYNAMIC, index=index)
        return
    height, width = sizes[0], sizes[1]
    node.ensure(
        _is_power_of_two(height) and _is_power_of_two(width), f"fft_length {height} x {width}, powers of 2 wanted", source=SOURCE
    )
    node.resize(y, (*x.dims[:-2], height, width // 2 + 1))
    working = max(height, width // 2)
    shapes = ((2 + isqrt(working),), (working // 2 + width // 4,), (height,), (height, width + 2))
    for index, (dtype, shape) in enumerate(zip(("int32", "int64", "int64", "int64"), shapes, strict=True)):
        node.temporary(dtype, shape, ARENA, index=index)


KERNELS = (Kernel("RFFT2D", prepare, prepare_tensors=4),)
