"""Kernels of one input that check little more than its type (ceil.cc, round.cc, neg.cc and others alike)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.record import Record
from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

FLOATS = frozenset({"float32", "float16", "bfloat16"})
FLOOR_TYPES = " || ".join(f"input->type == kTfLite{name}" for name in ("Float32", "Float16", "BFloat16"))
COMPLEX_TYPES = "input->type == kTfLiteComplex64 || input->type == kTfLiteComplex128 was not true."


class Types(Record):
    """Which types a step takes, and what it prints of another."""

    dtypes: frozenset[str]
    message: str


COMPLEX = Types(frozenset({"complex64", "complex128"}), COMPLEX_TYPES)
PREPARED = {
    "BUCKETIZE": Types(frozenset({"int32", "float32", "int64", "float64"}), "Type '{type}' is not supported by bucketize."),
    "CEIL": Types(frozenset({"float32"}), "input->type != kTfLiteFloat32 ({type} != FLOAT32)"),
    "COMPLEX_ABS": COMPLEX,
    "FLOOR": Types(FLOATS, f"{FLOOR_TYPES} was not true."),
    "IMAG": COMPLEX,
    "REAL": COMPLEX,
    "ROUND": Types(FLOATS, "Type '{type}' is not supported by round."),
}
NEGATED = frozenset({"int64", "int32", "float32", "int8", "int16", "float16", "bfloat16"})
ZEROED = frozenset({"int64", "int32", "float32"})
EVALUATED = {
    "NEG": Types(NEGATED, "Neg only currently supports int64, int32, and float32, got {number}."),
    "ZEROS_LIKE": Types(ZEROED, "ZerosLike only currently supports int64, int32, and float32, got {number}."),
    "EXP": Types(frozenset({"float32", "int8", "int16"}), "Type {number} is currently not supported by Exp."),
    "SIGN": Types(frozenset({"float32", "float64", "int32"}), "Unsupported datatype for sign output: {type}"),
}
PARTS = {"complex64": "float32", "complex128": "float64"}
"""What a complex number's parts are."""
LOOK_FIRST = frozenset({"CEIL", "FLOOR", "ROUND"})
"""Kernels that look their tensors up before they count them."""


def _ends(k: Node) -> TensorState:
    if k.operator.name in LOOK_FIRST:
        k.need()
        k.made()
    ensure.counts(k, 1)
    return k.need()


def prepare(k: Node) -> None:
    """Check the type; the output takes the input's type and shape."""
    x, op = _ends(k), k.operator.name
    if op == "BUCKETIZE":
        bounds = k.option("boundaries")
        holds = not isinstance(bounds, tuple) or list(bounds) == sorted(bounds)
        if not holds:
            ensure.refuse(k, "the boundaries are not sorted", "Expected sorted boundaries")
    if op in PREPARED:
        types = PREPARED[op]
        older = op == "FLOOR" and not k.since("1.4.0")
        ensure.takes(k, x, {"float32"} if older else types.dtypes, types.message)
    y = k.made()
    y.dtype = "int32" if op == "BUCKETIZE" else x.dtype
    k.resize(y, x.dims)


def prepare_part(k: Node) -> None:
    """COMPLEX_ABS, IMAG, REAL: floats of the same width."""
    x = _ends(k)
    ensure.takes(k, x, *COMPLEX)
    y = k.made()
    ensure.is_type(k, y, PARTS[x.dtype], "output->type")
    k.resize(y, x.dims)


def prepare_exp(k: Node) -> None:
    """EXP: int16 without zero points."""
    ensure.counts(k, 1)
    ensure.true(k, k.input() is not None, "the input of EXP is left out", "input != nullptr")
    x, y = k.need(), k.made()
    if x.dtype == "int16":
        ensure.symmetric(k, input=x, output=y)
    y.dtype = x.dtype
    k.resize(y, x.dims)


def prepare_fake_quant(k: Node) -> None:
    """FAKE_QUANT: not the form for weights."""
    ensure.counts(k, 1)
    message = "narrow_range FakeQuant is not currently supported at runtime. narrow_range is only meant to be applied to weights, not activations"
    if k.option("narrow_range"):
        ensure.refuse(k, "narrow_range is set, which FAKE_QUANT only has for weights", message)
    x, y = k.need(), k.made()
    y.dtype = x.dtype
    k.resize(y, x.dims)


def prepare_sign(k: Node) -> None:
    """SIGN (sign.cc): the output is of the input's type."""
    ensure.count_inputs(k, 1)
    x, y = k.need(), k.made()
    ensure.same_type(k, x, y, "input->type", "output->type")
    k.resize(y, x.dims)


def evaluate(k: Node) -> None:
    """Refuse the types that Eval does not name."""
    ensure.takes(k, k.need(), *EVALUATED[k.operator.name])


KERNELS = (
    *(Kernel(op, prepare) for op in ("BUCKETIZE", "CEIL", "FLOOR", "ROUND")),
    *(Kernel(op, prepare_part, file="complex_support") for op in ("COMPLEX_ABS", "IMAG", "REAL")),
    *(Kernel(op, prepare, evaluate) for op in ("NEG", "ZEROS_LIKE")),
    Kernel("EXP", prepare_exp, evaluate),
    Kernel("FAKE_QUANT", prepare_fake_quant),
    Kernel("SIGN", prepare_sign, evaluate),
)
