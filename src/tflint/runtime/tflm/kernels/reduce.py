"""MEAN, SUM, REDUCE_MAX, REDUCE_MIN and REDUCE_ALL: micro/kernels/reduce.cc, reduce_common.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import (
    SIZES,
    aborts,
    constants,
    counts,
    integer,
    rank_within,
    refused,
    refused_at_invoke,
    same_type,
    scale,
    taken,
    type_cause,
    type_name,
    wrong,
    zero_point,
)
from tflint.runtime.tflm.steps import (
    WHEEL_SURVIVES,
    absent,
    as_int32,
    dimension,
    elements,
    first_failure,
    keeps,
    takes_at_invoke,
    unplanned,
)
from tflint.runtime.verdict import Cause, Effect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Verdict

COMMON = "micro/kernels/reduce_common.cc"
SIMPLE = f"{COMMON}:PrepareSimple"
MEAN_TYPES = "Currently, only float32, int8 or int16 input type is supported."
SUM_TYPES = "Only float32, int8, and int16 types are supported."
MIN_MAX_TYPES = "Only float32 and int8 types are supported."
MEAN_AXES = 4  # MeanParams::axis


# What the kernels ask for


def prepare_mean_or_sum(node: Node, context: MicroContext) -> None:
    """PrepareMeanOrSumHelper: an int32 accumulator for quantized outputs, then the iteration's two buffers, then PrepareSimple."""
    tensor, axis, output = node.input(0), node.input(1), node.output()
    context.temp(tensor, output, axis if node.build.features.mean_axis_temporary else None)
    if tensor is not None and tensor.dtype in {"int8", "int16"}:
        context.scratch(4 * elements(output), "accumulator")
    if node.build.features.reduce_scratch:
        _iteration(context, tensor, axis)
    _prepare_simple(node, context)


def prepare_min_max(node: Node, context: MicroContext) -> None:
    """PrepareMinMaxHelper: PrepareSimple first."""
    _prepare_simple(node, context)
    context.temp(node.input(0), node.output(), node.input(1))
    _iteration(context, node.input(0), node.input(1))


def prepare_all(node: Node, context: MicroContext) -> None:
    """PrepareAllHelper."""
    context.temp(node.input(0), node.output(), node.input(1))
    _prepare_simple(node, context)
    _iteration(context, node.input(0), node.input(1))


def _prepare_simple(node: Node, context: MicroContext) -> None:
    tensor = node.input(0)
    context.temp(tensor, node.input(1))
    if tensor is not None and tensor.dtype == "int8":
        context.temp(node.output())


def _iteration(context: MicroContext, tensor: Tensor | None, axis: Tensor | None) -> None:
    context.scratch(4 * len(tensor.shape) if tensor is not None else 0, "input iterator")
    context.scratch(4 * elements(axis), "resolved axes")


# What the kernels refuse


@first_failure
def check_mean(node: Node) -> Iterator[Verdict]:
    """Yield what MEAN refuses; an int8 or int16 one drops its own status, so a bad axis goes unnoticed."""
    source = f"{COMMON}:EvalMeanHelper"
    tensor, output = node.input(0), node.output()
    if tensor is None or output is None or node.input(1) is None:
        yield from _without_operand(node)
        return
    yield from _prepared(node)
    yield from takes_at_invoke(node, tensor, ("float32", "int8", "int16"), MEAN_TYPES, source)
    if output.dtype != tensor.dtype:
        why = f"{output.name!r} is {output.dtype}, MEAN writes {tensor.dtype}"
        yield wrong(node, why, cause=type_cause(node, output), tensor=output, source=source)
    if tensor.dtype == "float32":
        yield from unplanned(node, tensor, output.elements, source)
        yield from _mean_of_pixels(node, tensor, output)
        yield from _axes_in_range(node, tensor, "reference_ops::Mean(...) was not true.", source)
    else:
        yield from _dropped_status(node, tensor, source)
    yield from _quantized(node, tensor, output)
    yield from _output_size(node, tensor, output, source)


