"""FULLY_CONNECTED: micro/kernels/fully_connected.cc, fully_connected_common.cc, cmsis_nn/fully_connected.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm import cmsis_nn
from tflint.runtime.tflm.build import Library
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import (
    activation_range,
    bias_scale,
    dims,
    ignored_activation,
    integer,
    known_types,
    missing,
    refused,
    same_type,
    scale_is_read,
    scales,
    taken,
    type_name,
    weights_cause,
    wrong,
    zero_point,
    zero_point_is,
)
from tflint.runtime.tflm.steps import (
    dimension,
    elements,
    first_failure,
    keeps,
    not_supported,
    reinterpreted,
    takes_at_invoke,
    unplanned,
)
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Verdict

FILE, COMMON = "micro/kernels/fully_connected.cc", "micro/kernels/fully_connected_common.cc"
PREPARE, EVAL = f"{FILE}:FullyConnectedPrepare", f"{FILE}:FullyConnectedEval"
OP_DATA, CMSIS_NN = f"{COMMON}:CalculateOpDataFullyConnected", "micro/kernels/cmsis_nn/fully_connected.cc:Prepare"
TYPES = {"float32": ("float32",), "int8": ("int8", "int4"), "int16": ("int8",)}  # input -> weights
SHUFFLED = 1  # SHUFFLED4x16INT8


def prepare(node: Node, context: MicroContext) -> None:
    """FullyConnectedPrepare."""
    x, weights, y = node.input(0), node.input(1), node.output()
    context.temp(x, weights, node.input(2), y)
    if weights is not None and weights.dtype == "int4" and node.build.features.int4_scratch:
        context.scratch(elements(weights), "unpacked int4 weights")
    _keep_multipliers(node, context, x, weights)


def prepare_cmsis_nn(node: Node, context: MicroContext) -> None:
    """Prepare in cmsis_nn/fully_connected.cc; int8 outputs of more than 2 dimensions run as a 1x1 convolution."""
    x, weights, y = node.input(0), node.input(1), node.output()
    context.temp(x, weights, node.input(2), y)
    _keep_multipliers(node, context, x, weights)
    if x is None or weights is None or y is None:
        return
    if x.dtype == "int8" and (weights.dtype == "int8" or not node.build.features.cmsis_nn_int4):
        _cmsis_nn_int8(node, context, weights, y)
    elif weights.dtype == "int4" and node.build.features.cmsis_nn_int4_unpacked:
        context.scratch(elements(weights), "unpacked int4 weights")


def _cmsis_nn_int8(node: Node, context: MicroContext, weights: Tensor, y: Tensor) -> None:
    features, depth = node.build.features, dimension(y, -1)
    as_convolution = features.cmsis_nn_fully_connected_1x1 and len(y.shape) > 2 and dimension(weights, -1) % 4 == 0
    if as_convolution and not features.cmsis_nn_1x1_multipliers_in_scratch:
        context.persistent(4 * depth, "multiplier of each output channel")
        context.persistent(4 * depth, "shift of each output channel")
    elif as_convolution and not _is_per_channel(weights):
        context.scratch(4 * depth * 2, "multipliers and shifts for arm_convolve_1x1_s8_fast")
    if weights.dtype == "int4" and features.cmsis_nn_int4_unpacked:
        context.scratch(elements(weights), "unpacked int4 weights")
    size = 0 if as_convolution else cmsis_nn.fully_connected_s8(node.build.cmsis, depth)
    if size > 0 and _sums_are_constant(node) and features.cmsis_nn_sums_in_prepare:
        context.persistent(size, "kernel sums")
    elif size > 0:
        context.scratch(size, "arm_fully_connected_s8 buffer")


def _sums_are_constant(node: Node) -> bool:
    """Tell weights and bias that KERNELS_OPTIMIZED_FOR_SPEED sums up in Prepare."""
    bias = node.input(2)
    return node.constant(node.input(1)) is not None and (bias is None or node.constant(bias) is not None)


def _is_per_channel(weights: Tensor) -> bool:
    return len(scales(weights)) > 1


def _before_per_channel(node: Node, weights: Tensor, count: int) -> Verdict:
    """Return what a runtime does that knows one scale only: it takes the first, until a check came, then kernels for several."""
    why = f"{weights.name!r} has {count} scales, {node.build.snapshot} takes one"
    if not node.build.features.per_channel_fully_connected_refused:
        return wrong(node, why, cause=Cause.QUANTIZATION, tensor=weights, source=OP_DATA)
    message = "FullyConnected per-channel quantization not yet supported. Please set converter._experimental_disable_per_channel_quantization_for_dense_layers = True."
    return refused(node, why, cause=Cause.QUANTIZATION, tensor=weights, message=message, source=OP_DATA)


def _keep_multipliers(node: Node, context: MicroContext, x: Tensor | None, weights: Tensor | None) -> None:
    kept = node.build.features.per_channel_fully_connected
    if kept and x is not None and weights is not None and x.dtype != "float32" and _is_per_channel(weights):
        context.persistent(4 * len(scales(weights)), "multiplier of each output channel")
        context.persistent(4 * len(scales(weights)), "shift of each output channel")


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Take float32, int8 or int16 with the weights' types, and a bias scale that fits."""
    cmsis = node.build.library is Library.CMSIS_NN
    x, weights, bias, y = node.input(0), node.input(1), node.input(2), node.output()
    yield from _parsed(node)
    if x is None or weights is None or y is None:
        yield missing(node, CMSIS_NN if cmsis else PREPARE, ("input", "filter"))
        return
    if node.build.features.fully_connected_takes_one_type:
        yield from _one_type(node, x, weights, y, CMSIS_NN if cmsis else PREPARE)
    else:
        yield from _cmsis_nn_types(node, x, weights, y) if cmsis else _types(node, x, weights, y)
    if x.dtype != "float32":
        yield from _op_data(node, x, weights, bias, y)
    if cmsis and x.dtype == "int16":
        yield from _cmsis_nn_int16(node, x, weights, y)
    yield from _eval(node, x, weights, bias, y)


