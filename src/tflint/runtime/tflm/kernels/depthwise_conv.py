"""DEPTHWISE_CONV_2D: micro/kernels/depthwise_conv.cc, depthwise_conv_common.cc, cmsis_nn/depthwise_conv.cc, esp_nn/depthwise_conv.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import dims, same_type, taken, type_name
from tflint.runtime.printed import Printed, logged
from tflint.runtime.tflm import cmsis_nn, convolution_window, esp_nn
from tflint.runtime.tflm.build import Library
from tflint.runtime.tflm.cmsis_nn import Dims
from tflint.runtime.tflm.compression import decompress_weights
from tflint.runtime.tflm.eval_checks import present, reinterpreted
from tflint.runtime.tflm.kernel import Kernel, keeps, keeps_for_cmsis_nn
from tflint.runtime.tflm.kernel_util import dimension, elements
from tflint.runtime.tflm.operand_checks import HYBRID, hybrid, ignored_activation, not_supported, pairs
from tflint.runtime.tflm.quantization_checks import one_scale_or_one_per_channel, quantized, zero_point_is
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

COMMON = "micro/kernels/depthwise_conv_common.cc"
PREPARE, OP_DATA = Citation(COMMON, "DepthwiseConvPrepare"), Citation(COMMON, "CalculateOpDataDepthwiseConv")
EVAL = Citation("micro/kernels/depthwise_conv.cc", "DepthwiseConvEval")
CMSIS_NN = Citation("micro/kernels/cmsis_nn/depthwise_conv.cc", "Prepare")
ESP_NN = Citation("micro/kernels/esp_nn/depthwise_conv.cc", "Prepare")
XTENSA = Citation("micro/kernels/xtensa/depthwise_conv_hifi.cc", "DepthwiseConvPrepareHifi")
ARM_DEPTHWISE = Citation("", "arm_depthwise_conv_wrapper_s8")
CHANNELS = 3  # kDepthwiseConvQuantizedDimension
UNINITIALISED = "DEPTHWISE_CONV_2D asks CMSIS-NN for its buffer with an uninitialised stride, which counts here (MVE)"


def prepare(k: MicroContext) -> None:
    """Walk DepthwiseConvPrepare; the multipliers come with float32 models too."""
    y = k.temp_output(0, "output", PREPARE)
    x = k.temp_input(0, "input", PREPARE)
    weights = k.temp_input(1, "filter", PREPARE)
    convolution_window.keep_reference_multipliers(k, x, dimension(weights, CHANNELS))
    if x.dtype == "int8":
        one_scale_or_one_per_channel(k, weights, dimension(weights, CHANNELS), "kDepthwiseConvQuantizedDimension", PREPARE)
    if k.features.depthwise_checks_types:
        _types(k, x, weights)
    if weights.dtype == "int4" and k.features.int4_scratch:
        k.scratch(elements(weights), "unpacked int4 weights")
    _op_data(k, x, weights, y)
    decompress_weights(k, weights, PREPARE)


def _types(k: MicroContext, x: Tensor, weights: Tensor) -> None:
    if x.dtype == "int16" and not k.features.depthwise_16x8:
        why = pairs(x, weights, convolution_window.TYPES)
        k.refuse(why, PREPARE, cause=k.weights_cause(x, weights), tensor=weights, message=HYBRID)
    if x.dtype != weights.dtype:
        hybrid(k, x, weights, convolution_window.TYPES, PREPARE)


def prepare_esp_nn(k: MicroContext) -> None:
    """Walk Prepare of ESP-NN: the reference kernel's and a scratch buffer for int8; Edge Impulse's takes the bias twice."""
    if k.features.esp_nn_depthwise_bias_twice:
        k.temp(k.input(2))
    prepare(k)
    x, weights, y = k.read_input(0, ESP_NN), k.read_input(1, ESP_NN), k.read_output(0, ESP_NN)
    if x.dtype != "int8":
        return
    convolution = convolution_window.for_esp_nn(k, x, weights, y, k.integer("depth_multiplier"))
    size = esp_nn.depthwise_conv(k.build, convolution)
    if size > 0:
        k.scratch(size, "esp_nn_depthwise_conv buffer")


def prepare_xtensa(k: MicroContext) -> None:
    """Walk Prepare of kernels/xtensa: the reference kernel's, then NNLIB's scratch, for int16 on a HiFi 5 alone."""
    from tflint.runtime.tflm import nnlib  # for Cadence's cores alone

    prepare(k)
    x = k.temp_input(0, "input", XTENSA)
    core = nnlib.Core(k.build.xtensa)
    if x.dtype == "int16" and core is not nnlib.Core.HIFI5:
        return
    y, x, weights = k.temp_output(0, "output", XTENSA), k.temp_input(0, "input", XTENSA), k.temp_input(1, "filter", XTENSA)
    window = convolution_window.of(k, x, weights)
    shapes = nnlib.Shapes(convolution_window.nhwc(x), convolution_window.nhwc(weights), convolution_window.nhwc(y), window)
    size = nnlib.conv2d_depthwise(core, shapes, k.integer("depth_multiplier")) if window.dilation == (1, 1) else 0
    k.scratch(size, "xa_nn_conv2d_depthwise buffer")


def prepare_cmsis_nn(k: MicroContext) -> None:
    """Walk Prepare of CMSIS-NN; that of TensorFlow 2.3 asks for a buffer whatever the type is."""
    if k.features.cmsis_nn_keeps_an_index:
        columns = dimension(k.read_input(1, CMSIS_NN), 1) * dimension(k.read_input(1, CMSIS_NN), 2)
        if k.integer("depth_multiplier") == 1:
            k.scratch(2 * dimension(k.read_input(0, CMSIS_NN), 3) * columns, "arm_depthwise_conv_s8_opt buffer")
        return
    x = k.temp_input(0, "input", CMSIS_NN)
    weights = k.temp_input(1, "filter", CMSIS_NN)
    y = k.temp_output(0, "output", CMSIS_NN)
    takes_int16 = k.features.cmsis_nn_depthwise_int16
    if k.features.cmsis_nn_checks_types:
        same_type(k, x, y, ("input", "output"), CMSIS_NN, numbers=True)
        taken(k, x, tuple(convolution_window.TYPES), CMSIS_NN, message=logged("Input data type not supported"))
        hybrid(k, x, weights, convolution_window.TYPES, CMSIS_NN)
    if x.dtype == "int16" and takes_int16:
        quantized(k, weights, "filter", CMSIS_NN)
    if x.dtype == "int16" and takes_int16 and k.features.int16_symmetric:
        zero_point_is(k, x, 0, "input", CMSIS_NN)
        zero_point_is(k, y, 0, "output", CMSIS_NN)
    channels = dimension(weights, CHANNELS)
    if x.dtype == "int8" or (x.dtype == "int16" and takes_int16):
        one_scale_or_one_per_channel(k, weights, channels, "kDepthwiseConvQuantizedDimension", CMSIS_NN)
    if x.dtype in convolution_window.QUANTIZED or k.features.cmsis_nn_multipliers_for_every_type:
        convolution_window.keep_multipliers(k, channels)
    if weights.dtype == "int4" and k.features.cmsis_nn_int4_unpacked:
        k.scratch(elements(weights), "unpacked int4 weights")
    _op_data(k, x, weights, y, temporaries=x.dtype != "float32" or not k.features.cmsis_nn_own_op_data)
    convolution_window.without_multipliers(k, x, weights, CMSIS_NN, int16=takes_int16)
    if x.dtype == "int8":
        _cmsis_nn_scratch(k, x, weights, y)


def _op_data(k: MicroContext, x: Tensor, weights: Tensor, y: Tensor, *, temporaries: bool = True) -> None:
    if len(weights.shape) <= CHANNELS:
        what = "expected 4 dimensions: the number of channels is read from beyond its dims"
        k.undefined(f"{weights.name!r} is {dims(weights.shape)}, {what}", PREPARE, tensor=weights)
    channels = weights.shape[CHANNELS]
    convolution_window.op_data(k, x, weights, y, channels=channels, at=OP_DATA, temporaries=temporaries)
    if k.input(2) is None and k.features.depthwise_frees_missing_bias:
        k.undefined(f"{k.name} has no bias, and its kernel frees it anyway", OP_DATA)
    numbers = k.operator.inputs or ()
    freed = k.features.depthwise_frees_missing_bias or k.features.subgraphs_planned_together  # before, nothing was
    if len(numbers) == 3 and numbers[2] < 0 and freed:
        # the kernel gives back a temporary that it never got, and either dies of that or is refused for it
        why = f"{k.name} lists its bias and omits it (-1); leave the third input out"
        if k.features.null_temporaries_die:
            k.undefined(why, OP_DATA)
        message = logged("All temp buffers must be freed before calling ResetTempAllocations()")
        k.refuse(why, OP_DATA, message=message)


def _cmsis_nn_scratch(k: MicroContext, x: Tensor, weights: Tensor, y: Tensor) -> None:
    window = convolution_window.of(k, x, weights)
    in_dims, out_dims = convolution_window.nhwc(x), convolution_window.nhwc(y)
    in_dims = in_dims._replace(n=min(in_dims.n, out_dims.n))  # MatchingDim
    filter_dims = Dims(1, dimension(weights, 1), dimension(weights, 2), out_dims.c)
    packed = weights.dtype == "int4" and k.features.cmsis_nn_int4
    by_type = cmsis_nn.depthwise_conv_wrapper_s4 if packed else cmsis_nn.depthwise_conv_wrapper_s8
    if weights.dtype == "int8" and cmsis_nn.is_depthwise_as_convolution(k.build, in_dims, out_dims):
        as_convolution = filter_dims._replace(c=1)
        along_a_row = cmsis_nn.is_convolve_1_x_n(window, in_dims, as_convolution)
        if along_a_row and not cmsis_nn.is_convolve_1x1(window, in_dims, as_convolution):
            k.uncertain(UNINITIALISED)
    size = by_type(k.build, window, in_dims, filter_dims, out_dims)
    if size > 0:
        k.scratch(size, "arm_depthwise_conv_wrapper buffer")


def invoke(k: MicroContext) -> None:
    """Walk DepthwiseConvEval."""
    x, weights, y = k.read_input(0, EVAL), k.read_input(1, EVAL), k.read_output(0, EVAL)
    types = convolution_window.TYPES
    named = k.features.int4_scratch
    message = not_supported(x, "Input type {} not supported.") if named else not_supported(x)
    takes_int16 = k.features.depthwise_16x8
    if k.build.library is not Library.REFERENCE:
        takes_int16 = k.build.library is not Library.CMSIS_NN or k.features.cmsis_nn_depthwise_int16
    taken(k, x, present(tuple(types), int16=takes_int16), EVAL, message=message)
    message = Printed(f"{not_supported(weights, 'Filter type {}')} for input type {type_name(x)} not supported.")
    taken(k, weights, types[x.dtype], EVAL, message=message)
    convolution_window.may_lack_bias(k, 2, EVAL)
    reinterpreted(k, y, x.dtype, EVAL)
    if _ranks_fit(k, x, weights, y):
        _window_fits(k, x, weights, y)


def invoke_cmsis_nn(k: MicroContext) -> None:
    """Walk DepthwiseConvEval of CMSIS-NN, which loops by the multiplier."""
    x, weights, y = k.read_input(0, EVAL), k.read_input(1, EVAL), k.read_output(0, EVAL)
    if all(len(tensor.shape) == 4 for tensor in (x, weights, y)):
        why = f"{_multiplies(k, x, weights)}: CMSIS-NN never returns"
        if k.integer("depth_multiplier") == 0 and k.operator.options is not None:
            k.undefined(why, ARM_DEPTHWISE, tensor=weights)
    invoke(k)


def _ranks_fit(k: MicroContext, x: Tensor, weights: Tensor, y: Tensor) -> bool:
    ranks = [tensor for tensor in (x, weights, y) if len(tensor.shape) != 4]
    for tensor in ranks:
        why = f"{tensor.name!r} is {dims(tensor.shape)}, expected 4 dimensions"
        if tensor is y and len(y.shape) < 4:
            k.undefined(why, EVAL, tensor=y)
        k.wrong(why, EVAL, tensor=tensor)
    return not ranks


def _window_fits(k: MicroContext, x: Tensor, weights: Tensor, y: Tensor) -> None:
    filters = weights.shape[CHANNELS]
    if k.integer("depth_multiplier") * x.shape[3] != filters:
        k.wrong(_multiplies(k, x, weights), EVAL, tensor=weights)
    if weights.shape[0] != 1:
        k.wrong(f"{weights.name!r} is {dims(weights.shape)}, expected 1x…", EVAL, tensor=weights)
    ignored_activation(k, OP_DATA)
    convolution_window.symmetric(k, weights, EVAL)
    dtype = {"float32": "float32", "int8": "int32", "int16": "int64"}[x.dtype]
    convolution_window.bias_fits(k, k.input(2), dtype, filters, EVAL)
    convolution_window.output_fits(k, x, weights, y, channels=filters, at=EVAL)


def _multiplies(k: MicroContext, x: Tensor, weights: Tensor) -> str:
    return f"depth_multiplier is {k.integer('depth_multiplier')}, {x.shape[3]} channels make {weights.shape[CHANNELS]}"


_PARAMS = "TfLiteDepthwiseConvParams"

KERNELS = (
    Kernel("DEPTHWISE_CONV_2D", params=_PARAMS, init=keeps("kernels/conv_common:OpDataConv"), prepare=prepare, invoke=invoke),
    Kernel(
        "DEPTHWISE_CONV_2D",
        library=Library.CMSIS_NN,
        params=_PARAMS,
        init=keeps_for_cmsis_nn("kernels/cmsis_nn/depthwise_conv:OpData"),
        prepare=prepare_cmsis_nn,
        invoke=invoke_cmsis_nn,
    ),
    Kernel(
        "DEPTHWISE_CONV_2D",
        library=Library.ESP_NN,
        params=_PARAMS,
        init=keeps("kernels/esp_nn/depthwise_conv:NodeData"),
        prepare=prepare_esp_nn,
        invoke=invoke,
    ),
    Kernel(
        "DEPTHWISE_CONV_2D",
        library=Library.XTENSA,
        params=_PARAMS,
        init=keeps("kernels/xtensa/depthwise_conv:XtensaDepthwiseConvOpData"),
        prepare=prepare_xtensa,
        invoke=invoke,
    ),
)
