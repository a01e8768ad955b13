"""LOGICAL_AND and LOGICAL_OR: micro/kernels/logical.cc, logical_common.cc; there is no Prepare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import broadcast_fits, rank_within
from tflint.runtime.tflm.steps import WHEEL_SURVIVES, absent, first_failure, reinterpreted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

EVAL = "micro/kernels/logical_common.cc:LogicalImpl"


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Nothing is looked at: whatever comes is read as bool."""
    a, b, y = node.input(0), node.input(1), node.output()
    if a is None or b is None or y is None:
        yield absent(node, 2, EVAL)
        return
    for tensor in (a, b, y):
        yield from reinterpreted(node, tensor, "bool", EVAL)
    yield from rank_within(node, a, b, y, survived=WHEEL_SURVIVES)
    yield from broadcast_fits(node, a, b, y, EVAL)


KERNELS = (Kernel("LOGICAL_AND", check=check), Kernel("LOGICAL_OR", check=check))
