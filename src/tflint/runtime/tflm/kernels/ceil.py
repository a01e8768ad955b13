"""CEIL: micro/kernels/ceil.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import counts, missing, rank_within, same_dims, same_type, taken, type_name
from tflint.runtime.tflm.steps import WHEEL_SURVIVES, borrows, first_failure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

PREPARE = "micro/kernels/ceil.cc:CeilPrepare"


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Float32 of one shape."""
    x, y = node.input(0), node.output()
    if x is None or y is None:
        yield missing(node, PREPARE, ("input",))
        return
    yield from counts(node, 1, 1, PREPARE)
    yield from taken(node, x, ("float32",), PREPARE, message=f"input->type != kTfLiteFloat32 ({type_name(x)} != FLOAT32)")
    yield from same_type(node, y, x, ("output", "input"), PREPARE)
    yield from same_dims(node, x, y, PREPARE)
    yield from rank_within(node, x, survived=WHEEL_SURVIVES)


KERNELS = (Kernel("CEIL", prepare=borrows(inputs=1, outputs=1), check=check),)
