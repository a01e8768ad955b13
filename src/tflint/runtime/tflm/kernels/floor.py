"""FLOOR: micro/kernels/floor.cc; it has no Prepare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import rank_within, type_name
from tflint.runtime.tflm.steps import WHEEL_SURVIVES, absent, first_failure, reinterpreted, same_count, takes_at_invoke

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

EVAL = "micro/kernels/floor.cc:FloorEval"


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Float32, at Invoke()."""
    x, y = node.input(0), node.output()
    if x is not None:
        yield from takes_at_invoke(node, x, ("float32",), f"input->type != kTfLiteFloat32 ({type_name(x)} != FLOAT32)", EVAL)
    if x is None or y is None:
        yield absent(node, 1, EVAL)
        return
    yield from reinterpreted(node, y, "float32", EVAL)
    yield from rank_within(node, x, y, survived=WHEEL_SURVIVES)
    yield from same_count(node, x, y, EVAL)


KERNELS = (Kernel("FLOOR", check=check),)
