"""FLOOR_MOD: micro/kernels/floor_mod.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import broadcast_fits, counts, missing, rank_within, same_type, type_name
from tflint.runtime.tflm.steps import WHEEL_SURVIVES, borrows, first_failure, takes_at_invoke

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

FILE = "micro/kernels/floor_mod.cc"
PREPARE, EVAL = f"{FILE}:CalculateOpData", f"{FILE}:FloorModEval"


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Take one type, at Invoke() float32."""
    yield from counts(node, 2, 1, PREPARE)
    a, b, y = node.input(0), node.input(1), node.output()
    if a is None or b is None or y is None:
        yield missing(node, PREPARE, ("input1", "input2"))
        return
    yield from same_type(node, a, b, ("input1", "input2"), PREPARE)
    yield from same_type(node, a, y, ("input1", "output"), PREPARE)
    yield from takes_at_invoke(node, a, ("float32",), f"Type '{type_name(a)}' is not supported by FLOOR_MOD.", EVAL)
    yield from rank_within(node, a, b, y, survived=WHEEL_SURVIVES)
    yield from broadcast_fits(node, a, b, y, EVAL)


KERNELS = (Kernel("FLOOR_MOD", prepare=borrows(inputs=2, outputs=1), check=check),)