def _parsed(node: Node) -> Iterator[Verdict]:
    """Refuse what ParseFullyConnected does."""
    yield from known_types(node, "quantized_bias_type")
    number = integer(node, "weights_format")
    if number not in {0, SHUFFLED}:
        message = "Unhandled fully-connected weights format."
        source = "core/api/flatbuffer_conversions.cc:ParseFullyConnected"
        yield refused(node, f"weights_format is {number}, 0 or {SHUFFLED} wanted", message=message, source=source)


def _one_type(node: Node, x: Tensor, weights: Tensor, y: Tensor, source: str) -> Iterator[Verdict]:
    """Refuse operands of several types, as before FULLY_CONNECTED took int16 by int8."""
    yield from same_type(node, x, y, ("input", "output"), source)
    if x.dtype != weights.dtype:
        why = f"{x.name!r} is {x.dtype} and {weights.name!r} {weights.dtype}, {node.name} takes one type"
        message = "Hybrid models are not supported on TFLite Micro."
        yield refused(node, why, cause=weights_cause(node, x, weights), tensor=weights, message=message, source=source)


def _types(node: Node, x: Tensor, weights: Tensor, y: Tensor) -> Iterator[Verdict]:
    """Refuse float32, int8 and int16 with other weights; what else comes in is looked at later, or at Invoke()."""
    yield from same_type(node, x, y, ("input", "output"), PREPARE)
    if x.dtype in TYPES and weights.dtype not in TYPES[x.dtype] and node.build.features.fully_connected_checks_types:
        why = f"{x.name!r} is {x.dtype} and {weights.name!r} {weights.dtype}, {_pairs(node)}"
        message = f"Input type: {type_name(x)} with filter type: {type_name(weights)} not supported."
        cause = weights_cause(node, x, weights)
        yield refused(node, why, cause=cause, tensor=weights, message=message, source=PREPARE)


def _cmsis_nn_types(node: Node, x: Tensor, weights: Tensor, y: Tensor) -> Iterator[Verdict]:
    if not node.build.features.cmsis_nn_checks_types:
        yield from same_type(node, x, y, ("input", "output"), CMSIS_NN)
        return
    yield from same_type(node, x, y, ("input", "output"), CMSIS_NN, numbers=True)
    yield from taken(node, x, tuple(TYPES), CMSIS_NN, message="Input data type not supported")
    if weights.dtype not in TYPES[x.dtype]:
        why = f"{x.name!r} is {x.dtype} and {weights.name!r} {weights.dtype}, {_pairs(node)}"
        message = "Hybrid models are not supported on TFLite Micro."
        yield refused(node, why, cause=weights_cause(node, x, weights), tensor=weights, message=message, source=CMSIS_NN)


def _pairs(node: Node) -> str:
    return f"{node.name} takes " + ", ".join(f"{one} by {' or '.join(other)}" for one, other in TYPES.items())


def _op_data(node: Node, x: Tensor, weights: Tensor, bias: Tensor | None, y: Tensor) -> Iterator[Verdict]:
    """Refuse what CalculateOpDataFullyConnected does; several scales leave the bias scale unchecked."""
    if _is_per_channel(weights):
        yield from _per_channel(node, x, weights)
    else:
        yield from bias_scale(node, x, weights, bias, y)
    yield from activation_range(node, y)
    yield from scale_is_read(node, OP_DATA, x, weights, y)


