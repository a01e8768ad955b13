"""ZEROS_LIKE: micro/kernels/zeros_like.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import counts, missing, rank_within, type_number, wrong, zero_point
from tflint.runtime.tflm.steps import WHEEL_SURVIVES, borrows, first_failure, reinterpreted, same_count, takes_at_invoke
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

PREPARE = "micro/kernels/zeros_like.cc:ZerosLikePrepare"
EVAL = "micro/kernels/zeros_like.cc:ZerosLikeEval"
TYPES = ("int64", "int32", "int8", "float32")


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what the kernel refuses; it writes plain zeros, whatever the zero point."""
    yield from counts(node, 1, 1, PREPARE)
    tensor, output = node.input(0), node.output()
    if tensor is None or output is None:
        yield missing(node, PREPARE, ("input",))
        return
    message = f"ZerosLike only currently supports int64, int32, and float32, got {type_number(tensor)}."
    yield from takes_at_invoke(node, tensor, TYPES, message, EVAL)
    yield from rank_within(node, tensor, output, survived=WHEEL_SURVIVES)
    yield from reinterpreted(node, output, tensor.dtype, EVAL)
    yield from same_count(node, tensor, output, EVAL)
    if tensor.dtype == "int8" and zero_point(output) != 0:
        why = f"{output.name!r} has zero point {zero_point(output)}, ZEROS_LIKE writes 0"
        yield wrong(node, why, cause=Cause.QUANTIZATION, tensor=output, source=EVAL)


KERNELS: tuple[Kernel, ...] = (Kernel("ZEROS_LIKE", prepare=borrows(inputs=1, outputs=1), check=check),)
