"""QUANTIZE (quantize.cc): which type to which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node

TARGETS = {
    "float32": ("uint8", "int8", "int16", "int4", "uint4"),
    "int16": ("int8", "int16", "int32"),
    "int32": ("int8", "int16"),
    "int8": ("uint8", "int8", "int16"),
    "uint8": ("uint8", "int8", "int16"),
}
NEWER = {"float32": frozenset({"int4", "uint4"}), "int8": frozenset({"int16"}), "uint8": frozenset({"int16"})}
"""What came with 2.3.0."""
SOURCES = "input->type == kTfLiteInt8 || input->type == kTfLiteUInt8 was not true."
SPELLED = {"uint8": "UInt8", "int8": "Int8", "int16": "Int16", "int4": "Int4", "uint4": "UInt4", "int32": "Int32"}
SEVERAL = frozenset({"int8", "uint8", "int16"})
"""The types that floats go to with a scale for each channel."""


def _one_of(dtypes: tuple[str, ...]) -> str:
    return f"{' || '.join(f'output->type == kTfLite{SPELLED[dtype]}' for dtype in dtypes)} was not true."


def prepare(k: Node) -> None:
    """Check the pair of types; the output has scales."""
    ensure.counts(k, 1)
    x, y = k.need(), k.made()
    ensure.affine(k, output=y)
    ensure.takes(k, x, TARGETS, SOURCES)
    newer = frozenset() if k.since("2.1.4") else NEWER.get(x.dtype, frozenset())
    ensure.takes(k, y, set(TARGETS[x.dtype]) - newer, _one_of(TARGETS[x.dtype]))
    if x.dtype == y.dtype == "int16":
        ensure.symmetric(k, input=x, output=y)
    k.resize(y, x.dims)


def evaluate(k: Node) -> None:
    """Refuse 4 bits with several scales (ReportError)."""
    x, y = k.need(), k.made()
    if x.dtype == "float32" and len(y.scales) > 1 and y.dtype not in SEVERAL:
        names = ensure.type_name(x.dtype), ensure.type_name(y.dtype)
        message = f"Input type {names[0]} with Output type {names[1]} is not currently supported."
        why = f"{y.name!r} of {y.dtype} has {len(y.scales)} scales, QUANTIZE expects one"
        ensure.refuse(k, why, message, cause=Cause.QUANTIZATION)


KERNELS = (Kernel("QUANTIZE", prepare, evaluate),)
