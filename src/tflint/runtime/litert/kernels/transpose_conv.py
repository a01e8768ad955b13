"""TRANSPOSE_CONV (transpose_conv.cc): col2im, transposed weights and accumulators, all on the heap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert.graph_info import AllocationType
from tflint.runtime.litert.kernel import Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node

SOURCE = "kernels/transpose_conv.cc: Prepare"
DYNAMIC = AllocationType.DYNAMIC


def prepare(node: Node) -> None:
    """Take the output's shape from the first input's value; not known, the output is left to the heap."""
    shape, x, y = node.input(0), node.input(2), node.output()
    if shape is None or x is None or y is None:
        raise node.refuse("TRANSPOSE_CONV misses an input or its output", source=SOURCE)
    for _ in ("col2im", "transposed weights"):
        node.temporary("float32", (), DYNAMIC)
    if x.dtype in {"uint8", "int8", "int16"}:
        node.temporary("int32", (), DYNAMIC)
    if shape.allocation is not AllocationType.CONSTANT:
        node.make_dynamic(y)
        return
    dims = node.integers(0)
    if dims is not None:
        node.resize(y, dims)


KERNELS = (Kernel("TRANSPOSE_CONV", prepare),)
