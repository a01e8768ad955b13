"""MEAN, SUM, REDUCE_MAX, REDUCE_MIN and REDUCE_ALL: micro/kernels/reduce.cc, reduce_common.cc."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import SIZES, counts, same_type, taken, type_name
from tflint.runtime.printed import logged, not_equal, not_equal_doubles, not_true
from tflint.runtime.tflm.eval_checks import has_address, rank_within
from tflint.runtime.tflm.kernel import Kernel, keeps
from tflint.runtime.tflm.kernel_util import as_int32, constants, dimension, elements, scale, zero_point
from tflint.runtime.verdict import Cause, Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

COMMON = "micro/kernels/reduce_common.cc"
SIMPLE, RESOLVE_AXIS = Citation(COMMON, "PrepareSimple"), Citation(COMMON, "ResolveAxis")
PREPARE_ALL = Citation(COMMON, "PrepareAllHelper")
EVAL_MEAN, EVAL_SUM = Citation(COMMON, "EvalMeanHelper"), Citation(COMMON, "EvalSumHelper")
EVAL_MIN_MAX, EVAL_ALL = Citation(COMMON, "EvalMinMaxHelper"), Citation(COMMON, "EvalAllHelper")
REFERENCE_MEAN = Citation("lite/kernels/internal/reference/reduce.h", "Mean")
MEAN_AXES = 4  # MeanParams::axis


# Prepare


def prepare_mean_or_sum(k: MicroContext) -> None:
    """Walk PrepareMeanOrSumHelper: an int32 accumulator for quantized outputs, then the iteration's two buffers, then PrepareSimple.

    It reads axis and output before PrepareSimple counts the operands.
    """
    x = k.temp_input(0, None, SIMPLE)
    y = k.temp_output(0, None, SIMPLE)
    if k.features.mean_axis_temporary:
        k.temp_input(1, None, SIMPLE)
    if x.dtype in _rescaled_by_mean(k):
        k.scratch(4 * y.elements, "accumulator")
    if k.features.reduce_scratch:
        _iteration(k, x, k.read_input(1, SIMPLE))
    _prepare_simple(k)


def _rescaled_by_mean(k: MicroContext) -> tuple[str, ...]:
    return ("int8", *(("int16",) if k.features.mean_int16 else ()), *(("uint8",) if k.features.uint8_kernels else ()))


def prepare_min_max(k: MicroContext) -> None:
    """Walk PrepareMinMaxHelper, which runs PrepareSimple first."""
    x, axis = _prepare_simple(k)
    k.temp(x, k.output(), axis)
    _iteration(k, x, axis)


def prepare_all(k: MicroContext) -> None:
    """Walk PrepareAllHelper."""
    x = k.temp_input(0, None, PREPARE_ALL)
    k.temp(k.output(), k.input(1))
    taken(k, x, ("bool",), PREPARE_ALL, message=not_equal("input->type", "kTfLiteBool", type_name(x), "BOOL"))
    x, axis = _prepare_simple(k)
    _iteration(k, x, axis)


def _prepare_simple(k: MicroContext) -> tuple[Tensor, Tensor]:
    counts(k, 2, 1, SIMPLE, forms=SIZES)
    x = k.temp_input(0, None, SIMPLE)
    axis = k.temp_input(1, "axis", SIMPLE)
    taken(k, axis, ("int32",), SIMPLE, message=not_equal("axis->type", "kTfLiteInt32", type_name(axis), "INT32"))
    if x.dtype == "int8":
        k.temp(k.output())
    return x, axis


def _iteration(k: MicroContext, x: Tensor, axis: Tensor) -> None:
    k.scratch(4 * len(x.shape), "input iterator")
    k.scratch(4 * axis.elements, "resolved axes")


# Eval


def invoke_mean(k: MicroContext) -> None:
    """Walk EvalMeanHelper; an int8 or int16 one drops its own status, so a bad axis goes unnoticed."""
    x, axis, y = _operands(k, EVAL_MEAN)
    listed = "int16" if k.features.mean_names_int16 else "uint8"
    message = logged(f"Currently, only float32, int8 or {listed} input type is supported.")
    taken(k, x, ("float32", *_rescaled_by_mean(k)), EVAL_MEAN, message=message)
    if y.dtype != x.dtype:
        k.wrong(f"{y.name!r} is {y.dtype}, MEAN writes {x.dtype}", EVAL_MEAN, cause=k.type_cause(y), tensor=y)
    if x.dtype == "float32":
        has_address(k, x, y.elements, EVAL_MEAN)
        _mean_of_pixels(k, x, axis, y)
        _axes_in_range(k, x, axis, "reference_ops::Mean(...)", EVAL_MEAN)
        rank_within(k, x, y)
    else:
        _dropped_status(k, x, axis, EVAL_MEAN)
    _quantized(k, x, y)
    _output_size(k, x, y, EVAL_MEAN)


def invoke_sum(k: MicroContext) -> None:
    """Walk EvalSumHelper; as MEAN's, an int8 or int16 one drops its own status."""
    x, axis, y = _operands(k, EVAL_SUM)
    same_type(k, x, y, ("input", "output"), EVAL_SUM)
    message = logged("Only float32, int8, and int16 types are supported.")
    taken(k, x, ("float32", "int8", "int16"), EVAL_SUM, message=message)
    if x.dtype == "float32":
        _axes_in_range(k, x, axis, "reference_ops::ReduceGeneric<float>(...)", EVAL_SUM)
    else:
        _dropped_status(k, x, axis, EVAL_SUM)
    _quantized(k, x, y)
    _output_size(k, x, y, EVAL_SUM)


