"""CONV_2D: micro/kernels/conv.cc, conv_common.cc, cmsis_nn/conv.cc, esp_nn/conv.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm import cmsis_nn, esp_nn, window
from tflint.runtime.tflm.build import Library
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import (
    convolution_quantization,
    crashes,
    dims,
    ignored_activation,
    known_types,
    missing,
    quantized,
    refused,
    same_type,
    scales,
    taken,
    weights_cause,
    wrong,
    zero_point_is,
)
from tflint.runtime.tflm.steps import dimension, elements, first_failure, keeps, not_supported, takes_at_invoke
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Verdict

COMMON = "micro/kernels/conv_common.cc"
PREPARE, OP_DATA, EVAL = f"{COMMON}:ConvPrepare", f"{COMMON}:CalculateOpDataConv", "micro/kernels/conv.cc:ConvEval"
CMSIS_NN, ESP_NN = "micro/kernels/cmsis_nn/conv.cc:Prepare", "micro/kernels/esp_nn/conv.cc:Prepare"
QUANTIZED = ("int8", "int16")
TYPES = {"float32": ("float32",), "int8": ("int8", "int4"), "int16": ("int8",)}  # input -> weights


def prepare(node: Node, context: MicroContext) -> None:
    """ConvPrepare; the multipliers come with float32 models too."""
    x, weights, y = node.input(0), node.input(1), node.output()
    context.temp(y, x, weights)
    _keep_multipliers(context, dimension(weights, 0))
    context.temp(x, weights, node.input(2), y)
    if weights is not None and weights.dtype == "int4" and node.build.features.int4_conv:
        context.scratch(elements(weights), "unpacked int4 weights")


def prepare_esp_nn(node: Node, context: MicroContext) -> None:
    """Prepare in esp_nn/conv.cc: the reference kernel's and a scratch buffer for int8."""
    prepare(node, context)
    x, weights, y = node.input(0), node.input(1), node.output()
    if x is None or weights is None or y is None or x.dtype != "int8":
        return
    size = esp_nn.conv(node.build, window.for_esp_nn(node, x, weights, y))
    if size > 0:
        context.scratch(size, "esp_nn_conv buffer")


def prepare_cmsis_nn(node: Node, context: MicroContext) -> None:
    """Prepare in cmsis_nn/conv.cc, which looks for the bias among the outputs and so never finds it."""
    x, weights, y = node.input(0), node.input(1), node.output()
    context.temp(x, weights, y, node.output(2))
    if x is None or weights is None or y is None:
        return
    features = node.build.features
    if weights.dtype == "int4" and features.cmsis_nn_int4_conv_unpacked:
        context.scratch(elements(weights), "unpacked int4 weights")
    if x.dtype in QUANTIZED or features.cmsis_nn_multipliers_for_every_type:
        _keep_multipliers(context, dimension(weights, 0))
    if x.dtype != "float32" or not features.cmsis_nn_own_op_data:
        context.temp(x, weights, node.input(2), y)
    size = _cmsis_nn_scratch(node, x, weights, y)
    if size > 0:
        context.scratch(size, "arm_convolve_wrapper buffer")


def _keep_multipliers(context: MicroContext, channels: int) -> None:
    context.persistent(4 * channels, "multiplier of each output channel")
    context.persistent(4 * channels, "shift of each output channel")


