"""ROUND: micro/kernels/round.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import counts, missing, rank_within, same_dims, same_type, taken, type_name
from tflint.runtime.tflm.steps import WHEEL_SURVIVES, borrows, first_failure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

PREPARE = "micro/kernels/round.cc:RoundPrepare"


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what Prepare refuses: anything but float32 into the same shape."""
    tensor, output = node.input(0), node.output()
    if tensor is None or output is None:
        yield missing(node, PREPARE, ("input",))
        return
    yield from counts(node, 1, 1, PREPARE)
    message = f"input->type != kTfLiteFloat32 ({type_name(tensor)} != FLOAT32)"
    yield from taken(node, tensor, ("float32",), PREPARE, message=message)
    yield from same_type(node, output, tensor, ("output", "input"), PREPARE)
    yield from same_dims(node, tensor, output, PREPARE)
    yield from rank_within(node, tensor, survived=WHEEL_SURVIVES)


KERNELS: tuple[Kernel, ...] = (Kernel("ROUND", prepare=borrows(inputs=1, outputs=1), check=check),)
