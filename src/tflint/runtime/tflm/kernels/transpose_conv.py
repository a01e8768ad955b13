"""TRANSPOSE_CONV: micro/kernels/transpose_conv.cc, cmsis_nn/transpose_conv.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tflint.runtime.tflm import cmsis_nn
from tflint.runtime.tflm.build import Library
from tflint.runtime.tflm.cmsis_nn import Dims
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import (
    SIZES,
    convolution_quantization,
    counts,
    crashes,
    dims,
    integer,
    known_types,
    missing,
    quantized,
    refused,
    refused_at_invoke,
    scales,
    type_cause,
    type_name,
    type_number,
    wrong,
)
from tflint.runtime.tflm.steps import debug_only, dimension, elements, first_failure, keeps, not_supported, takes_at_invoke
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Verdict

PREPARE = "micro/kernels/transpose_conv.cc:TransposeConvPrepare"
PARAMETERS = "micro/kernels/transpose_conv.cc:CalculateOpData"
EVAL = "micro/kernels/transpose_conv.cc:TransposeConvEval"
CMSIS = "micro/kernels/cmsis_nn/transpose_conv.cc:Prepare"
FILTER, INPUT, BIAS = 1, 2, 3
INT32, INT64 = 4, 8


class Operands(NamedTuple):
    """A transposed convolution's tensors; its first input, the output's shape, is never read."""

    input: Tensor
    filter: Tensor
    bias: Tensor | None
    output: Tensor


# What the kernel asks for


def prepare(node: Node, context: MicroContext) -> None:
    """TransposeConvPrepare: per-channel arrays for float32 too, then an accumulator an output element."""
    x, output = node.input(INPUT), node.output()
    _channels(node, context)
    if x is not None and x.dtype == "int8":
        context.scratch(INT32 * elements(output), "accumulators")
    if x is not None and x.dtype == "int16":
        context.scratch(INT64 * elements(output), "accumulators")
    _calculate_op_data(node, context)


def prepare_cmsis_nn(node: Node, context: MicroContext) -> None:
    """Prepare of CMSIS-NN's kernel: for int8 two scratch buffers, which cost a slot even where they are empty."""
    x, weights, output = node.input(INPUT), node.input(FILTER), node.output()
    _channels(node, context)
    if x is not None and weights is not None and x.dtype == "int8":
        stride = integer(node, "stride_h"), integer(node, "stride_w")
        channels = dimension(weights, 0)
        x_dims = Dims(dimension(x, 0), dimension(x, 1), dimension(x, 2), dimension(x, 3))
        weight_dims = Dims(channels, dimension(weights, 1), dimension(weights, 2), x_dims.c)
        output_dims = Dims(x_dims.n, dimension(output, 1), dimension(output, 2), channels)
        if node.build.features.cmsis_nn_transpose_conv_rows:
            size = cmsis_nn.transpose_conv_s8(node.build, stride, x_dims, weight_dims, output_dims)
            context.scratch(size, "transposed convolution")
            context.scratch(cmsis_nn.transpose_conv_s8_reverse(stride, x_dims, weight_dims), "reversed weights")
        else:
            context.scratch(cmsis_nn.transpose_conv_s8_columns(x_dims, weight_dims), "transposed convolution")
            context.scratch(INT32 * output_dims.h * output_dims.w * output_dims.c, "accumulators")
    if x is not None and x.dtype == "int16":
        context.scratch(INT64 * elements(output), "accumulators")
    _calculate_op_data(node, context)


def _channels(node: Node, context: MicroContext) -> None:
    weights = node.input(FILTER)
    context.temp(node.output(), node.input(INPUT), weights)
    for what in ("per-channel multipliers", "per-channel shifts"):
        context.persistent(INT32 * dimension(weights, 0), what)


def _calculate_op_data(node: Node, context: MicroContext) -> None:
    x, bias = node.input(INPUT), node.input(BIAS)
    if x is None or x.dtype == "float32":
        return
    context.temp(x, node.input(FILTER), bias, node.output())
    if x.dtype == "int16" and bias is not None and bias.dtype == "int16":
        context.scratch(INT64 * elements(bias), "bias as int64")


