"""DEPTHWISE_CONV_2D: micro/kernels/depthwise_conv.cc, depthwise_conv_common.cc, cmsis_nn/depthwise_conv.cc, esp_nn/depthwise_conv.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm import cmsis_nn, esp_nn, window
from tflint.runtime.tflm.build import Library
from tflint.runtime.tflm.cmsis_nn import Dims
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import (
    convolution_quantization,
    crashes,
    dims,
    ignored_activation,
    integer,
    missing,
    quantized,
    refused,
    same_type,
    scales,
    taken,
    type_name,
    weights_cause,
    wrong,
    zero_point_is,
)
from tflint.runtime.tflm.steps import dimension, elements, first_failure, keeps, not_supported, reinterpreted, takes_at_invoke
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Verdict

COMMON = "micro/kernels/depthwise_conv_common.cc"
PREPARE, OP_DATA = f"{COMMON}:DepthwiseConvPrepare", f"{COMMON}:CalculateOpDataDepthwiseConv"
EVAL, CMSIS_NN = "micro/kernels/depthwise_conv.cc:DepthwiseConvEval", "micro/kernels/cmsis_nn/depthwise_conv.cc:Prepare"
QUANTIZED = ("int8", "int16")
TYPES = {"float32": ("float32",), "int8": ("int8", "int4"), "int16": ("int8",)}  # input -> weights
CHANNELS = 3  # kDepthwiseConvQuantizedDimension


def prepare(node: Node, context: MicroContext) -> None:
    """DepthwiseConvPrepare; the multipliers come with float32 models too."""
    x, weights, y = node.input(0), node.input(1), node.output()
    context.temp(y, x, weights)
    _keep_multipliers(context, dimension(weights, CHANNELS))
    if weights is not None and weights.dtype == "int4" and node.build.features.int4_scratch:
        context.scratch(elements(weights), "unpacked int4 weights")
    context.temp(x, weights, node.input(2), y)


def prepare_esp_nn(node: Node, context: MicroContext) -> None:
    """Prepare in esp_nn/depthwise_conv.cc: the reference kernel's and a scratch buffer for int8."""
    prepare(node, context)
    x, weights, y = node.input(0), node.input(1), node.output()
    if x is None or weights is None or y is None or x.dtype != "int8":
        return
    multiplier = integer(node, "depth_multiplier")
    size = esp_nn.depthwise_conv(node.build, window.for_esp_nn(node, x, weights, y, multiplier))
    if size > 0:
        context.scratch(size, "esp_nn_depthwise_conv buffer")


def _keep_multipliers(context: MicroContext, channels: int) -> None:
    context.persistent(4 * channels, "multiplier of each output channel")
    context.persistent(4 * channels, "shift of each output channel")


def prepare_cmsis_nn(node: Node, context: MicroContext) -> None:
    """Prepare in cmsis_nn/depthwise_conv.cc."""
    x, weights, y = node.input(0), node.input(1), node.output()
    context.temp(x, weights, y)
    if x is None or weights is None or y is None:
        return
    if x.dtype in QUANTIZED or node.build.features.cmsis_nn_multipliers_for_every_type:
        _keep_multipliers(context, dimension(weights, CHANNELS))
    if weights.dtype == "int4" and node.build.features.cmsis_nn_int4_unpacked:
        context.scratch(elements(weights), "unpacked int4 weights")
    if x.dtype != "float32" or not node.build.features.cmsis_nn_own_op_data:
        context.temp(x, weights, node.input(2), y)
    if x.dtype == "int8":
        _cmsis_nn_scratch(node, context, x, weights, y)


