"""Kernels of two inputs that broadcast (comparisons.cc, logical.cc, floor_div.cc, maximum_minimum.cc and others)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.record import Record
from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel
from tflint.runtime.litert.kernel_util import INTEGERS, broadcast

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node


class Binary(Record):
    """Which types Prepare and Eval take, none where they take any, and what they print of another."""

    prepared: frozenset[str]
    message: str
    evaluated: frozenset[str] = frozenset()
    at_invoke: str = ""
    input1: str = "input1->type"
    input2: str = "input2->type"


WORDS = frozenset({"uint8", "int8", "uint16", "int16", "uint32", "int32"})
ANY: frozenset[str] = frozenset()
BITS = "8-bit/16-bit/32-bit integer/unsigned integer, got {type}"
EXTREMES = Binary(
    ANY,
    "",
    frozenset({"float32", "uint8", "int8", "int32", "int64", "int16", "float16", "bfloat16"}),
    "Type {number} is currently not supported by Maximum.",
    "op_context.input1->type",
    "op_context.input2->type",
)
LOGICAL = Binary(frozenset({"bool"}), "Logical ops only support bool type.")
OPS = {
    "BITWISE_XOR": Binary(ANY, "", WORDS, f"BitwiseXor currently only supports {BITS}"),
    "FLOOR_DIV": Binary(frozenset({"float32", "int32", "int16", "int8"}), "Type '{type}' is not supported by floor_div."),
    "FLOOR_MOD": Binary(
        frozenset({"float32", "int32", "int16", "int8", "int64"}), "Type '{type}' is not supported by floor_mod."
    ),
    "LOGICAL_AND": LOGICAL,
    "LOGICAL_OR": LOGICAL,
    "MAXIMUM": EXTREMES,
    "MINIMUM": EXTREMES,
    "POW": Binary(frozenset({"int32", "float32"}), "Unsupported data type {type}."),
    "RIGHT_SHIFT": Binary(ANY, "", WORDS, f"RightShift currently only supports {BITS}"),
}
NUMBERS = frozenset({"float32", "float16", "int16", "int32", "int64", "uint8", "int8"})
EQUALS = NUMBERS | {"bool", "string"}
ORDERED = "Does not support type {number}, requires float|int|uint8"
COMPARISONS = {
    "EQUAL": (EQUALS, "Does not support type {number}, requires bool|float|int|uint8|int16|string"),
    "NOT_EQUAL": (EQUALS, "Does not support type {number}, requires bool|float|int|uint8|qint16|string"),
    "GREATER": (NUMBERS | {"bfloat16"}, ORDERED),
    "LESS": (NUMBERS | {"bfloat16"}, ORDERED),
    "GREATER_EQUAL": (NUMBERS, ORDERED),
    "LESS_EQUAL": (NUMBERS, ORDERED),
}
TAKE_STRINGS = frozenset({"EQUAL", "NOT_EQUAL"})
ATAN2_TYPES = frozenset({"float32", "float64", "bfloat16", "float16"})
ATAN2_MESSAGE = " || ".join(f"input_y->type == kTfLite{name}" for name in ("Float32", "Float64", "BFloat16", "Float16"))
FILES = {"LOGICAL_AND": "logical", "LOGICAL_OR": "logical", "MAXIMUM": "maximum_minimum", "MINIMUM": "maximum_minimum"}
ABORTS = "kernels/comparisons.cc: QuantizeMultiplier, called by Eval"


def prepare(k: Node) -> None:
    """Check types; the output takes the inputs' type and their common shape."""
    op = OPS[k.operator.name]
    ensure.counts(k, 2)
    if op is EXTREMES:
        for position in (0, 1):
            expression = f"op_context.input{position + 1} != nullptr"
            ensure.true(k, k.input(position) is not None, f"input {position} is left out", expression)
    a, b, y = k.need(0), k.need(1), k.made()
    ensure.same_type(k, a, b, op.input1, op.input2)
    if op.prepared:
        ensure.takes(k, a, op.prepared, op.message)
    y.dtype = a.dtype
    k.resize(y, broadcast(k, a, b))