# What the kernel refuses


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what parser and kernel refuse; neither bias, nor output shape, nor depths are looked at."""
    yield from known_types(node, "quantized_bias_type")
    x, weights, output = node.input(INPUT), node.input(FILTER), node.output()
    if x is None or weights is None or output is None:
        yield missing(node, PREPARE, ("output_shape", "filter", "input"))
        return
    operands = Operands(x, weights, node.input(BIAS), output)
    cmsis = node.build.library is Library.CMSIS_NN
    yield from _types_cmsis_nn(node, operands) if cmsis else _types(node, operands)
    if x.dtype in {"int8", "int16"} and not weights.shape:
        why = f"{weights.name!r} is a scalar: how many channels there are is read from behind its dims"
        yield crashes(node, why, tensor=weights, source=PREPARE)
    if x.dtype in {"int8", "int16"}:
        yield from _filter_scales(node, weights)
    yield from _counts(node)
    if x.dtype != "float32":
        channels = dimension(weights, 0)
        yield from convolution_quantization(node, x, weights, operands.bias, output, channels=channels)
    if cmsis and x.dtype == "int16" and operands.bias is None:
        yield crashes(node, "TRANSPOSE_CONV has no bias, and CMSIS-NN's int16 path reads it all the same", source=CMSIS)
    yield from _evaluated(node, operands)
    yield from _silent(node, operands)


def _types(node: Node, of: Operands) -> Iterator[Verdict]:
    if of.input.dtype != of.filter.dtype and (of.input.dtype, of.filter.dtype) != ("int16", "int8"):
        yield _hybrid(node, of, PREPARE)


def _types_cmsis_nn(node: Node, of: Operands) -> Iterator[Verdict]:
    if of.input.dtype != of.output.dtype:
        why = f"{of.input.name!r} is {of.input.dtype}, {of.output.name!r} {of.output.dtype}: one type allowed"
        message = f"input->type != output->type ({type_name(of.input)} != {type_name(of.output)})"
        yield refused(node, why, cause=type_cause(node, of.input), tensor=of.output, message=message, source=CMSIS)
    if of.input.dtype not in {"float32", "int16", "int8"}:
        why = f"{of.input.name!r} is {of.input.dtype}, float32, int16 or int8 allowed"
        message = "Input data type not supported"
        yield refused(node, why, cause=type_cause(node, of.input), tensor=of.input, message=message, source=CMSIS)
    if of.filter.dtype != ("float32" if of.input.dtype == "float32" else "int8"):
        yield _hybrid(node, of, CMSIS)


def _hybrid(node: Node, of: Operands, source: str) -> Verdict:
    why = f"{of.input.name!r} is {of.input.dtype} with {of.filter.dtype} weights {of.filter.name!r}"
    cause = Cause.HYBRID if of.input.dtype == "float32" and of.filter.dtype != "float16" else type_cause(node, of.filter)
    message = "Hybrid models are not supported on TFLite Micro."
    return refused(node, why, cause=cause, tensor=of.filter, message=message, source=source)


def _filter_scales(node: Node, weights: Tensor) -> Iterator[Verdict]:
    yield from quantized(node, weights, "filter", PREPARE)
    count, channels = len(scales(weights)), dimension(weights, 0)
    if count not in {1, channels}:
        why = f"{weights.name!r} has {count} scales, 1 or {channels} allowed"
        message = "affine_quantization->scale->size == 1 || affine_quantization->scale->size == filter->dims->data[kTransposeConvQuantizedDimension] was not true."
        yield refused(node, why, cause=Cause.QUANTIZATION, tensor=weights, message=message, source=PREPARE)


def _counts(node: Node) -> Iterator[Verdict]:
    count = len(node.operator.inputs or ())
    if count not in {3, 4}:
        message = "has_bias || node->inputs->size == 3 was not true."
        yield refused(node, f"TRANSPOSE_CONV has {count} inputs, 3 or 4 wanted", message=message, source=PARAMETERS)
    yield from counts(node, None, 1, PARAMETERS, forms=SIZES)


def _evaluated(node: Node, of: Operands) -> Iterator[Verdict]:
    if of.input.dtype != of.output.dtype:
        why = f"{of.input.name!r} is {of.input.dtype}, {of.output.name!r} {of.output.dtype}: one type allowed"
        message = f"input->type != output->type ({type_number(of.input)} != {type_number(of.output)})"
        yield refused_at_invoke(node, why, cause=type_cause(node, of.output), tensor=of.output, message=message, source=EVAL)
    yield from takes_at_invoke(node, of.input, ("float32", "int8", "int16"), not_supported(of.input), EVAL)


def _silent(node: Node, of: Operands) -> Iterator[Verdict]:
    """Tell what Eval takes and computes something else with."""
    biases = {"float32": ("float32",), "int8": ("int32",), "int16": ("int64", "int16")}[of.input.dtype]
    if of.bias is not None and of.bias.dtype not in biases:
        why = f"{of.bias.name!r} is {of.bias.dtype}, TRANSPOSE_CONV reads {biases[0]}"
        yield wrong(node, why, cause=Cause.TYPE, tensor=of.bias, source=EVAL)
    if of.bias is not None and of.bias.elements != dimension(of.filter, 0):
        why = f"{of.bias.name!r} has {of.bias.elements} entries for {dimension(of.filter, 0)} channels"
        yield wrong(node, why, tensor=of.bias, source=EVAL)
    if dimension(of.input, 3) != dimension(of.filter, 3):
        why = f"{of.input.name!r} has depth {dimension(of.input, 3)}, {of.filter.name!r} {dimension(of.filter, 3)}"
        yield wrong(node, why, tensor=of.filter, source=EVAL)
    if len(of.input.shape) < 2:
        why = f"{of.input.name!r} is {dims(of.input.shape)}, 4 dimensions wanted: what is read behind them bounds the loops"
        yield crashes(node, why, tensor=of.input, source=EVAL)
    for tensor in (of.input, of.filter, of.output):
        if len(tensor.shape) != 4:
            yield debug_only(node, f"{tensor.name!r} has rank {len(tensor.shape)}, 4 wanted", tensor=tensor, source=EVAL)
    if node.build.library is Library.CMSIS_NN and of.input.dtype != "float32" and integer(node, "fused_activation_function"):
        yield wrong(
            node,
            "the fused activation is not applied by CMSIS-NN",
            source="micro/kernels/cmsis_nn/transpose_conv.cc:CalculateOpData",
        )
    if not integer(node, "stride_h") or not integer(node, "stride_w"):
        yield wrong(node, "a stride is 0: everything lands on one place", source=EVAL)


KERNELS: tuple[Kernel, ...] = (
    Kernel(
        "TRANSPOSE_CONV",
        params="TfLiteTransposeConvParams",
        init=keeps("kernels/transpose_conv:OpData"),
        prepare=prepare,
        check=check,
        init_variants={Library.CMSIS_NN: keeps("kernels/cmsis_nn/transpose_conv:OpData")},
        prepare_variants={Library.CMSIS_NN: prepare_cmsis_nn},
    ),
)
