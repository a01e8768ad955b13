"""EQUAL, NOT_EQUAL, GREATER, GREATER_EQUAL, LESS and LESS_EQUAL: micro/kernels/comparisons.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import broadcast_fits, missing, rank_within, scale, smaller_than_one, wrong
from tflint.runtime.tflm.steps import (
    WHEEL_SURVIVES,
    absent,
    borrows,
    first_failure,
    keeps,
    not_supported,
    reinterpreted,
    takes_at_invoke,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

FILE = "micro/kernels/comparisons.cc"
PREPARE = f"{FILE}:ComparisonsPrepare"
NUMBERS = ("float32", "int32", "int64", "int8")
TYPES = {
    "EQUAL": (*NUMBERS, "bool"),
    "NOT_EQUAL": (*NUMBERS, "bool"),
    "GREATER": (*NUMBERS, "int16"),
    "GREATER_EQUAL": NUMBERS,
    "LESS": NUMBERS,
    "LESS_EQUAL": NUMBERS,
}


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Types by the first input, at Invoke(); int8 scales below 1."""
    a, b, y = node.input(0), node.input(1), node.output()
    source = f"{FILE}:{node.name.title().replace('_', '')}Eval"
    if a is None or b is None:
        yield missing(node, PREPARE, ("input1", "input2"), ())
        return
    if a.dtype == "int8":
        yield from smaller_than_one(node, scale(a), f"{a.name!r}'s scale", a)
        yield from smaller_than_one(node, scale(b), f"{b.name!r}'s scale", b)
    if y is None:
        yield absent(node, 2, source)
        return
    yield from takes_at_invoke(node, a, TYPES[node.name], not_supported(a), source)
    if a.dtype == "int16":
        yield wrong(node, f"{a.name!r} is int16, for which {node.name} never sets its scaling", tensor=a, source=PREPARE)
    yield from reinterpreted(node, b, a.dtype, source)
    yield from rank_within(node, a, b, y, survived=WHEEL_SURVIVES)
    yield from reinterpreted(node, y, "bool", source)
    yield from broadcast_fits(node, a, b, y, source)


KERNELS = tuple(Kernel(op, init=keeps("kernels/comparisons:OpData"), prepare=borrows(inputs=2), check=check) for op in TYPES)
