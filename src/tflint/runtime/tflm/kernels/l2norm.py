"""L2_NORMALIZATION: micro/kernels/l2norm.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import (
    activation,
    counts,
    integer,
    missing,
    refused,
    same_type,
    scale,
    taken,
    wrong,
    zero_point,
)
from tflint.runtime.tflm.steps import borrows, first_failure, keeps, same_rows
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

PREPARE, EVAL = "micro/kernels/l2norm.cc:L2NormPrepare", "micro/kernels/l2norm.cc:L2NormEval"
MOST_DIMENSIONS = 4
OUTPUT_SCALE = 1 / 128


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Float32 or int8 of up to 4 dimensions, without activation."""
    yield from counts(node, 1, 1, PREPARE)
    x, y = node.input(0), node.output()
    if x is None or y is None:
        yield missing(node, PREPARE, ("input",))
        return
    rank = len(x.shape)
    if rank > MOST_DIMENSIONS:
        why = f"{x.name!r} has rank {rank}, {node.name} takes {MOST_DIMENSIONS}"
        yield refused(node, why, tensor=x, message="NumDimensions(input) <= 4 was not true.", source=PREPARE)
    message = "output->type == kTfLiteFloat32 || output->type == kTfLiteInt8 was not true."
    yield from taken(node, y, ("float32", "int8"), PREPARE, message=message)
    yield from same_type(node, x, y, ("input", "output"), PREPARE)
    name = activation(node)
    if name != "NONE":
        number = integer(node, "fused_activation_function")
        message = f"params->activation != kTfLiteActNone ({number} != 0)"
        yield refused(node, f"fused {name} is not taken, NONE is", message=message, source=PREPARE)
    if y.dtype == "int8":
        yield from _output(node, y)
    yield from same_rows(node, x, y, EVAL)


def _output(node: Node, y: Tensor) -> Iterator[Verdict]:
    if (scale(y), zero_point(y)) != (OUTPUT_SCALE, 0):
        why = f"{y.name!r} has scale {scale(y):g} zero point {zero_point(y)}, {node.name} computes with scale {OUTPUT_SCALE:g} zero point 0"
        yield wrong(node, why, cause=Cause.QUANTIZATION, tensor=y, source=EVAL)


KERNELS = (
    Kernel(
        "L2_NORMALIZATION",
        params="TfLiteL2NormParams",
        init=keeps("kernels/l2norm:L2NormalizationParams"),
        prepare=borrows(inputs=1, outputs=1),
        check=check,
    ),
)