def _cmsis_nn_scratch(node: Node, context: MicroContext, x: Tensor, weights: Tensor, y: Tensor) -> None:
    cmsis, geometry = node.build.cmsis, window.of(node, x, weights)
    in_dims, out_dims = window.nhwc(x), window.nhwc(y)
    filter_dims = Dims(1, dimension(weights, 1), dimension(weights, 2), out_dims.c)
    packed = weights.dtype == "int4" and node.build.features.cmsis_nn_int4
    by_type = cmsis_nn.depthwise_conv_wrapper_s4 if packed else cmsis_nn.depthwise_conv_wrapper_s8
    if weights.dtype == "int8" and cmsis_nn.is_depthwise_as_convolution(cmsis, in_dims, out_dims):
        as_convolution = filter_dims._replace(c=1)
        along_a_row = cmsis_nn.is_convolve_1_x_n(geometry, in_dims, as_convolution)
        if along_a_row and not cmsis_nn.is_convolve_1x1(geometry, in_dims, as_convolution):
            context.uncertain(
                "DEPTHWISE_CONV_2D asks CMSIS-NN for its buffer with an uninitialised stride, which counts here (MVE)"
            )
    size = by_type(node.build, geometry, in_dims, filter_dims, out_dims)
    if size > 0:
        context.scratch(size, "arm_depthwise_conv_wrapper buffer")


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Take float32, int8 or int16 with the weights' types and scales that go with them, and no omitted bias."""
    cmsis = node.build.library is Library.CMSIS_NN
    x, weights, bias, y = node.input(0), node.input(1), node.input(2), node.output()
    if x is None or weights is None or y is None:
        yield missing(node, CMSIS_NN if cmsis else PREPARE, ("input", "filter"), output_first=not cmsis)
        return
    features = node.build.features
    if cmsis:
        yield from window.without_multipliers(node, x, features.cmsis_nn_depthwise_int16, CMSIS_NN)
        yield from _cmsis_nn_types(node, x, weights, y)
    if x.dtype == "int8" or (cmsis and x.dtype == "int16" and features.cmsis_nn_depthwise_int16):
        yield from _filter_scales(node, weights, CMSIS_NN if cmsis else PREPARE)
    taken_together = x.dtype == weights.dtype or weights.dtype in TYPES.get(x.dtype, ())
    if x.dtype == "int16" and not features.depthwise_16x8:
        taken_together = False
    if not cmsis and features.depthwise_checks_types and not taken_together:
        yield _hybrid(node, x, weights, PREPARE)
    if len(weights.shape) <= CHANNELS:
        why = (
            f"{weights.name!r} is {dims(weights.shape)}, 4 dimensions wanted: the number of channels is read from behind its dims"
        )
        yield crashes(node, why, tensor=weights, source=PREPARE)
    yield from window.counts(node, OP_DATA)
    if x.dtype != "float32":
        yield from convolution_quantization(node, x, weights, bias, y, channels=dimension(weights, CHANNELS))
    yield from _omitted_bias(node)
    yield from _eval(node, x, weights, bias, y)


def _cmsis_nn_types(node: Node, x: Tensor, weights: Tensor, y: Tensor) -> Iterator[Verdict]:
    if node.build.features.cmsis_nn_checks_types:
        yield from same_type(node, x, y, ("input", "output"), CMSIS_NN, numbers=True)
        yield from taken(node, x, tuple(TYPES), CMSIS_NN, message="Input data type not supported")
        if weights.dtype not in TYPES[x.dtype]:
            yield _hybrid(node, x, weights, CMSIS_NN)
    if x.dtype == "int16" and node.build.features.cmsis_nn_depthwise_int16:
        yield from quantized(node, weights, "filter", CMSIS_NN)
        yield from zero_point_is(node, x, 0, "input", CMSIS_NN)
        yield from zero_point_is(node, y, 0, "output", CMSIS_NN)


def _hybrid(node: Node, x: Tensor, weights: Tensor, source: str) -> Verdict:
    pairs = ", ".join(f"{one} by {' or '.join(other)}" for one, other in TYPES.items())
    why = f"{x.name!r} is {x.dtype} and {weights.name!r} {weights.dtype}, {node.name} takes {pairs}"
    message = "Hybrid models are not supported on TFLite Micro."
    return refused(node, why, cause=weights_cause(node, x, weights), tensor=weights, message=message, source=source)


