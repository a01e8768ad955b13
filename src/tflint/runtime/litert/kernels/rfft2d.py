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


def prepare(k: Node) -> None:
    """InitTemporaryTensors and ResizeOutputandTemporaryTensors; the doubles are typed int64 there; before 2.3.0 rows are on the heap."""
    ensure.counts(k, 2)
    x, length, y = k.need(0), k.need(1), k.made()
    ensure.rank_at_least(k, x, 2, "NumDimensions(input) >= 2")
    ensure.takes(k, x, {"float32"}, "Type '{type}' for input is not supported by rfft2d.")
    ensure.rank(k, length, 1, "NumDimensions(fft_length)")
    ensure.elements(k, length, 2, "fft_length_shape.Dims(0)")
    ensure.takes(k, length, {"int32"}, "Type '{type}' for fft_length is not supported by rfft2d.")
    y.dtype = "complex64"
    sizes = k.integers(1)
    types = ("int32", "int64", "int64", "int64") if k.since("2.3.0") else ("int32", "int64")
    if sizes is None:
        k.make_dynamic(y)
        for index, dtype in enumerate(types):
            k.temporary(dtype, (), AllocationType.DYNAMIC, index=index)
        return
    height, width = sizes[0], sizes[1]
    for place, size in enumerate((height, width)):
        why = f"fft_length is {height} x {width}, expected powers of 2"
        ensure.true(k, _is_power_of_two(size), why, f"IsPowerOfTwo(fft_length_data[{place}])")
    k.resize(y, (*x.dims[:-2], height, width // 2 + 1))
    working = max(height, width // 2)
    shapes = ((2 + isqrt(working),), (working // 2 + width // 4,), (height,), (height, width + 2))
    for index, (dtype, shape) in enumerate(zip(types, shapes, strict=False)):
        k.temporary(dtype, shape, ARENA, index=index, name="FFT working area")


KERNELS = (Kernel("RFFT2D", prepare, prepare_tensors=4),)