@first_failure
def check_sum(node: Node) -> Iterator[Verdict]:
    """Yield what SUM refuses."""
    source = f"{COMMON}:EvalSumHelper"
    tensor, output = node.input(0), node.output()
    if tensor is None or output is None or node.input(1) is None:
        yield from _without_operand(node)
        return
    yield from _prepared(node)
    yield from _same_type_at_invoke(node, tensor, output, source)
    yield from takes_at_invoke(node, tensor, ("float32", "int8", "int16"), SUM_TYPES, source)
    if tensor.dtype == "float32":
        yield from _axes_in_range(node, tensor, "reference_ops::ReduceGeneric<float>(...) was not true.", source)
    else:
        yield from _dropped_status(node, tensor, source)
    yield from _quantized(node, tensor, output)
    yield from _output_size(node, tensor, output, source)


@first_failure
def check_min_max(node: Node) -> Iterator[Verdict]:
    """Yield what REDUCE_MAX and REDUCE_MIN refuse: they do not rescale, and say so only at Invoke."""
    source = f"{COMMON}:EvalMinMaxHelper"
    tensor, output = node.input(0), node.output()
    if tensor is None or output is None or node.input(1) is None:
        yield from _without_operand(node)
        return
    yield from _prepared(node)
    yield from _same_type_at_invoke(node, tensor, output, source)
    yield from takes_at_invoke(node, tensor, ("float32", "int8"), MIN_MAX_TYPES, source)
    if tensor.dtype == "int8":
        yield from _equal_parameters(node, tensor, output, source)
    yield from _axes_in_range(node, tensor, "reference_ops::ReduceGeneric(...) was not true.", source)
    yield from _output_size(node, tensor, output, source)


@first_failure
def check_all(node: Node) -> Iterator[Verdict]:
    """Yield what REDUCE_ALL refuses."""
    source = f"{COMMON}:EvalAllHelper"
    tensor, output = node.input(0), node.output()
    if tensor is None or output is None or node.input(1) is None:
        yield from _without_operand(node)
        return
    message = f"input->type != kTfLiteBool ({type_name(tensor)} != BOOL)"
    yield from taken(node, tensor, ("bool",), f"{COMMON}:PrepareAllHelper", message=message)
    yield from _prepared(node)
    yield from _same_type_at_invoke(node, tensor, output, source)
    yield from _axes_in_range(node, tensor, "reference_ops::ReduceGeneric<bool>(...) was not true.", source)
    yield from _output_size(node, tensor, output, source)


def _without_operand(node: Node) -> Iterator[Verdict]:
    """Tell the refusal of an axis that is missed in time, or else the crash: MEAN and SUM read axis and output before they count."""
    if node.name in {"REDUCE_MAX", "REDUCE_MIN"} or (node.name == "REDUCE_ALL" and node.input(0) is not None):
        yield from counts(node, 2, 1, SIMPLE, forms=SIZES)
        if node.input(1) is None:
            yield refused(node, f"{node.name} has no axis", message="axis != nullptr was not true.", source=SIMPLE)
    yield absent(node, 2, COMMON)


def _prepared(node: Node) -> Iterator[Verdict]:
    yield from counts(node, 2, 1, SIMPLE, forms=SIZES)
    axis = node.input(1)
    if axis is not None:
        yield from taken(node, axis, ("int32",), SIMPLE, message=f"axis->type != kTfLiteInt32 ({type_name(axis)} != INT32)")


def _same_type_at_invoke(node: Node, tensor: Tensor, output: Tensor, source: str) -> Iterator[Verdict]:
    for verdict in same_type(node, tensor, output, ("input", "output"), source):
        yield verdict._replace(effect=Effect.REFUSED_AT_INVOKE)


def _equal_parameters(node: Node, tensor: Tensor, output: Tensor, source: str) -> Iterator[Verdict]:
    for found, wanted, what, member in (
        (scale(output), scale(tensor), "scale", "scale"),
        (zero_point(output), zero_point(tensor), "zero point", "zp"),
    ):
        if found != wanted:
            why = f"{output.name!r} has {what} {found:g}, {node.name} wants its input's {wanted:g}"
            message = f"op_data->input_{member} != op_data->output_{member}"
            yield refused_at_invoke(node, why, cause=Cause.QUANTIZATION, tensor=output, message=message, source=source)


