"""RESIZE_NEAREST_NEIGHBOR: micro/kernels/resize_nearest_neighbor.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import constant, counts, refused
from tflint.runtime.tflm.kernels.resize_bilinear import resizes, writes
from tflint.runtime.tflm.steps import absent, borrows, dimension, first_failure, not_supported, takes_at_invoke

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

PREPARE = "micro/kernels/resize_nearest_neighbor.cc:ResizeNearestNeighborPrepare"
EVAL = "micro/kernels/resize_nearest_neighbor.cc:ResizeNearestNeighborEval"
TYPES = ("float32", "int8", "int16")


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what the kernel refuses; unlike RESIZE_BILINEAR it counts the size's entries and takes both options."""
    yield from counts(node, 2, 1, PREPARE)
    tensor, size, output = node.input(0), node.input(1), node.output()
    if tensor is None or size is None or output is None:
        yield absent(node, 2, PREPARE)
        return
    yield from resizes(node, tensor, size, PREPARE)
    if dimension(size, 0) != 2:
        why = f"{size.name!r} has {dimension(size, 0)} entries, 2 allowed"
        yield refused(node, why, tensor=size, message=f"size->dims->data[0] != 2 ({dimension(size, 0)} != 2)", source=PREPARE)
    yield from constant(node, size, "size", PREPARE)
    yield from takes_at_invoke(node, output, TYPES, not_supported(output, "Output tensor type {} not supported."), EVAL)
    yield from writes(node, tensor, size, output, EVAL)


KERNELS: tuple[Kernel, ...] = (
    Kernel(
        "RESIZE_NEAREST_NEIGHBOR",
        params="TfLiteResizeNearestNeighborParams",
        prepare=borrows(inputs=2, outputs=1),
        check=check,
    ),
)
