"""DEQUANTIZE and DENSIFY of a constant (dequantize.cc, densify.cc): the whole unpacked copy is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert.graph_info import AllocationType
from tflint.runtime.litert.kernel import PERSISTENT, Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node

DEQUANTIZED = frozenset({"int2", "int4", "uint4", "uint8", "int8", "int16", "float16"})


def prepare(node: Node) -> None:
    """Keep the output for the interpreter's life where the input is a constant."""
    x, y = node.input(0), node.output()
    if x is None or y is None:
        raise node.refuse(f"{node.operator.name} misses its input or output")
    if node.operator.name == "DEQUANTIZE":
        node.ensure(x.dtype in DEQUANTIZED, f"DEQUANTIZE does not take {x.dtype}", source="kernels/dequantize.cc: Prepare")
        y.dtype = "float32"
    if x.allocation is AllocationType.CONSTANT:
        y.allocation = PERSISTENT
    node.resize(y, x.dims)


KERNELS = (Kernel("DEQUANTIZE", prepare), Kernel("DENSIFY", prepare))