def _cmsis_nn_scratch(node: Node, x: Tensor, weights: Tensor, y: Tensor) -> int:
    filter_dims = window.nhwc(weights)._replace(n=1)
    if x.dtype == "int8":
        geometry = window.of(node, x, weights)
        return cmsis_nn.convolve_wrapper_s8(node.build, geometry, window.nhwc(x), filter_dims, window.nhwc(y))
    if x.dtype == "int16" and node.build.features.cmsis_nn_conv_int16:
        return cmsis_nn.convolve_wrapper_s16(node.build, window.of(node, x, weights), window.nhwc(x), filter_dims)
    return 0


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Take float32, int8 or int16 with the weights' types and scales that go with them."""
    cmsis = node.build.library is Library.CMSIS_NN
    x, weights, bias, y = node.input(0), node.input(1), node.input(2), node.output()
    yield from known_types(node, "quantized_bias_type")
    if x is None or weights is None or y is None:
        yield missing(node, CMSIS_NN if cmsis else PREPARE, ("input", "filter"), output_first=not cmsis)
        return
    if node.build.library is Library.ESP_NN:
        yield from _groups(node, x, weights, ESP_NN)
    if cmsis:
        yield from window.without_multipliers(node, x, node.build.features.cmsis_nn_conv_int16, CMSIS_NN)
    yield from _types(node, x, weights, y, CMSIS_NN if cmsis else PREPARE)
    if cmsis:
        yield from _cmsis_nn_shapes(node, x, weights, y)
    elif x.dtype in QUANTIZED:
        yield from _filter_scales(node, weights)
    yield from window.counts(node, OP_DATA)
    if bias is None and node.build.features.conv_frees_missing_bias:
        yield crashes(node, f"{node.name} has no bias, and its kernel frees it all the same", source=OP_DATA)
    if x.dtype != "float32":
        yield from convolution_quantization(node, x, weights, bias, y, channels=dimension(weights, 0))
    if cmsis and x.dtype == "int16":
        yield from zero_point_is(node, x, 0, "input", CMSIS_NN)
        yield from zero_point_is(node, y, 0, "output", CMSIS_NN)
    yield from _eval(node, x, weights, bias, y)


def _types(node: Node, x: Tensor, weights: Tensor, y: Tensor, source: str) -> Iterator[Verdict]:
    features = node.build.features
    if not features.conv_checks_types:
        yield from takes_at_invoke(node, x, tuple(TYPES), not_supported(x), EVAL)
        return
    yield from same_type(node, x, y, ("input", "output"), source, numbers=True)
    if source == CMSIS_NN and features.cmsis_nn_checks_types:
        yield from taken(node, x, tuple(TYPES), source, message="Input data type not supported")
    if weights.dtype not in TYPES.get(x.dtype, ()):
        pairs = ", ".join(f"{one} by {' or '.join(other)}" for one, other in TYPES.items())
        why = f"{x.name!r} is {x.dtype} and {weights.name!r} {weights.dtype}, {node.name} takes {pairs}"
        message = "Hybrid models are not supported on TFLite Micro."
        yield refused(node, why, cause=weights_cause(node, x, weights), tensor=weights, message=message, source=source)


def _filter_scales(node: Node, weights: Tensor) -> Iterator[Verdict]:
    yield from quantized(node, weights, "filter", PREPARE)
    count, channels = len(scales(weights)), dimension(weights, 0)
    if count not in {1, channels}:
        why = f"{weights.name!r} has {count} scales, 1 or {channels} wanted"
        message = "affine_quantization->scale->size == 1 || affine_quantization->scale->size == filter->dims->data[kConvQuantizedDimension]"
        yield refused(node, why, cause=Cause.QUANTIZATION, tensor=weights, message=f"{message} was not true.", source=PREPARE)


def _cmsis_nn_shapes(node: Node, x: Tensor, weights: Tensor, y: Tensor) -> Iterator[Verdict]:
    for tensor, name in ((x, "input"), (weights, "filter"), (y, "output")):
        rank = len(tensor.shape)
        if rank != 4:
            message = f"{name}->dims->size != 4 ({rank} != 4)"
            yield refused(node, f"{tensor.name!r} has rank {rank}, 4 wanted", tensor=tensor, message=message, source=CMSIS_NN)
    if x.shape[0] != y.shape[0]:
        why = f"{x.name!r} has {x.shape[0]} batches, {y.name!r} {y.shape[0]}"
        message = f"input->dims->data[0] != output->dims->data[0] ({x.shape[0]} != {y.shape[0]})"
        yield refused(node, why, tensor=y, message=message, source=CMSIS_NN)
    yield from _groups(node, x, weights, CMSIS_NN)


