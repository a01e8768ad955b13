"""RESHAPE: micro/kernels/reshape.cc, reshape_common.cc."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import counts, crashes, dims, missing, refused, same_type
from tflint.runtime.tflm.steps import first_failure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Verdict

PREPARE = "micro/kernels/reshape_common.cc:PrepareReshapeReference"
OUTPUT = "micro/kernels/reshape_common.cc:ReshapeOutput"
PARSER = "core/api/flatbuffer_conversions.cc:FlatBufferIntVectorToArray"
MAX_DIMENSIONS = 8  # TFLITE_RESHAPE_PARAMS_MAX_DIMENSION_COUNT


def prepare(node: Node, context: MicroContext) -> None:
    """ReshapeOutput copies the output's dims only to fill in a -1; the shape operand is never read."""
    tensor, output = node.input(0), node.output()
    context.temp(tensor, output)
    if tensor is None or output is None or -1 not in output.shape:
        return
    known = prod(size for size in output.shape if size != -1)
    stretched = tensor.elements // known if known else 0
    computed = tuple(stretched if size == -1 else size for size in output.shape)
    if node.build.features.reshape_output_dims:
        context.relocate_output_dims(output, computed)
    else:
        context.overwrite_output_dims(output, computed)


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what parser and Prepare refuse; every type that has a size is taken."""
    shape = node.option("new_shape")
    if isinstance(shape, tuple) and len(shape) > MAX_DIMENSIONS:
        why = f"new_shape has {len(shape)} entries, {MAX_DIMENSIONS} allowed"
        message = "Found too many dimensions in the input array of operation 'reshape'."
        yield refused(node, why, message=message, source=PARSER)
    if len(node.operator.inputs or ()) not in {1, 2}:
        why = f"RESHAPE has {len(node.operator.inputs or ())} inputs, 1 or 2 allowed"
        yield refused(node, why, message="NumInputs(node) == 1 || NumInputs(node) == 2 was not true.", source=PREPARE)
    yield from counts(node, None, 1, PREPARE)
    tensor, output = node.input(0), node.output()
    if tensor is None or output is None:
        yield missing(node, OUTPUT, ("input",))
        return
    yield from _elements(node, tensor, output)


def _elements(node: Node, tensor: Tensor, output: Tensor) -> Iterator[Verdict]:
    shape = output.shape
    if shape == (0,) and len(node.operator.inputs or ()) == 1:
        shape = ()  # the old way to say scalar
    if shape.count(-1) > 1:
        why = f"{output.name!r} is {dims(shape)}, one -1 allowed"
        yield refused(node, why, tensor=output, message=f"stretch_dim != -1 ({shape.index(-1)} != -1)", source=OUTPUT)
    known = prod(size for size in shape if size != -1)
    if -1 in shape and known == 0:
        why = f"{output.name!r} is {dims(shape)}, a -1 beside a 0 cannot be filled in"
        if node.build.wheel:
            yield refused(node, why, tensor=output, message="num_output_elements != 0 was not true.", source=OUTPUT)
        yield crashes(node, why, tensor=output, source=OUTPUT)
    yield from same_type(node, tensor, output, ("input", "output"), OUTPUT)
    written = known * (tensor.elements // known) if -1 in shape and known else known
    if written != tensor.elements:
        why = f"{output.name!r} is {dims(shape)} with {written:,} elements, {tensor.name!r} has {tensor.elements:,}"
        message = f"num_input_elements != num_output_elements ({tensor.elements} != {written})"
        yield refused(node, why, tensor=output, message=message, source=OUTPUT)


KERNELS: tuple[Kernel, ...] = (Kernel("RESHAPE", params="TfLiteReshapeParams", prepare=prepare, check=check),)
