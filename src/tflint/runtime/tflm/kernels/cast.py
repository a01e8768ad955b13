"""CAST: micro/kernels/cast.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import counts, known_types, missing, rank_within
from tflint.runtime.tflm.steps import WHEEL_SURVIVES, borrows, first_failure, not_supported, same_count, takes_at_invoke

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

PREPARE, EVAL = "micro/kernels/cast.cc:CastPrepare", "micro/kernels/cast.cc:CastEval"
TYPES = ("float32", "int8", "int16", "int32", "uint32")


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Any type at AllocateTensors(), few at Invoke(); bool comes in, and out in the newest runtime only."""
    yield from known_types(node, "in_data_type", "out_data_type")
    yield from counts(node, 1, 1, PREPARE)
    x, y = node.input(0), node.output()
    if x is None or y is None:
        yield missing(node, PREPARE, ("input",))
        return
    yield from takes_at_invoke(node, x, (*TYPES, "bool"), not_supported(x, "Input type {} not supported."), EVAL)
    outputs = (*TYPES, "bool") if node.build.wheel else TYPES
    yield from takes_at_invoke(node, y, outputs, not_supported(y, "Output type {} not supported."), EVAL)
    yield from rank_within(node, x, y, survived=WHEEL_SURVIVES)
    yield from same_count(node, x, y, EVAL)


KERNELS = (Kernel("CAST", params="TfLiteCastParams", prepare=borrows(inputs=1, outputs=1), check=check),)