def _filter_scales(node: Node, weights: Tensor, source: str) -> Iterator[Verdict]:
    yield from quantized(node, weights, "filter", source)
    count, channels = len(scales(weights)), dimension(weights, CHANNELS)
    if count not in {1, channels}:
        why = f"{weights.name!r} has {count} scales, 1 or {channels} wanted"
        of_filter = "affine_quantization->scale->size == filter->dims->data[kDepthwiseConvQuantizedDimension]"
        message = f"affine_quantization->scale->size == 1 || {of_filter} was not true."
        yield refused(node, why, cause=Cause.QUANTIZATION, tensor=weights, message=message, source=source)


def _omitted_bias(node: Node) -> Iterator[Verdict]:
    """Tell a third input of -1: the kernel gives back a temporary that it never got."""
    numbers = node.operator.inputs or ()
    if len(numbers) != 3 or numbers[2] >= 0:
        return
    why = f"{node.name} lists its bias and omits it (-1); leave the third input out"
    if node.build.wheel:
        yield crashes(node, why, source=OP_DATA)
    message = "All temp buffers must be freed before calling ResetTempAllocations()"
    yield refused(node, why, message=message, source=OP_DATA)


def _eval(node: Node, x: Tensor, weights: Tensor, bias: Tensor | None, y: Tensor) -> Iterator[Verdict]:
    """Tell what Invoke() refuses, dies of or gets wrong."""
    yield from takes_at_invoke(node, x, tuple(TYPES), not_supported(x, "Input type {} not supported."), EVAL)
    message = not_supported(weights, "Filter type {}") + f" for input type {type_name(x)} not supported."
    yield from takes_at_invoke(node, weights, TYPES[x.dtype], message, EVAL)
    yield from reinterpreted(node, y, x.dtype, EVAL)
    ranks = [t for t in (x, weights, y) if len(t.shape) != 4]
    for tensor in ranks:
        told = crashes if tensor is y and len(tensor.shape) < 4 else wrong
        yield told(node, f"{tensor.name!r} is {dims(tensor.shape)}, 4 dimensions wanted", tensor=tensor, source=EVAL)
    if ranks:
        return
    yield from _multiplier(node, x, weights)
    yield from ignored_activation(node, OP_DATA)
    yield from window.symmetric(node, weights, EVAL)
    dtype = {"float32": "float32", "int8": "int32", "int16": "int64"}[x.dtype]
    yield from window.bias_fits(node, bias, dtype, weights.shape[CHANNELS], EVAL)
    yield from window.output_fits(node, x, weights, y, channels=weights.shape[CHANNELS], source=EVAL)


def _multiplier(node: Node, x: Tensor, weights: Tensor) -> Iterator[Verdict]:
    multiplier, channels, filters = integer(node, "depth_multiplier"), x.shape[3], weights.shape[CHANNELS]
    why = f"depth_multiplier is {multiplier}, {channels} channels make {filters}"
    if multiplier == 0 and node.build.library is Library.CMSIS_NN and node.operator.options is not None:
        yield crashes(node, f"{why}: CMSIS-NN never returns", tensor=weights, source="arm_depthwise_conv_wrapper_s8")
    if multiplier * channels != filters:
        yield wrong(node, why, tensor=weights, source=EVAL)
    if weights.shape[0] != 1:
        yield wrong(node, f"{weights.name!r} is {dims(weights.shape)}, 1x… wanted", tensor=weights, source=EVAL)


KERNELS = (
    Kernel(
        "DEPTHWISE_CONV_2D",
        params="TfLiteDepthwiseConvParams",
        init=keeps("kernels/conv_common:OpDataConv"),
        prepare=prepare,
        check=check,
        init_variants={
            Library.CMSIS_NN: keeps("kernels/cmsis_nn/depthwise_conv:OpData"),
            Library.ESP_NN: keeps("kernels/esp_nn/depthwise_conv:NodeData"),
        },
        prepare_variants={Library.CMSIS_NN: prepare_cmsis_nn, Library.ESP_NN: prepare_esp_nn},
    ),
)