def invoke_min_max(k: MicroContext) -> None:
    """Walk EvalMinMaxHelper, which does not rescale."""
    x, axis, y = _operands(k, EVAL_MIN_MAX)
    same_type(k, x, y, ("input", "output"), EVAL_MIN_MAX)
    taken(k, x, ("float32", "int8"), EVAL_MIN_MAX, message=logged("Only float32 and int8 types are supported."))
    if x.dtype == "int8":
        _equal_parameters(k, x, y)
    _axes_in_range(k, x, axis, "reference_ops::ReduceGeneric(...)", EVAL_MIN_MAX)
    _output_size(k, x, y, EVAL_MIN_MAX)


def invoke_all(k: MicroContext) -> None:
    """Walk EvalAllHelper."""
    x, axis, y = _operands(k, EVAL_ALL)
    same_type(k, x, y, ("input", "output"), EVAL_ALL)
    _axes_in_range(k, x, axis, "reference_ops::ReduceGeneric<bool>(...)", EVAL_ALL)
    _output_size(k, x, y, EVAL_ALL)


def _operands(k: MicroContext, at: Citation) -> tuple[Tensor, Tensor, Tensor]:
    return k.read_input(0, at), k.read_input(1, at), k.read_output(0, at)


def _equal_parameters(k: MicroContext, x: Tensor, y: Tensor) -> None:
    for found, expected, what, member in (
        (scale(y), scale(x), "scale", "scale"),
        (zero_point(y), zero_point(x), "zero point", "zp"),
    ):
        if found != expected:
            why = f"{y.name!r} has {what} {found:g}, {k.name} expects its input's {expected:g}"
            message = not_equal_doubles(f"op_data->input_{member}", f"op_data->output_{member}")
            k.refuse(why, EVAL_MIN_MAX, cause=Cause.QUANTIZATION, tensor=y, message=message)


def _axes(k: MicroContext, x: Tensor) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """Return a constant axis operand's values: those inside the tensor's rank, counted from 0, and those outside."""
    axes, rank = as_int32(k, k.input(1), elements(k.input(1))), len(x.shape)
    if axes is None:
        return None
    return tuple(a % rank for a in axes if -rank <= a < rank), tuple(a for a in axes if not -rank <= a < rank)


def _outside(k: MicroContext, x: Tensor) -> str:
    """Return what is wrong with an axis outside of the rank, empty where nothing is."""
    axes = _axes(k, x)
    return f"axis {axes[1][0]} is outside rank {len(x.shape)} of {x.name!r}" if axes and axes[1] and x.shape else ""


def _axes_in_range(k: MicroContext, x: Tensor, axis: Tensor, condition: str, at: Citation) -> None:
    if why := _outside(k, x):
        k.refuse(why, at, tensor=axis, message=not_true(condition))


def _dropped_status(k: MicroContext, x: Tensor, axis: Tensor, at: Citation) -> None:
    if why := _outside(k, x):
        k.wrong(f"{why}: nothing is computed, Invoke() returns ok", at, tensor=axis)


def _mean_of_pixels(k: MicroContext, x: Tensor, axis: Tensor, y: Tensor) -> None:
    """Walk the path that a float32 MEAN over height and width takes where it keeps its dims."""
    if axis.elements > MEAN_AXES:
        why = f"{axis.elements} axes, MEAN keeps room for {MEAN_AXES} on the stack"
        k.wrong(why, RESOLVE_AXIS, tensor=axis)
    if constants(k, axis) not in {(1, 2), (2, 1)} or len(x.shape) != 4 or not k.integer("keep_dims"):
        return
    height, width = dimension(y, -3), dimension(y, -2)
    if len(y.shape) > 4 or (height or 1, width or 1) != (1, 1):
        why = f"{y.name!r} has height {height} and width {width}, MEAN over both expects 1 and 1"
        k.abort(why, REFERENCE_MEAN, tensor=y)


def _quantized(k: MicroContext, x: Tensor, y: Tensor) -> None:
    for operand in (x, y) if x.dtype in {"int8", "int16"} else ():
        if scale(operand) == 0:
            why = f"{operand.name!r} is {operand.dtype} without a scale, {k.name} computes with 0"
            k.wrong(why, Citation(COMMON), cause=Cause.QUANTIZATION, tensor=operand)


def _output_size(k: MicroContext, x: Tensor, y: Tensor, at: Citation) -> None:
    """Note an output of another size than the axes leave: it is overrun or keeps a rest."""
    axes = _axes(k, x)
    if axes is None or axes[1]:
        return
    written = prod(1 if axis in axes[0] else size for axis, size in enumerate(x.shape))
    if written != y.elements:
        k.wrong(f"{y.name!r} has {y.elements:,} elements, {k.name} writes {written:,}", at, tensor=y)


KERNELS = tuple(
    Kernel(op, params="TfLiteReducerParams", init=keeps("kernels/reduce:OpDataReduce"), prepare=prepare, invoke=invoke)
    for op, prepare, invoke in (
        ("MEAN", prepare_mean_or_sum, invoke_mean),
        ("SUM", prepare_mean_or_sum, invoke_sum),
        ("REDUCE_MAX", prepare_min_max, invoke_min_max),
        ("REDUCE_MIN", prepare_min_max, invoke_min_max),
        ("REDUCE_ALL", prepare_all, invoke_all),
    )
)
