"""CAST (cast.cc): any number to any other; 4 and 2 bits only to and from float."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node

PACKED = frozenset({"int4", "int2", "uint4"})
FLOAT8 = frozenset({"float8_e4m3fn", "float8_e5m2"})
WHOLE = frozenset(
    {
        *("int64", "int32", "uint32", "uint16", "int16", "uint8", "int8", "float16", "bfloat16"),
        *("float32", "float64", "bool", "complex64"),
    }
)
MESSAGE = "Type {type} is unsupported by op Cast."


def prepare(k: Node) -> None:
    """Give the output the input's shape; keeping a constant's copy is an option that is off unless asked for."""
    ensure.counts(k, 1)
    k.resize(k.made(), k.need().dims)


def evaluate(k: Node) -> None:
    """Refuse the pairs of types that EvalImpl and copyToTensor do not name."""
    x, y = k.need(), k.made()
    ensure.equal(k, prod(x.dims), prod(y.dims), "num_elements", "NumElements(output)")
    ensure.takes(k, x, WHOLE | PACKED | FLOAT8, MESSAGE)
    if x.dtype in PACKED:
        ensure.takes(k, y, FLOAT8 | {"float32"}, MESSAGE)
    else:
        ensure.takes(k, y, WHOLE | FLOAT8 | (PACKED if x.dtype == "float32" else frozenset()), MESSAGE)


KERNELS = (Kernel("CAST", prepare, evaluate),)
