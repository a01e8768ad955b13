"""RESHAPE: micro/kernels/reshape.cc, reshape_common.cc."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts, dims, same_type
from tflint.runtime.printed import logged, not_equal, not_true
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE = Citation("micro/kernels/reshape_common.cc", "PrepareReshapeReference")
OUTPUT = Citation("micro/kernels/reshape_common.cc", "ReshapeOutput")
PARSER = Citation("core/api/flatbuffer_conversions.cc", "FlatBufferIntVectorToArray")
MAX_DIMENSIONS = 8  # TFLITE_RESHAPE_PARAMS_MAX_DIMENSION_COUNT


def parse(k: MicroContext) -> None:
    """Walk ParseReshape."""
    shape = k.option("new_shape")
    if shape is None and k.features.reshape_wants_new_shape:
        message = logged("Input array not provided for operation 'reshape'.")
        k.refuse("the options have no new_shape", PARSER, message=message)
    if isinstance(shape, tuple) and len(shape) > MAX_DIMENSIONS:
        message = logged("Found too many dimensions in the input array of operation 'reshape'.")
        k.refuse(f"new_shape has {len(shape)} entries, expected at most {MAX_DIMENSIONS}", PARSER, message=message)


def prepare(k: MicroContext) -> None:
    """Walk PrepareReshapeReference: every type that has a size is taken, the shape operand is never read."""
    found = len(k.operator.inputs or ())
    if found not in {1, 2}:
        message = not_true("NumInputs(node) == 1 || NumInputs(node) == 2")
        k.refuse(f"RESHAPE has {found} inputs, expected 1 or 2", PREPARE, message=message)
    counts(k, None, 1, PREPARE)
    tensor = k.temp_input(0, "input", OUTPUT)
    output = k.temp_output(0, "output", OUTPUT)
    _elements(k, tensor, output)


def _elements(k: MicroContext, tensor: Tensor, output: Tensor) -> None:
    """Walk ReshapeOutput, which copies the output's dims only to fill in a -1."""
    shape = output.shape
    if shape == (0,) and len(k.operator.inputs or ()) == 1:
        shape = ()  # the old way to say scalar
    if shape.count(-1) > 1:
        why = f"{output.name!r} is {dims(shape)}, expected at most one -1"
        k.refuse(why, OUTPUT, tensor=output, message=not_equal("stretch_dim", -1, shape.index(-1), -1))
    known = prod(size for size in shape if size != -1)
    if -1 in shape and known == 0:
        why = f"{output.name!r} is {dims(shape)}, a -1 with a 0 cannot be filled in"
        if k.features.checked_reshape:
            k.refuse(why, OUTPUT, tensor=output, message=not_true("num_output_elements != 0"))
        k.undefined(why, OUTPUT, tensor=output)
    same_type(k, tensor, output, ("input", "output"), OUTPUT)
    written = known * (tensor.elements // known) if -1 in shape and known else known
    if written != tensor.elements:
        why = f"{output.name!r} is {dims(shape)} with {written:,} elements, {tensor.name!r} has {tensor.elements:,}"
        message = not_equal("num_input_elements", "num_output_elements", tensor.elements, written)
        k.refuse(why, OUTPUT, tensor=output, message=message)
    if -1 in output.shape:
        stretched = tensor.elements // known
        computed = tuple(stretched if size == -1 else size for size in output.shape)
        change = k.relocate_output_dims if k.features.reshape_output_dims else k.memory.overwrite_output_dims
        change(output, computed)


KERNELS = (Kernel("RESHAPE", params="TfLiteReshapeParams", parse=parse, prepare=prepare),)