def evaluate(k: Node) -> None:
    """Refuse the types that Eval does not name; nothing is looked at where there is nothing to compute."""
    op, a, b = OPS[k.operator.name], k.need(0), k.need(1)
    empty = 0 in a.dims or 0 in b.dims
    if op is not EXTREMES or not empty:
        ensure.takes(k, a, op.evaluated, op.at_invoke)


def evaluate_division(k: Node) -> None:
    """Refuse a constant divisor that holds a zero; FLOOR_MOD looks at integers alone."""
    divisor, values = k.need(1), k.values(1)
    if values is not None and 0 in values and not (k.operator.name == "FLOOR_MOD" and divisor.dtype == "float32"):
        ensure.refuse(k, f"divisor {divisor.name!r} holds a zero", "Division by 0")


def evaluate_pow(k: Node) -> None:
    """Refuse a negative constant exponent of integers (CheckValue)."""
    exponent, values = k.need(1), k.values(1)
    if exponent.dtype == "int32" and values is not None and min(values, default=0) < 0:
        ensure.refuse(k, f"exponent {exponent.name!r} holds {min(values):g}", "POW does not support negative value for int32.")


def prepare_comparison(k: Node) -> None:
    """ComparisonPrepareCommon: the output is bool."""
    ensure.counts(k, 2)
    a, b, y = k.need(0), k.need(1), k.made()
    if k.operator.name not in TAKE_STRINGS:
        why = f"{a.name!r} is string, {k.operator.name} compares numbers"
        ensure.true(k, a.dtype != "string", why, "input1->type != kTfLiteString")
    ensure.same_type(k, a, b)
    y.dtype = "bool"
    k.resize(y, broadcast(k, a, b))


def evaluate_comparison(k: Node) -> None:
    """Refuse the types that Eval does not name; a scale of 0 or exactly 1 aborts (QuantizeMultiplier)."""
    a, b = k.need(0), k.need(1)
    ensure.takes(k, a, *COMPARISONS[k.operator.name])
    if a.dtype not in INTEGERS or (a.dtype == "int16" and not _scaled(k)):
        return
    for tensor in (a, b):
        if tensor.scale in {0, 1} or tensor.scale < 0:
            what = "no scale" if tensor.scale == 0 else f"scale {tensor.scale:g}"
            why = f"{tensor.name!r} has {what}, {k.operator.name} of {tensor.dtype} expects one above 0 that is not 1"
            ensure.abort(k, why, source=ABORTS)


def _scaled(k: Node) -> bool:
    """Return whether int16 is compared by scale, as only EQUAL and NOT_EQUAL do."""
    return k.operator.name in TAKE_STRINGS and k.need(0).is_quantized


def prepare_atan2(k: Node) -> None:
    """Atan2Prepare: equal ranks, nothing broadcasts."""
    ensure.count_inputs(k, 2)
    ensure.counts(k, 2)
    a, b, y = k.need(0), k.need(1), k.made()
    ensure.rank(k, a, len(b.dims), "tflite::NumDimensions(a)", "tflite::NumDimensions(b)")
    ensure.same_type(k, a, b, "input_y->type", "input_x->type")
    ensure.same_type(k, a, y, "input_y->type", "output->type")
    ensure.takes(k, a, ATAN2_TYPES, f"{ATAN2_MESSAGE} was not true.")
    k.resize(y, a.dims)


EVALUATED = {"FLOOR_DIV": evaluate_division, "FLOOR_MOD": evaluate_division, "POW": evaluate_pow}
KERNELS = (
    *(
        Kernel(op, prepare, EVALUATED.get(op, evaluate if it.evaluated else None), file=FILES.get(op, ""))
        for op, it in OPS.items()
    ),
    *(Kernel(op, prepare_comparison, evaluate_comparison, file="comparisons") for op in COMPARISONS),
    Kernel("ATAN2", prepare_atan2),
)
