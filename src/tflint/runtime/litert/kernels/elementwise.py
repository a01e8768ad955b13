"""ABS, SIN, COS, LOG, SQRT, RSQRT, SQUARE, LOGICAL_NOT (elementwise.cc)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel
from tflint.runtime.litert.kernel_util import LIMITS, elements
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
    """Refuse a constant that holds what the root is not defined for, and a type without a value that it is defined for; floats are not looked at."""
    x = k.need()
    if x.dtype not in LIMITS or not elements(x):
        return
    what, least = ("Sqrt", "non-negative") if k.operator.name == "SQRT" else ("Rsqrt", "positive")
    message = f"{what} is only defined for {least} values"
    why = f"{x.name!r} has scale {x.scales[0]:g} and zero point {x.zero_points[0]}, so that no {x.dtype} is {least}"
    ensure.that(k, any(_has_root(k, x, end) for end in LIMITS[x.dtype]), why, message, cause=Cause.QUANTIZATION)
    ensure.that(k, all(_has_root(k, x, value) for value in set(k.values(0) or ())), f"{x.name!r} holds values below 0", message)


def _has_root(k: Node, x: TensorState, value: float) -> bool:
    above = value - x.zero_points[0]
    return bool((x.scales[0] * above if k.operator.name == "SQRT" else above) >= 0)


DEFINED = frozenset({"SQRT", "RSQRT"})
KERNELS = tuple(Kernel(op, prepare, evaluate if op in DEFINED else None, file="elementwise") for op in TYPES)
