"""SHAPE: micro/kernels/shape.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import counts, integer, refused, wrong
from tflint.runtime.tflm.steps import absent, first_failure, not_supported, takes_at_invoke, unplanned
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

PARSER = "core/api/flatbuffer_conversions.cc:ConvertTensorType"
PREPARE = "micro/kernels/shape.cc:ShapePrepare"
EVAL = "micro/kernels/shape.cc:ShapeEval"
LAST_TYPE = 22  # TensorType's last number that ConvertTensorType knows


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what parser and kernel refuse; the out_type option is checked and then ignored."""
    out_type = integer(node, "out_type")
    if not 0 <= out_type <= LAST_TYPE:
        message = f"Unsupported data type {out_type} in tensor"
        yield refused(node, f"out_type is {out_type}, no type that is known", cause=Cause.TYPE, message=message, source=PARSER)
    yield from counts(node, 1, 1, PREPARE)
    tensor, output = node.input(0), node.output()
    if tensor is None or output is None:
        yield absent(node, 1, EVAL)
        return
    yield from takes_at_invoke(node, output, ("int32",), not_supported(output, "Output type {} not supported."), EVAL)
    yield from unplanned(node, output, len(tensor.shape), EVAL)
    if output.elements != len(tensor.shape):
        why = f"{output.name!r} has {output.elements} elements, SHAPE writes {len(tensor.shape)}"
        yield wrong(node, why, tensor=output, source=EVAL)


KERNELS: tuple[Kernel, ...] = (Kernel("SHAPE", params="TfLiteShapeParams", check=check),)
