"""MUL and DIV (mul.cc, div.cc)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.graph_info import AllocationType
from tflint.runtime.litert.kernel import Kernel
from tflint.runtime.litert.kernel_util import INTEGER8, INTEGERS, activation, activation_range, broadcast
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

MULTIPLIED = frozenset({"float32", "float16", "int32", "int64", "complex64", "uint32", "int16", "uint8", "int8"})
MUL_TYPES = "Mul only supports FLOAT32, COMPLEX32, INT8, INT16, INT32, INT64 and quantized UINT8 now, got {number}."
DIVIDED = frozenset({"float32", "int32", "uint8", "int8", "int16"})
DIV_TYPES = "Div only supports FLOAT32, INT32 and quantized INT8, UINT8, INT16 now, got {number}."


def prepare_mul(k: Node) -> None:
    """Check types and the activation's range; the product of two constants is computed at once."""
    ensure.counts(k, 2)
    a, b, y = k.need(0), k.need(1), k.made()
    ensure.same_type(k, a, b)
    if y.dtype == "complex64" and activation(k):
        ensure.refuse(k, "MUL of complex64 with an activation", "Activation is not allowed for COMPLEX64 input.")
    dims = broadcast(k, a, b)
    if y.dtype in INTEGER8 or (y.dtype == "int16" and y.is_quantized):
        activation_range(k, y)
    known = a.is_known and b.is_known
    if known:
        y.allocation = AllocationType.PERSISTENT_RO
    k.resize(y, dims)
    if known:
        evaluate_mul(k)


def evaluate_mul(k: Node) -> None:
    """EvalImpl and EvalQuantized."""
    a, b, y = k.need(0), k.need(1), k.made()
    ensure.takes(k, y, MULTIPLIED, MUL_TYPES)
    if y.dtype not in INTEGERS or (y.dtype == "int16" and not y.is_quantized):
        return
    alike = a.dtype == b.dtype == y.dtype
    if not alike and not (a.dtype == b.dtype == "int16" and y.dtype in INTEGER8):
        why = f"inputs are {a.dtype} and {b.dtype}, the output {y.dtype}"
        ensure.refuse(k, why, "Unsupported combination of input and output types in Mul.", cause=Cause.TYPE)
    if alike and y.dtype == "int16":
        for name, tensor in (("input1", a), ("input2", b), ("output", y)):
            why = f"{tensor.name!r} has zero point {tensor.zero_point}, MUL of int16 expects 0"
            if tensor.zero_point:
                ensure.refuse(k, why, f"op_params.{name}_offset != 0.0", cause=Cause.QUANTIZATION)


def prepare_div(k: Node) -> None:
    """Check types and the activation's range."""
    ensure.counts(k, 2)
    a, b, y = k.need(0), k.need(1), k.made()
    ensure.same_type(k, a, b)
    y.dtype = b.dtype
    dims = broadcast(k, a, b)
    if y.dtype in INTEGERS:
        activation_range(k, y)
    k.resize(y, dims)


def evaluate_div(k: Node) -> None:
    """Refuse types that Eval does not name, and a constant integer divisor that holds a zero (CheckNonZero)."""
    b, y = k.need(1), k.made()
    ensure.takes(k, y, DIVIDED, DIV_TYPES)
    if y.dtype != "float32":
        _check_non_zero(k, b)


def _check_non_zero(k: Node, divisor: TensorState) -> None:
    scales = len(divisor.scales)
    if scales > 1:
        message = f"Div only supports per-tensor quantization. Got per-channel quantization with size {scales}."
        ensure.refuse(k, f"{divisor.name!r} has {scales} scales, DIV expects one", message, cause=Cause.QUANTIZATION)
    values = k.values(1)
    holds = values is None or divisor.zero_point not in values
    ensure.true(k, holds, f"divisor {divisor.name!r} holds a zero", "data[i] != zero_point")


KERNELS = (
    Kernel("MUL", prepare_mul, evaluate_mul, shares=(0, 1)),
    Kernel("DIV", prepare_div, evaluate_div, shares=(0, 1)),
)
