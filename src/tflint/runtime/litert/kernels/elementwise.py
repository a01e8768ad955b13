"""ABS, SIN, COS, LOG, SQRT, RSQRT, SQUARE, LOGICAL_NOT (elementwise.cc)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

FLOAT = frozenset({"float32"})
QUANTIZED = frozenset({"float32", "int8", "int16"})
TYPES = {
    "ABS": QUANTIZED | {"int32"},
    "SIN": FLOAT | {"float16"},
    "COS": FLOAT | {"float16"},
    "LOG": QUANTIZED,
    "SQRT": QUANTIZED,
    "RSQRT": QUANTIZED,
    "SQUARE": FLOAT,
    "LOGICAL_NOT": frozenset({"bool"}),
}
OLDER = {"LOG": ("1.0.1", FLOAT), "RSQRT": ("1.0.1", FLOAT | {"int8"}), "SQRT": ("2.0.3", FLOAT)}
"""Before which release an op took fewer types, and which."""
NAMES = {"LOGICAL_NOT": "Not"}
"""How messages call an op that is not only capitalized."""


def prepare(k: Node) -> None:
    """GenericPrepare: types, and affine quantization of the integer forms."""
    ensure.counts(k, 1)
    x, y, op = k.need(), k.made(), k.operator.name
    ensure.same_type(k, x, y, "input->type", "output->type")
    release, fewer = OLDER.get(op, ("", TYPES[op]))
    taken = TYPES[op] if not release or k.since(release) else fewer
    ensure.takes(k, x, taken, f"Type {{type}} is unsupported by op {NAMES.get(op, op.capitalize())}.")
    if x.dtype == "int8" or (x.dtype == "int16" and x.is_quantized):
        ensure.affine(k, input=x, output=y)
        if x.dtype == "int16":
            _symmetric(k, x, y)
    k.resize(y, x.dims)


def _symmetric(k: Node, x: TensorState, y: TensorState) -> None:
    for name, tensor in (("input", x), ("output", y)):
        found = tensor.zero_points[0] if tensor.zero_points else 0
        why = f"{tensor.name!r} has zero point {found}, {k.operator.name} of int16 expects 0"
        ensure.equal(k, found, 0, f"op_data->{name}_offset", 0, why, cause=Cause.QUANTIZATION)


def evaluate(k: Node) -> None:
    """Refuse a constant that holds what the function is not defined for; floats are not looked at."""
    x, values = k.need(), k.values(0)
    if values is None or x.dtype not in {"int8", "int16"} or not values:
        return
    zero = x.zero_points[0] if x.zero_points else 0
    if min(values) < zero:
        what, least = ("Sqrt", "non-negative") if k.operator.name == "SQRT" else ("Rsqrt", "positive")
        ensure.refuse(k, f"{x.name!r} holds values below 0", f"{what} is only defined for {least} values")


DEFINED = frozenset({"SQRT", "RSQRT"})
KERNELS = tuple(Kernel(op, prepare, evaluate if op in DEFINED else None, file="elementwise") for op in TYPES)