def _groups(node: Node, x: Tensor, weights: Tensor, source: str) -> Iterator[Verdict]:
    channels, depth = dimension(x, 3), dimension(weights, 3)
    why = f"{x.name!r} has {channels} channels, {weights.name!r} {depth}: not a divisor"
    if depth <= 0:
        yield refused(node, why, tensor=weights, message="filter->dims->data[3] > 0 was not true.", source=source)
    if channels % (depth or 1):
        message = f"input->dims->data[3] % filter->dims->data[3] != 0 ({channels % (depth or 1)} != 0)"
        yield refused(node, why, tensor=weights, message=message, source=source)


def _eval(node: Node, x: Tensor, weights: Tensor, bias: Tensor | None, y: Tensor) -> Iterator[Verdict]:
    """Tell what Invoke() refuses, dies of or gets wrong."""
    if x.dtype == "int16" and bias is not None:
        yield from takes_at_invoke(node, bias, ("int32", "int64"), not_supported(bias, "Bias type {} not supported."), EVAL)
    ranks = [t for t in (x, weights, y) if len(t.shape) != 4]
    for tensor in ranks:
        fewest = 2 if tensor is y else 4  # of the output, width and channels come out of other operands
        told = crashes if len(tensor.shape) < fewest else wrong
        yield told(node, f"{tensor.name!r} is {dims(tensor.shape)}, 4 dimensions wanted", tensor=tensor, source=EVAL)
    yield from _eval_groups(node, x, weights)
    if ranks:
        return
    yield from ignored_activation(node, OP_DATA)
    yield from window.symmetric(node, weights, EVAL)
    dtype = bias.dtype if bias is not None and x.dtype == "int16" else "float32" if x.dtype == "float32" else "int32"
    yield from window.bias_fits(node, bias, dtype, dimension(weights, 0), EVAL)
    yield from window.output_fits(node, x, weights, y, channels=dimension(weights, 0), source=EVAL)


def _eval_groups(node: Node, x: Tensor, weights: Tensor) -> Iterator[Verdict]:
    """Tell groups by the fourth dimensions, whatever the rank: the reference kernel divides by how many there are."""
    channels, depth, filters = x.shape[3], weights.shape[3], weights.shape[0]
    what = f"{x.name!r} has {channels} channels, {weights.name!r} {depth}"
    groups = channels // depth if depth > 0 else 0
    if groups == 0:
        told = crashes if node.build.wheel else wrong
        yield told(node, f"{what}: no group, and the filters are divided by it", tensor=weights, source=EVAL)
    elif 0 < filters < groups:
        told = crashes if node.build.wheel else wrong
        yield told(
            node,
            f"{what}: {groups} groups for {filters} filters, none each, and they are divided by it",
            tensor=weights,
            source=EVAL,
        )
    elif channels % depth:
        yield wrong(node, f"{what}: not a divisor", tensor=weights, source=EVAL)
    elif filters % groups:
        yield wrong(node, f"{what}: {groups} groups for {filters} filters", tensor=weights, source=EVAL)
    elif groups > 1 and x.dtype == "int16" and node.build.library is Library.CMSIS_NN:
        why = f"{what}: {groups} groups, which arm_convolve_s16 does not know"
        yield wrong(node, why, tensor=weights, source="arm_convolve_s16")


KERNELS = (
    Kernel(
        "CONV_2D",
        params="TfLiteConvParams",
        init=keeps("kernels/conv_common:OpDataConv"),
        prepare=prepare,
        check=check,
        init_variants={
            Library.CMSIS_NN: keeps("kernels/cmsis_nn/conv:OpData"),
            Library.ESP_NN: keeps("kernels/esp_nn/conv:NodeData"),
        },
        prepare_variants={Library.CMSIS_NN: prepare_cmsis_nn, Library.ESP_NN: prepare_esp_nn},
    ),
)
