"""PAD and PADV2: micro/kernels/pad.cc, pad_common.cc, cmsis_nn/pad.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.build import Library
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import (
    constant,
    counts,
    dims,
    missing,
    refused,
    same_type,
    scale,
    type_name,
    wrong,
    zero_point,
)
from tflint.runtime.tflm.steps import as_int32, dimension, first_failure, keeps, same_scale, takes_at_invoke
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Verdict

PREPARE = "micro/kernels/pad_common.cc:PadPrepare"
EVAL = "micro/kernels/pad.cc:PadEval"
TYPES = ("float32", "int8", "int16", "int32")
RANKS = 5  # reference_ops::PadKernelMaxDimensionCount


def prepare(node: Node, context: MicroContext) -> None:
    """PadPrepare takes a constant value only where there are three inputs."""
    context.temp(node.input(0), node.input(1))
    if len(node.operator.inputs or ()) == 3:
        context.temp(node.input(2))
    context.temp(node.output())


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what the kernel refuses; PAD takes a constant value too, PADV2 may lack it."""
    if len(node.operator.inputs or ()) != 3:
        for verdict in counts(node, 2, None, PREPARE):
            yield verdict._replace(message="NumInputs(node) == 2 || NumInputs(node) == 3 was not true.")
    yield from counts(node, None, 1, PREPARE)
    tensor, paddings, value, output = node.input(0), node.input(1), node.input(2), node.output()
    if tensor is None or paddings is None or output is None:
        yield missing(node, PREPARE, ("input", "paddings"))
        return
    yield from same_type(node, tensor, output, ("input", "output"), PREPARE, numbers=True)
    if len(tensor.shape) > RANKS:
        why = f"{tensor.name!r} has rank {len(tensor.shape)}, up to {RANKS} allowed"
        message = "NumDimensions(input) <= reference_ops::PadKernelMaxDimensionCount() was not true."
        yield refused(node, why, tensor=tensor, message=message, source=PREPARE)
    yield from _value(node, tensor, value)
    yield from _shape(node, tensor, paddings, output)
    if tensor.dtype == "int8":
        yield from _int8(node, value, output)
    yield from takes_at_invoke(node, tensor, TYPES, f"Type {type_name(tensor)} not currently supported by Pad.", EVAL)
    yield from _silent(node, tensor, output, value)


def _value(node: Node, tensor: Tensor, value: Tensor | None) -> Iterator[Verdict]:
    if value is None:
        return
    yield from same_type(node, tensor, value, ("input", "constant_values"), PREPARE, numbers=True)
    if value.elements != 1:
        why = f"{value.name!r} has {value.elements} elements, PAD takes one value"
        yield refused(
            node, why, tensor=value, message=f"NumElements(constant_values) != 1 ({value.elements} != 1)", source=PREPARE
        )


def _shape(node: Node, tensor: Tensor, paddings: Tensor, output: Tensor) -> Iterator[Verdict]:
    rank = len(output.shape)
    if paddings.elements != 2 * rank:
        why = f"{paddings.name!r} has {paddings.elements} entries, {output.name!r} of rank {rank} wants {2 * rank}"
        message = f"GetTensorShape(paddings).FlatSize() != output->dims->size * 2 ({paddings.elements} != {2 * rank})"
        yield refused(node, why, tensor=paddings, message=message, source=PREPARE)
    yield from constant(node, paddings, "paddings", PREPARE)
    pads = as_int32(node, paddings, 2 * rank) or ()
    for axis in range(min(rank, len(pads) // 2)):
        expected = dimension(tensor, axis) + pads[2 * axis] + pads[2 * axis + 1]
        if output.shape[axis] != expected:
            why = f"{output.name!r} is {dims(output.shape)}, padding gives {expected} at dimension {axis}"
            message = f"output_dim != expected_dim ({output.shape[axis]} != {expected})"
            yield refused(node, why, tensor=output, message=message, source=PREPARE)
    if any(pad < 0 for pad in pads):
        yield wrong(node, f"{paddings.name!r} has a negative padding, PAD does not crop", tensor=paddings, source=EVAL)


def _int8(node: Node, value: Tensor | None, output: Tensor) -> Iterator[Verdict]:
    if value is None:
        if not -128 <= zero_point(output) <= 127:
            why = f"{output.name!r} has zero point {zero_point(output)}, -128…127 allowed"
            bound = ">= std::numeric_limits<int8_t>::min()" if zero_point(output) < 0 else "<= std::numeric_limits<int8_t>::max()"
            yield refused(node, why, tensor=output, message=f"output->params.zero_point {bound} was not true.", source=PREPARE)
        return
    for found, wanted, what, text in (
        (zero_point(value), zero_point(output), "zero point", "{}->params.zero_point"),
        (scale(value), scale(output), "scale", "static_cast<double>({}->params.scale)"),
    ):
        if found != wanted:
            why = f"{value.name!r} has {what} {found:g}, an int8 PAD wants its output's {wanted:g}"
            message = f"{text.format('output')} != {text.format('constant_values')}"
            yield refused(node, why, cause=Cause.QUANTIZATION, tensor=value, message=message, source=PREPARE)


def _silent(node: Node, tensor: Tensor, output: Tensor, value: Tensor | None) -> Iterator[Verdict]:
    yield from same_scale(node, tensor, output, EVAL)
    if tensor.dtype == "int16" and value is None and zero_point(output):
        why = f"{output.name!r} has zero point {zero_point(output)}, an int16 PAD pads with 0"
        yield wrong(node, why, cause=Cause.QUANTIZATION, tensor=output, source=EVAL)
    if node.build.library is Library.CMSIS_NN and tensor.dtype == "int8" and len(tensor.shape) > 4:
        why = f"{tensor.name!r} has rank {len(tensor.shape)}, CMSIS-NN pads the last 4 dimensions only"
        yield wrong(node, why, tensor=tensor, source="micro/kernels/cmsis_nn/pad.cc:PadEvalInt8")


KERNELS: tuple[Kernel, ...] = (
    Kernel("PAD", init=keeps("kernels/pad_common:OpData"), prepare=prepare, check=check),
    Kernel("PADV2", init=keeps("kernels/pad_common:OpData"), prepare=prepare, check=check),
)
