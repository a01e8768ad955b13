"""DEQUANTIZE and DENSIFY of a constant (dequantize.cc, densify.cc): the whole unpacked copy is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.graph_info import AllocationType
from tflint.runtime.litert.kernel import PERSISTENT, Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node

DEQUANTIZED = frozenset({"int2", "int4", "uint4", "uint8", "int8", "int16", "float16"})


def prepare(node: Node) -> None:
    """Keep the output for the interpreter's life where the input is a constant."""
    ensure.counts(node, 1)
    x, y = node.need(), node.made()
    if node.operator.name == "DEQUANTIZE":
        ensure.takes(node, x, DEQUANTIZED if node.since("1.0.1") else DEQUANTIZED - {"int4"})
        if x.dtype == "int16":
            ensure.symmetric(node, x)
        y.dtype = "float32"
    else:
        constant = x.allocation is AllocationType.CONSTANT
        node.ensure(
            constant, f"{x.name!r} is computed, DENSIFY wants a constant", "IsConstantTensor(op_context.input) was not true."
        )
        tensor = node.file_tensor(0)
        why = f"{x.name!r} is not sparse"
        node.ensure(
            tensor is not None and tensor.sparsity is not None, why, "op_context.input->sparsity != nullptr was not true."
        )
        y.dtype = x.dtype
    if x.allocation is AllocationType.CONSTANT:
        y.allocation = PERSISTENT
    node.resize(y, x.dims)


KERNELS = (Kernel("DEQUANTIZE", prepare), Kernel("DENSIFY", prepare))
