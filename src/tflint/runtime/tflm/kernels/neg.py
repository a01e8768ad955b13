"""NEG: micro/kernels/neg.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import rank_within
from tflint.runtime.tflm.steps import (
    WHEEL_SURVIVES,
    absent,
    first_failure,
    not_supported,
    reinterpreted,
    same_count,
    takes_at_invoke,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

EVAL = "micro/kernels/neg.cc:NegEval"


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what the kernel refuses, all of it at Invoke: there is no Prepare."""
    tensor, output = node.input(0), node.output()
    if tensor is None or output is None:
        yield absent(node, 1, EVAL)
        return
    yield from takes_at_invoke(node, tensor, ("float32",), not_supported(tensor), EVAL)
    yield from rank_within(node, tensor, output, survived=WHEEL_SURVIVES)
    yield from reinterpreted(node, output, "float32", EVAL)
    yield from same_count(node, tensor, output, EVAL)


KERNELS: tuple[Kernel, ...] = (Kernel("NEG", check=check),)