def _per_channel(node: Node, x: Tensor, weights: Tensor) -> Iterator[Verdict]:
    count = len(scales(weights))
    if not node.build.features.per_channel_fully_connected:
        yield _before_per_channel(node, weights, count)
    if x.dtype not in {"int8", "int16"} or weights.dtype == "int4":
        why = f"{weights.name!r} is {weights.dtype} with {count} scales, by {x.dtype} one is taken"
        message = "(input->type == kTfLiteInt8 && filter->type != kTfLiteInt4) || (input->type == kTfLiteInt16 && filter->type != kTfLiteInt4)"
        yield refused(node, why, cause=Cause.QUANTIZATION, tensor=weights, message=f"{message} was not true.", source=OP_DATA)
    axis = weights.quantization.quantized_dimension if weights.quantization is not None else 0
    size = dimension(weights, axis) if axis >= 0 else 0
    if count != size:
        why = f"{weights.name!r} of {dims(weights.shape)} has {count} scales along axis {axis}"
        message = (
            f"per_channel_quantization_size != filter->dims->data[affine_quantization->quantized_dimension] ({count} != {size})"
        )
        yield refused(node, why, cause=Cause.QUANTIZATION, tensor=weights, message=message, source=OP_DATA)
    if axis != 0:
        why = f"{weights.name!r} has its scales along axis {axis}, {node.name} applies them along axis 0"
        yield wrong(node, why, cause=Cause.QUANTIZATION, tensor=weights, source=OP_DATA)


def _cmsis_nn_int16(node: Node, x: Tensor, weights: Tensor, y: Tensor) -> Iterator[Verdict]:
    if _is_per_channel(weights):
        why = f"{weights.name!r} has {len(scales(weights))} scales, CMSIS-NN takes one with int16 activations"
        message = (
            "!data->reference_op_data.is_per_channel || (data->reference_op_data.is_per_channel && "
            "input->type == kTfLiteInt8 && filter->type != kTfLiteInt4) was not true."
        )
        yield refused(node, why, cause=Cause.QUANTIZATION, tensor=weights, message=message, source=CMSIS_NN)
    yield from zero_point_is(node, x, 0, "input", CMSIS_NN)
    yield from zero_point_is(node, y, 0, "output", CMSIS_NN)


def _eval(node: Node, x: Tensor, weights: Tensor, bias: Tensor | None, y: Tensor) -> Iterator[Verdict]:
    """Tell what Invoke() refuses or gets wrong."""
    yield from takes_at_invoke(node, x, tuple(TYPES), not_supported(x, "Input type {} not supported."), EVAL)
    yield from ignored_activation(node, OP_DATA)
    if integer(node, "weights_format") == SHUFFLED:
        yield wrong(
            node, "weights are in the shuffled 4x16 format, which is read as the default one", tensor=weights, source=EVAL
        )
    if weights.dtype == "int4" and zero_point(weights):
        why = f"{weights.name!r} has zero point {zero_point(weights)}, which int4 weights do without"
        yield wrong(node, why, cause=Cause.QUANTIZATION, tensor=weights, source=EVAL)
    if bias is not None:
        yield from reinterpreted(node, bias, _bias_type(node, x, bias), EVAL)
    yield from _shapes(node, x, weights, y)


def _bias_type(node: Node, x: Tensor, bias: Tensor) -> str:
    if x.dtype == "float32":
        return "float32"
    if x.dtype == "int8" or (bias.dtype == "int32" and node.build.library is not Library.CMSIS_NN):
        return "int32"
    return "int64"


def _shapes(node: Node, x: Tensor, weights: Tensor, y: Tensor) -> Iterator[Verdict]:
    if len(weights.shape) < 2 or not y.shape:
        why = f"{weights.name!r} is {dims(weights.shape)} and {y.name!r} {dims(y.shape)}, 2 and 1 dimensions or more wanted"
        yield wrong(node, why, tensor=weights, source=EVAL)
        return
    yield from unplanned(node, x, y.elements * weights.shape[-1], EVAL)
    depth, channels = weights.shape[-1], y.shape[-1]
    batches = y.elements // channels if channels else 0
    if channels > weights.shape[-2] or x.elements != batches * depth:
        why = f"{x.name!r} of {dims(x.shape)} by {dims(weights.shape)} does not make {y.name!r} of {dims(y.shape)}"
        yield wrong(node, why, tensor=y, source=EVAL)


KERNELS = (
    Kernel(
        "FULLY_CONNECTED",
        params="TfLiteFullyConnectedParams",
        init=keeps("kernels/fully_connected_common:OpDataFullyConnected"),
        prepare=prepare,
        check=check,
        init_variants={Library.CMSIS_NN: keeps("kernels/cmsis_nn/fully_connected:OpData")},
        prepare_variants={Library.CMSIS_NN: prepare_cmsis_nn},
    ),
)