def _axes(node: Node, tensor: Tensor) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """Return a constant axis operand's values: those inside the tensor's rank, counted from 0, and those outside."""
    axes, rank = as_int32(node, node.input(1), elements(node.input(1))), len(tensor.shape)
    if axes is None:
        return None
    return tuple(a % rank for a in axes if -rank <= a < rank), tuple(a for a in axes if not -rank <= a < rank)


def _axes_in_range(node: Node, tensor: Tensor, message: str, source: str) -> Iterator[Verdict]:
    axes = _axes(node, tensor)
    if axes and axes[1] and tensor.shape:
        why = f"axis {axes[1][0]} is outside rank {len(tensor.shape)} of {tensor.name!r}"
        yield refused_at_invoke(node, why, tensor=node.input(1), message=message, source=source)


def _dropped_status(node: Node, tensor: Tensor, source: str) -> Iterator[Verdict]:
    axes = _axes(node, tensor)
    if axes and axes[1] and tensor.shape:
        why = (
            f"axis {axes[1][0]} is outside rank {len(tensor.shape)} of {tensor.name!r}: nothing is computed, Invoke() returns ok"
        )
        yield wrong(node, why, tensor=node.input(1), source=source)


def _mean_of_pixels(node: Node, tensor: Tensor, output: Tensor) -> Iterator[Verdict]:
    """Yield the aborts of the path that a float32 MEAN over height and width takes where it keeps its dims."""
    axes = constants(node, node.input(1))
    if elements(node.input(1)) > MEAN_AXES:
        why = f"{elements(node.input(1))} axes, MEAN keeps room for {MEAN_AXES} on the stack"
        yield wrong(node, why, tensor=node.input(1), source=f"{COMMON}:ResolveAxis")
    if axes not in {(1, 2), (2, 1)} or len(tensor.shape) != 4 or not integer(node, "keep_dims"):
        return
    height, width = dimension(output, -3), dimension(output, -2)
    if len(output.shape) > 4 or (height or 1, width or 1) != (1, 1):
        why = f"{output.name!r} has height {height} and width {width}, MEAN over both wants 1 and 1"
        yield aborts(node, why, tensor=output, source="lite/kernels/internal/reference/reduce.h:Mean")


def _quantized(node: Node, tensor: Tensor, output: Tensor) -> Iterator[Verdict]:
    for operand in (tensor, output) if tensor.dtype in {"int8", "int16"} else ():
        if scale(operand) == 0:
            why = f"{operand.name!r} is {operand.dtype} without a scale, {node.name} computes with 0"
            yield wrong(node, why, cause=Cause.QUANTIZATION, tensor=operand, source=COMMON)


def _output_size(node: Node, tensor: Tensor, output: Tensor, source: str) -> Iterator[Verdict]:
    """Tell an output of another size than the axes leave: it is overrun or keeps a rest."""
    yield from (
        rank_within(node, tensor, output, survived=WHEEL_SURVIVES) if tensor.dtype == "float32" and node.name == "MEAN" else ()
    )
    axes = _axes(node, tensor)
    if axes is None or axes[1]:
        return
    written = 1
    for axis, size in enumerate(tensor.shape):
        written *= 1 if axis in axes[0] else size
    if written != output.elements:
        why = f"{output.name!r} has {output.elements:,} elements, {node.name} writes {written:,}"
        yield wrong(node, why, tensor=output, source=source)


def _kernel(op: str, prepare: Callable[[Node, MicroContext], None], check: Callable[[Node], Iterator[Verdict]]) -> Kernel:
    return Kernel(op, params="TfLiteReducerParams", init=keeps("kernels/reduce:OpDataReduce"), prepare=prepare, check=check)


KERNELS: tuple[Kernel, ...] = (
    _kernel("MEAN", prepare_mean_or_sum, check_mean),
    _kernel("SUM", prepare_mean_or_sum, check_sum),
    _kernel("REDUCE_MAX", prepare_min_max, check_min_max),
    _kernel("REDUCE_MIN", prepare_min_max, check_min_max),
    _kernel("REDUCE_ALL", prepare_all, check_all),
)
