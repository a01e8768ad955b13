"""ABS, SIN, COS, LOG, SQRT, RSQRT, SQUARE, LOGICAL_NOT (elementwise.cc)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel

if TYPE_CHECKING:
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


def prepare(node: Node) -> None:
    """GenericPrepare: types, and affine quantization of the integer forms."""
    ensure.counts(node, 1)
    x, y, op = node.need(), node.made(), node.operator.name
    ensure.same_type(node, x, y)
    release, fewer = OLDER.get(op, ("", TYPES[op]))
    ensure.takes(node, x, TYPES[op] if not release or node.since(release) else fewer)
    if x.dtype == "int8" or (x.dtype == "int16" and x.is_quantized):
        ensure.affine(node, x, y)
        if x.dtype == "int16":
            ensure.symmetric(node, x, y)
    node.resize(y, x.dims)


KERNELS = tuple(Kernel(op, prepare, file="elementwise") for op in TYPES)
