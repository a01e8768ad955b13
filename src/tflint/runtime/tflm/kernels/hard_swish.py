"""HARD_SWISH: micro/kernels/hard_swish.cc, hard_swish_common.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import counts, missing, rank_within, refused, scale, scale_is_read, type_name
from tflint.runtime.tflm.quantization_util import divide, float32, quantize_multiplier
from tflint.runtime.tflm.steps import WHEEL_SURVIVES, borrows, first_failure, keeps, reinterpreted, same_count, takes_at_invoke

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

PREPARE, EVAL = "micro/kernels/hard_swish_common.cc:HardSwishPrepare", "micro/kernels/hard_swish.cc:HardSwishEval"


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Float32 or int8 at Invoke(); int8 scales within a factor of 128."""
    yield from counts(node, 1, 1, PREPARE)
    x, y = node.input(0), node.output()
    if x is None or y is None:
        yield missing(node, PREPARE, ("input",))
        return
    if x.dtype == "int8":
        yield from _rescale(node, x, y)
    yield from takes_at_invoke(node, x, ("float32", "int8"), f"Unsupported type {type_name(x)}", EVAL)
    yield from reinterpreted(node, y, x.dtype, EVAL)
    yield from scale_is_read(node, PREPARE, x, y)
    yield from rank_within(node, x, y, survived=WHEEL_SURVIVES)
    yield from same_count(node, x, y, EVAL)


def _rescale(node: Node, x: Tensor, y: Tensor) -> Iterator[Verdict]:
    """Refuse an output scale below 1/128 of the input's, the resolution that the kernel computes in."""
    hires = float32(float32(1 / 128) * scale(x))
    quantized = quantize_multiplier(float32(divide(hires, scale(y))))
    if quantized is not None and quantized[1] > 0:
        why = f"{x.name!r} has scale {scale(x):g} and {y.name!r} {scale(y):g}, a ratio below 128 is allowed"
        yield refused(node, why, tensor=y, message="params->output_multiplier_exponent <= 0 was not true.", source=PREPARE)


KERNELS = (
    Kernel("HARD_SWISH", init=keeps("kernels/hard_swish:HardSwishParams"), prepare=borrows(inputs=1, outputs=1), check=check),
)
