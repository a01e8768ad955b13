"""FULLY_CONNECTED: micro/kernels/fully_connected.cc, fully_connected_common.cc, cmsis_nn/fully_connected.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import dims, same_type, taken, type_name
from tflint.runtime.printed import logged, not_equal, not_true
from tflint.runtime.tflm import cmsis_nn
from tflint.runtime.tflm.build import Library
from tflint.runtime.tflm.compression import decompress_weights
from tflint.runtime.tflm.eval_checks import has_address, present, reinterpreted
from tflint.runtime.tflm.kernel import Kernel, keeps, keeps_for_cmsis_nn
from tflint.runtime.tflm.kernel_util import dimension, elements, scales, zero_point
from tflint.runtime.tflm.operand_checks import hybrid, ignored_activation, known_types, not_supported, one_type, pairs
from tflint.runtime.tflm.quantization_checks import activation_range, bias_scale, scale_is_read, zero_point_is
from tflint.runtime.verdict import Cause, Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

FILE = "micro/kernels/fully_connected.cc"
PREPARE, EVAL = Citation(FILE, "FullyConnectedPrepare"), Citation(FILE, "FullyConnectedEval")
OP_DATA = Citation("micro/kernels/fully_connected_common.cc", "CalculateOpDataFullyConnected")
CMSIS_NN = Citation("micro/kernels/cmsis_nn/fully_connected.cc", "Prepare")
PARSER = Citation("core/api/flatbuffer_conversions.cc", "ParseFullyConnected")
TYPES = {"float32": ("float32",), "int8": ("int8", "int4"), "int16": ("int8",)}  # input -> weights
SHUFFLED = 1  # SHUFFLED4x16INT8
PER_CHANNEL_REFUSED = logged(
    "FullyConnected per-channel quantization not yet supported. "
    "Please set converter._experimental_disable_per_channel_quantization_for_dense_layers = True."
)
INT8 = "input->type == kTfLiteInt8 && filter->type != kTfLiteInt4"
PER_CHANNEL_TYPES = {
    True: not_true(f"({INT8}) || (input->type == kTfLiteInt16 && filter->type != kTfLiteInt4)"),
    False: not_true(INT8),
}
NO_CHANNELS_FOR_INT16 = not_true(f"!data->reference_op_data.is_per_channel || (data->reference_op_data.is_per_channel && {INT8})")
UNPACKED_AT_ONCE = "FULLY_CONNECTED unpacks int4 weights into temporary memory while it sums them, which is not counted (MVE)"


def parse(k: MicroContext) -> None:
    """Walk ParseFullyConnected."""
    known_types("quantized_bias_type")(k)
    number = k.integer("weights_format")
    if number not in {0, SHUFFLED}:
        message = logged("Unhandled fully-connected weights format.")
        k.refuse(f"weights_format is {number}, expected 0 or {SHUFFLED}", PARSER, message=message)


def prepare(k: MicroContext) -> None:
    """Walk FullyConnectedPrepare; what it does not know of types is looked at in Eval."""
    x = k.temp_input(0, "input", PREPARE)
    weights = k.temp_input(1, "filter", PREPARE)
    k.temp(k.input(2))
    y = k.temp_output(0, "output", PREPARE)
    _types(k, x, weights, y)
    if weights.dtype == "int4" and k.features.int4_scratch:
        k.scratch(elements(weights), "unpacked int4 weights")
    _op_data(k, x, weights, y)
    decompress_weights(k, weights, PREPARE)


def _types(k: MicroContext, x: Tensor, weights: Tensor, y: Tensor) -> None:
    same_type(k, x, y, ("input", "output"), PREPARE)
    if k.features.fully_connected_takes_one_type:
        one_type(k, x, weights, PREPARE)
    elif x.dtype in TYPES and weights.dtype not in TYPES[x.dtype] and k.features.fully_connected_checks_types:
        space = " " if k.features.fully_connected_spaced_message else ""
        message = logged(f"Input type: {type_name(x)} with filter type{space}: {type_name(weights)} not supported.")
        cause = k.weights_cause(x, weights)
        k.refuse(pairs(x, weights, TYPES), PREPARE, cause=cause, tensor=weights, message=message)


def prepare_cmsis_nn(k: MicroContext) -> None:
    """Walk Prepare of CMSIS-NN; int8 outputs of more than 2 dimensions run as a 1x1 convolution."""
    x = k.temp_input(0, "input", CMSIS_NN)
    weights = k.temp_input(1, "filter", CMSIS_NN)
    k.temp(k.input(2))
    y = k.temp_output(0, "output", CMSIS_NN)
    _cmsis_nn_types(k, x, weights, y)
    if k.features.cmsis_nn_keeps_an_index:
        return
    _op_data(k, x, weights, y)
    if x.dtype == "int16":
        _cmsis_nn_int16(k, x, weights, y)
    if x.dtype == "int8" and (weights.dtype == "int8" or not k.features.cmsis_nn_int4):
        _cmsis_nn_buffers(k, weights, y)
    elif weights.dtype == "int4" and k.features.cmsis_nn_int4_unpacked:
        k.scratch(elements(weights), "unpacked int4 weights")


def _cmsis_nn_types(k: MicroContext, x: Tensor, weights: Tensor, y: Tensor) -> None:
    features = k.features
    numbers = features.cmsis_nn_checks_types and not features.fully_connected_takes_one_type
    same_type(k, x, y, ("input", "output"), CMSIS_NN, numbers=numbers)
    if features.fully_connected_takes_one_type:
        one_type(k, x, weights, CMSIS_NN)
    elif features.cmsis_nn_checks_types:
        taken(k, x, tuple(TYPES), CMSIS_NN, message=logged("Input data type not supported"))
        hybrid(k, x, weights, TYPES, CMSIS_NN)


def _cmsis_nn_int16(k: MicroContext, x: Tensor, weights: Tensor, y: Tensor) -> None:
    count = len(scales(weights))
    if count > 1 and k.features.per_channel_fully_connected:
        why = f"{weights.name!r} has {count} scales, CMSIS-NN expects one with int16 activations"
        k.refuse(why, CMSIS_NN, cause=Cause.QUANTIZATION, tensor=weights, message=NO_CHANNELS_FOR_INT16)
    if k.features.int16_symmetric:
        zero_point_is(k, x, 0, "input", CMSIS_NN)
        zero_point_is(k, y, 0, "output", CMSIS_NN)


def _cmsis_nn_buffers(k: MicroContext, weights: Tensor, y: Tensor) -> None:
    depth = dimension(y, -1)
    as_convolution = k.features.cmsis_nn_fully_connected_1x1 and len(y.shape) > 2 and dimension(weights, -1) % 4 == 0
    if as_convolution and not k.features.cmsis_nn_1x1_multipliers_in_scratch:
        k.persistent(4 * depth, "multiplier of each output channel")
        k.persistent(4 * depth, "shift of each output channel")
    elif as_convolution and len(scales(weights)) <= 1:
        k.scratch(4 * depth * 2, "multipliers and shifts for arm_convolve_1x1_s8_fast")
    if weights.dtype == "int4" and k.features.cmsis_nn_int4_unpacked:
        k.scratch(elements(weights), "unpacked int4 weights")
    sums = k.features.cmsis_nn_sums_in_prepare and not as_convolution
    size = cmsis_nn.fully_connected_s8(k.build.cmsis, depth) if sums else 0
    if size > 0 and weights.dtype == "int4" and not k.features.cmsis_nn_int4:
        k.uncertain(UNPACKED_AT_ONCE)
    if size > 0 and k.constant(weights) is None and not k.features.cmsis_nn_sums_of_constants:
        k.persistent(size, "kernel sums")
        k.wrong(f"{weights.name!r} is computed, {k.name} sums it before there is anything", CMSIS_NN, tensor=weights)
    elif size > 0 and _sums_are_constant(k) and not k.build.for_size:
        k.persistent(size, "kernel sums")
    elif size > 0:
        k.scratch(size, "arm_fully_connected_s8 buffer")


def _sums_are_constant(k: MicroContext) -> bool:
    """Return whether weights and bias are what KERNELS_OPTIMIZED_FOR_SPEED sums up in Prepare; until 2025-10 it did not look at the bias."""
    bias = k.input(2) if k.features.cmsis_nn_sums_with_bias else None
    return k.constant(k.input(1)) is not None and (bias is None or k.constant(bias) is not None)


def _op_data(k: MicroContext, x: Tensor, weights: Tensor, y: Tensor) -> None:
    """Walk CalculateOpDataFullyConnected; several scales leave the bias scale unchecked."""
    if x.dtype == "float32":
        return
    count = len(scales(weights))
    if count > 1:
        several_scales(k, x, weights, count)
    else:
        bias_scale(k, x, weights, k.input(2), y)
    activation_range(k, y)
    scale_is_read(k, OP_DATA, x, weights, y)


def several_scales(k: MicroContext, x: Tensor, weights: Tensor, count: int) -> None:
    """Walk what CalculateOpDataFullyConnected does with weights of several scales, for the gates of an LSTM too."""
    if not k.features.per_channel_fully_connected:
        _before_per_channel(k, weights, count)
        return
    k.persistent(4 * count, "multiplier of each output channel")
    k.persistent(4 * count, "shift of each output channel")
    int16 = k.features.int16_greater_transpose_unpack  # which came with this as well
    if x.dtype not in present(("int8",), int16=int16) or weights.dtype == "int4":
        why = f"{weights.name!r} is {weights.dtype} with {count} scales, expected one with {x.dtype} input"
        k.refuse(why, OP_DATA, cause=Cause.QUANTIZATION, tensor=weights, message=PER_CHANNEL_TYPES[int16])
    axis = weights.quantization.quantized_dimension if weights.quantization is not None else 0
    size = dimension(weights, axis) if axis >= 0 else 0
    if count != size:
        why = f"{weights.name!r} of {dims(weights.shape)} has {count} scales along axis {axis}"
        quantized_size = "filter->dims->data[affine_quantization->quantized_dimension]"
        message = not_equal("per_channel_quantization_size", quantized_size, count, size)
        k.refuse(why, OP_DATA, cause=Cause.QUANTIZATION, tensor=weights, message=message)
    if axis != 0:
        why = f"{weights.name!r} has its scales along axis {axis}, {k.name} applies them along axis 0"
        k.wrong(why, OP_DATA, cause=Cause.QUANTIZATION, tensor=weights)


def _before_per_channel(k: MicroContext, weights: Tensor, count: int) -> None:
    """Note or refuse several scales in a runtime that knows one: it took the first, until a check came, then kernels for several."""
    why = f"{weights.name!r} has {count} scales, {k.build.snapshot} expects one"
    if k.features.per_channel_fully_connected_refused:
        k.refuse(why, OP_DATA, cause=Cause.QUANTIZATION, tensor=weights, message=PER_CHANNEL_REFUSED)
    k.wrong(why, OP_DATA, cause=Cause.QUANTIZATION, tensor=weights)


def invoke(k: MicroContext) -> None:
    """Walk FullyConnectedEval."""
    _eval(k, "int32")


def invoke_cmsis_nn(k: MicroContext) -> None:
    """Walk FullyConnectedEval of CMSIS-NN, which knows int64 biases only for int16."""
    _eval(k, "int64")


def _eval(k: MicroContext, narrow_bias: str) -> None:
    x, weights, bias, y = k.read_input(0, EVAL), k.read_input(1, EVAL), k.input(2), k.read_output(0, EVAL)
    taken(k, x, tuple(TYPES), EVAL, message=not_supported(x, "Input type {} not supported."))
    _unchecked_weights(k, x, weights)
    ignored_activation(k, OP_DATA)
    if k.integer("weights_format") == SHUFFLED:
        k.wrong("weights are in the shuffled 4x16 format, which is read as the default one", EVAL, tensor=weights)
    if weights.dtype == "int4" and zero_point(weights):
        why = f"{weights.name!r} has zero point {zero_point(weights)}, which int4 weights do without"
        k.wrong(why, EVAL, cause=Cause.QUANTIZATION, tensor=weights)
    if bias is not None:
        integers = narrow_bias if bias.dtype == "int32" else "int64"
        reinterpreted(k, bias, {"float32": "float32", "int8": "int32"}.get(x.dtype, integers), EVAL)
    _shapes(k, x, weights, y)


def _unchecked_weights(k: MicroContext, x: Tensor, weights: Tensor) -> None:
    """Walk what Eval does with weights whose type no Prepare looked at: float32 takes their bytes, integers refuse them."""
    if x.dtype == "float32":
        reinterpreted(k, weights, "float32", EVAL)
    elif weights.dtype not in TYPES[x.dtype]:
        k.refuse(pairs(x, weights, TYPES), EVAL, cause=k.weights_cause(x, weights), tensor=weights)


def _shapes(k: MicroContext, x: Tensor, weights: Tensor, y: Tensor) -> None:
    if len(weights.shape) < 2 or not y.shape:
        why = f"{weights.name!r} is {dims(weights.shape)} and {y.name!r} {dims(y.shape)}, expected at least 2 and 1 dimensions"
        k.wrong(why, EVAL, tensor=weights)
        return
    has_address(k, x, y.elements * weights.shape[-1], EVAL)
    depth, channels = weights.shape[-1], y.shape[-1]
    batches = y.elements // channels if channels else 0
    if channels > weights.shape[-2] or x.elements != batches * depth:
        why = f"{x.name!r} of {dims(x.shape)} by {dims(weights.shape)} does not make {y.name!r} of {dims(y.shape)}"
        k.wrong(why, EVAL, tensor=y)


_PARAMS = "TfLiteFullyConnectedParams"

KERNELS = (
    Kernel(
        "FULLY_CONNECTED",
        params=_PARAMS,
        parse=parse,
        init=keeps("kernels/fully_connected_common:OpDataFullyConnected"),
        prepare=prepare,
        invoke=invoke,
    ),
    Kernel(
        "FULLY_CONNECTED",
        library=Library.CMSIS_NN,
        params=_PARAMS,
        parse=parse,
        init=keeps_for_cmsis_nn("kernels/cmsis_nn/fully_connected:OpData"),
        prepare=prepare_cmsis_nn,
        invoke=invoke_cmsis_nn,
    ),
)
