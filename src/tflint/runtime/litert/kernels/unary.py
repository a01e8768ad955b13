"""Kernels of one input whose Prepare checks its type at most (ceil.cc, round.cc, neg.cc and others alike)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node

FLOATS = frozenset({"float32", "float16", "bfloat16"})
TYPES = {
    "BUCKETIZE": frozenset({"int32", "float32", "int64", "float64"}),
    "CEIL": frozenset({"float32"}),
    "COMPLEX_ABS": frozenset({"complex64", "complex128"}),
    "EXP": frozenset(),
    "FAKE_QUANT": frozenset(),
    "FLOOR": FLOATS,
    "IMAG": frozenset({"complex64", "complex128"}),
    "NEG": frozenset(),
    "REAL": frozenset({"complex64", "complex128"}),
    "ROUND": FLOATS,
    "ZEROS_LIKE": frozenset(),
}
"""The types that an op takes, none where Prepare takes any."""
PARTS = {"complex64": "float32", "complex128": "float64"}
"""What a complex number's parts are."""


def prepare(node: Node) -> None:
    """Check the type; the output takes the input's type and shape."""
    op = node.operator.name
    ensure.counts(node, 1)
    x, y = node.need(), node.made()
    if TYPES[op]:
        ensure.takes(node, x, {"float32"} if op == "FLOOR" and not node.since("1.4.0") else TYPES[op])
    if op == "EXP" and x.dtype == "int16":
        ensure.symmetric(node, x, y)
    if op == "FAKE_QUANT":
        why = "narrow_range is set, which FAKE_QUANT only has for weights"
        node.ensure(not node.option("narrow_range"), why, "narrow_range FakeQuant is not currently supported at runtime.")
    if x.dtype in PARTS and op != "ZEROS_LIKE":
        ensure.is_type(node, y, PARTS[x.dtype])
    else:
        y.dtype = "int32" if op == "BUCKETIZE" else x.dtype
    node.resize(y, x.dims)


def prepare_sign(node: Node) -> None:
    """SIGN (sign.cc): the output is of the input's type."""
    x, y = node.need(), node.made()
    ensure.same_type(node, x, y)
    node.resize(y, x.dims)


COMPLEX = ("COMPLEX_ABS", "IMAG", "REAL")
KERNELS = (*(Kernel(op, prepare, file="complex_support" if op in COMPLEX else "") for op in TYPES), Kernel("SIGN", prepare_sign))
