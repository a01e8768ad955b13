"""DEQUANTIZE and DENSIFY of a constant (dequantize.cc, densify.cc): the whole unpacked copy is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import dtype_number
from tflint.runtime.litert import ensure
from tflint.runtime.litert.graph_info import AllocationType
from tflint.runtime.litert.kernel import PERSISTENT, Kernel
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node

PER_CHANNEL = frozenset({"uint8", "int2", "int4", "uint4", "int8"})
DEQUANTIZED = frozenset({"int2", "int4", "uint4", "uint8", "int8", "int16", "float16"})


def prepare(k: Node) -> None:
    """DEQUANTIZE: to float, once and for all where the input is a constant."""
    ensure.counts(k, 1)
    ensure.true(k, k.input() is not None, "the input of DEQUANTIZE is left out", "op_context.input != nullptr")
    x, y = k.need(), k.made()
    older = frozenset() if k.since("1.0.1") else {"int4"}
    ensure.takes(k, x, DEQUANTIZED - older, "is_supported_type was not true.")
    if x.dtype == "int16":
        ensure.symmetric(k, **{"op_context.input": x})
    y.dtype = "float32"
    if x.allocation is AllocationType.CONSTANT:
        y.allocation = PERSISTENT
    k.resize(y, x.dims)


def evaluate(k: Node) -> None:
    """PerChannelDequantize and DequantizeImpl: several scales serve 8 bits alone."""
    x = k.need()
    if len(x.scales) > 1 and x.dtype not in PER_CHANNEL:
        number = dtype_number(x.dtype)
        why = f"{x.name!r} of {x.dtype} has {len(x.scales)} scales, several serve 8 bits and fewer alone"
        ensure.refuse(k, why, f"Type {number} not supported for per-channel.", cause=Cause.QUANTIZATION)


def prepare_densify(k: Node) -> None:
    """DENSIFY: a sparse constant alone."""
    ensure.counts(k, 1)
    ensure.true(k, k.input() is not None, "the input of DENSIFY is left out", "op_context.input != nullptr")
    x, y = k.need(), k.made()
    ensure.true(k, x.dtype != "string", f"{x.name!r} is string", "op_context.input->type != kTfLiteString")
    constant = x.allocation is AllocationType.CONSTANT
    why = f"{x.name!r} is computed, DENSIFY expects a constant"
    ensure.true(k, constant, why, "IsConstantTensor(op_context.input)")
    tensor = k.file_tensor(0)
    sparse = tensor is not None and tensor.sparsity is not None
    ensure.true(k, sparse, f"{x.name!r} is not sparse", "op_context.input->sparsity != nullptr")
    y.dtype = x.dtype
    y.allocation = PERSISTENT
    k.resize(y, x.dims)


def evaluate_densify(k: Node) -> None:
    """Refuse the types that Eval does not name."""
    ensure.takes(k, k.need(), {"float32", "float16", "int8"}, "Type {number} not supported.")


KERNELS = (Kernel("DEQUANTIZE", prepare, evaluate), Kernel("DENSIFY", prepare_densify, evaluate_densify))
