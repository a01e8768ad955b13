"""RESIZE_BILINEAR: micro/kernels/resize_bilinear.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import (
    aborts,
    constant,
    constants,
    counts,
    crashes,
    integer,
    refused,
    taken,
    type_number,
    wrong,
)
from tflint.runtime.tflm.steps import (
    absent,
    borrows,
    dimension,
    first_failure,
    rank_is,
    reinterpreted,
    same_scale,
    takes_at_invoke,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

PREPARE = "micro/kernels/resize_bilinear.cc:ResizeBilinearPrepare"
EVAL = "micro/kernels/resize_bilinear.cc:ResizeBilinearEval"
FOUR = 4  # dimensions that the reference implementation extends shapes to


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what the kernel refuses."""
    yield from counts(node, 2, 1, PREPARE)
    tensor, size, output = node.input(0), node.input(1), node.output()
    if tensor is None or size is None or output is None:
        yield absent(node, 2, PREPARE)
        return
    yield from resizes(node, tensor, size, PREPARE)
    yield from constant(node, size, "size", PREPARE)
    if integer(node, "half_pixel_centers") and integer(node, "align_corners"):
        message = "If half_pixel_centers is True, align_corners must be False."
        yield refused(node, "half_pixel_centers and align_corners are both set, one allowed", message=message, source=PREPARE)
    message = f"Output type is {type_number(output)}, requires float or int8."
    yield from takes_at_invoke(node, output, ("float32", "int8"), message, EVAL)
    if output.dtype == "int8" and 0 in (constants(node, size) or ()):
        yield crashes(node, f"{size.name!r} is {constants(node, size)}, and int8 divides by it", tensor=size, source=EVAL)
    yield from writes(node, tensor, size, output, EVAL)


def resizes(node: Node, tensor: Tensor, size: Tensor, source: str) -> Iterator[Verdict]:
    """Refuse operands that neither resizing kernel takes: ranks 4 and 1, an int32 size."""
    yield from rank_is(node, tensor, "input", 4, source)
    yield from rank_is(node, size, "size", 1, source)
    yield from taken(node, size, ("int32",), source, message=f"size->type != kTfLiteInt32 ({type_number(size)} != 2)")


def writes(node: Node, tensor: Tensor, size: Tensor, output: Tensor, source: str) -> Iterator[Verdict]:
    """Tell that the kernel writes as many pixels as `size` says, whatever the output's shape."""
    if len(output.shape) > FOUR:
        why = f"{output.name!r} has rank {len(output.shape)}, up to {FOUR} allowed"
        yield aborts(node, why, tensor=output, source="lite/kernels/internal/runtime_shape.h:ExtendedShape")
    yield from reinterpreted(node, tensor, output.dtype, source)
    yield from same_scale(node, tensor, output, source)
    wanted = constants(node, size)
    found = (dimension(output, 1), dimension(output, 2))
    if wanted is not None and wanted[:2] != found:
        why = f"{output.name!r} has {found[0]}x{found[1]} pixels, {size.name!r} says {'x'.join(map(str, wanted))}"
        yield wrong(node, why, tensor=output, source=source)


KERNELS: tuple[Kernel, ...] = (
    Kernel("RESIZE_BILINEAR", params="TfLiteResizeBilinearParams", prepare=borrows(inputs=2, outputs=1), check=check),
)
