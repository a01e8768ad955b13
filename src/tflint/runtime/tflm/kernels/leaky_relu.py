"""LEAKY_RELU: micro/kernels/leaky_relu.cc, leaky_relu_common.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import counts, missing, rank_within, same_type, scale_is_read, type_name
from tflint.runtime.tflm.steps import WHEEL_SURVIVES, borrows, first_failure, keeps, same_count, takes_at_invoke

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

PREPARE, EVAL = "micro/kernels/leaky_relu_common.cc:CalculateOpDataLeakyRelu", "micro/kernels/leaky_relu.cc:LeakyReluEval"


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """One type, at Invoke() float32, int8 or int16."""
    yield from counts(node, 1, 1, PREPARE)
    x, y = node.input(0), node.output()
    if x is None or y is None:
        yield missing(node, PREPARE, ("input",))
        return
    yield from same_type(node, x, y, ("input", "output"), PREPARE)
    message = f"Only float32, int8 are supported by LEAKY_RELU, got {type_name(x)}."
    yield from takes_at_invoke(node, x, ("float32", "int8", "int16"), message, EVAL)
    yield from scale_is_read(node, PREPARE, x, y)
    yield from rank_within(node, x, y, survived=WHEEL_SURVIVES)
    yield from same_count(node, x, y, EVAL)


KERNELS = (
    Kernel(
        "LEAKY_RELU",
        params="TfLiteLeakyReluParams",
        init=keeps("kernels/leaky_relu:LeakyReluOpData"),
        prepare=borrows(inputs=1, outputs=1),
        check=check,
    ),
)
