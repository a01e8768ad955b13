"""CONV_2D: micro/kernels/conv.cc, conv_common.cc, cmsis_nn/conv.cc, esp_nn/conv.cc, xtensa/conv_hifi.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import dims, same_type, taken
from tflint.runtime.printed import logged, not_equal, not_true
from tflint.runtime.tflm import cmsis_nn, convolution_window, esp_nn
from tflint.runtime.tflm.build import Library
from tflint.runtime.tflm.compression import decompress_weights
from tflint.runtime.tflm.kernel import Kernel, keeps, keeps_for_cmsis_nn
from tflint.runtime.tflm.kernel_util import dimension, elements
from tflint.runtime.tflm.operand_checks import hybrid, ignored_activation, known_types, not_supported
from tflint.runtime.tflm.quantization_checks import one_scale_or_one_per_channel, zero_point_is
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

COMMON = "micro/kernels/conv_common.cc"
PREPARE, OP_DATA = Citation(COMMON, "ConvPrepare"), Citation(COMMON, "CalculateOpDataConv")
EVAL = Citation("micro/kernels/conv.cc", "ConvEval")
MOST_FILTERS = 256  # kMaxChannels of TensorFlow 2.3
CMSIS_NN, ESP_NN = Citation("micro/kernels/cmsis_nn/conv.cc", "Prepare"), Citation("micro/kernels/esp_nn/conv.cc", "Prepare")
XTENSA = Citation("micro/kernels/xtensa/conv_hifi.cc", "ConvPrepareHifi")
ARM_CONVOLVE = Citation("", "arm_convolve_s16")


def prepare(k: MicroContext) -> None:
    """Walk ConvPrepare; the multipliers come with float32 models too, but for Edge Impulse's."""
    y = k.temp_output(0, "output", PREPARE)
    x = k.temp_input(0, "input", PREPARE)
    weights = k.temp_input(1, "filter", PREPARE)
    channels = dimension(weights, 0)
    if k.features.conv_checks_types:
        same_type(k, x, y, ("input", "output"), PREPARE, numbers=True)
        hybrid(k, x, weights, convolution_window.TYPES, PREPARE)
    convolution_window.keep_reference_multipliers(k, x, channels)
    if x.dtype in convolution_window.QUANTIZED:
        one_scale_or_one_per_channel(k, weights, channels, "kConvQuantizedDimension", PREPARE)
    _op_data(k, x, weights, y)
    if weights.dtype == "int4" and k.features.int4_conv:
        k.scratch(elements(weights), "unpacked int4 weights")
    decompress_weights(k, weights, PREPARE)


def prepare_esp_nn(k: MicroContext) -> None:
    """Walk Prepare of ESP-NN: the reference kernel's and a scratch buffer for int8."""
    x, weights = k.input(0), k.input(1)
    if x is not None and weights is not None:
        _groups(k, x, weights, ESP_NN)
    prepare(k)
    x, weights, y = k.read_input(0, ESP_NN), k.read_input(1, ESP_NN), k.read_output(0, ESP_NN)
    size = esp_nn.conv(k.build, convolution_window.for_esp_nn(k, x, weights, y)) if x.dtype == "int8" else 0
    if size > 0:
        k.scratch(size, "esp_nn_conv buffer")


def prepare_xtensa(k: MicroContext) -> None:
    """Walk ConvPrepareXtensa: the reference kernel's, all operands again, and NNLIB's scratch where it takes the convolution."""
    from tflint.runtime.tflm import nnlib  # for Cadence's cores alone

    prepare(k)
    y, x, weights = k.temp_output(0, None, XTENSA), k.temp_input(0, None, XTENSA), k.temp_input(1, None, XTENSA)
    bias = k.input(2)
    k.temp(bias)
    window = convolution_window.of(k, x, weights)
    taken_type = x.dtype == "int8" or (x.dtype == "int16" and bias is not None and bias.dtype == "int64")
    fits = dimension(x, 1) >= dimension(weights, 1) and dimension(x, 2) >= dimension(weights, 2)
    if bias is not None and taken_type and window.dilation == (1, 1) and fits:
        shapes = nnlib.Shapes(convolution_window.nhwc(x), convolution_window.nhwc(weights), convolution_window.nhwc(y), window)
        k.scratch(nnlib.conv2d_std(nnlib.Core(k.build.xtensa), shapes, x.dtype), "xa_nn_conv2d_std buffer")


def _prepare_cmsis_nn_of_2_3(k: MicroContext) -> None:
    x, weights, y = k.read_input(0, CMSIS_NN), k.read_input(1, CMSIS_NN), k.read_output(0, CMSIS_NN)
    _op_data(k, x, weights, y, temporaries=False)
    if x.dtype != "float32" and dimension(weights, 0) > MOST_FILTERS:
        why = f"{weights.name!r} has {dimension(weights, 0)} filters, Prepare has room for the multipliers of {MOST_FILTERS}"
        k.undefined(why, CMSIS_NN, tensor=weights)
    size = _cmsis_nn_scratch(k, x, weights, y)
    if size > 0:
        k.scratch(size, "arm_convolve_wrapper buffer")


def prepare_cmsis_nn(k: MicroContext) -> None:
    """Walk Prepare of CMSIS-NN, which looks for the bias among the outputs and so never finds it."""
    if k.features.cmsis_nn_keeps_an_index:
        _prepare_cmsis_nn_of_2_3(k)
        return
    x = k.temp_input(0, "input", CMSIS_NN)
    weights = k.temp_input(1, "filter", CMSIS_NN)
    y = k.temp_output(0, "output", CMSIS_NN)
    k.temp(k.output(2))
    if k.features.conv_checks_types:
        same_type(k, x, y, ("input", "output"), CMSIS_NN, numbers=True)
        if k.features.cmsis_nn_checks_types:
            taken(k, x, tuple(convolution_window.TYPES), CMSIS_NN, message=logged("Input data type not supported"))
        hybrid(k, x, weights, convolution_window.TYPES, CMSIS_NN)
    if k.features.cmsis_nn_conv_four_dimensions:
        _four_dimensions(k, x, weights, y)
    if k.features.cmsis_nn_grouped_conv:
        _groups(k, x, weights, CMSIS_NN)
    if weights.dtype == "int4" and k.features.cmsis_nn_int4_conv_unpacked:
        k.scratch(elements(weights), "unpacked int4 weights")
    if x.dtype in convolution_window.QUANTIZED or k.features.cmsis_nn_multipliers_for_every_type:
        convolution_window.keep_multipliers(k, dimension(weights, 0))
    _op_data(k, x, weights, y, temporaries=x.dtype != "float32" or not k.features.cmsis_nn_own_op_data)
    convolution_window.without_multipliers(k, x, weights, CMSIS_NN, int16=k.features.cmsis_nn_conv_int16)
    if x.dtype == "int16" and k.features.int16_symmetric:
        zero_point_is(k, x, 0, "input", CMSIS_NN)
        zero_point_is(k, y, 0, "output", CMSIS_NN)
    size = _cmsis_nn_scratch(k, x, weights, y)
    if size > 0:
        k.scratch(size, "arm_convolve_wrapper buffer")


def _cmsis_nn_scratch(k: MicroContext, x: Tensor, weights: Tensor, y: Tensor) -> int:
    quantized = x.dtype == "int8" or (x.dtype == "int16" and k.features.cmsis_nn_conv_int16)
    for tensor in (x, y) if x.dtype == "int8" else ():
        if len(tensor.shape) < 4:
            what = "expected 4 dimensions: the buffer's size is computed from what lies beyond them"
            k.undefined(f"{tensor.name!r} is {dims(tensor.shape)}, {what}", CMSIS_NN, tensor=tensor)
    x_dims, filter_dims = convolution_window.nhwc(x), convolution_window.nhwc(weights)._replace(n=1)
    window = convolution_window.of(k, x, weights)
    if x.dtype == "int8":
        return cmsis_nn.convolve_wrapper_s8(k.build, window, x_dims, filter_dims, convolution_window.nhwc(y))
    return cmsis_nn.convolve_wrapper_s16(k.build, window, x_dims, filter_dims) if quantized else 0


def _op_data(k: MicroContext, x: Tensor, weights: Tensor, y: Tensor, *, temporaries: bool = True) -> None:
    convolution_window.op_data(k, x, weights, y, channels=dimension(weights, 0), at=OP_DATA, temporaries=temporaries)
    if k.input(2) is None and k.features.conv_frees_missing_bias:
        k.undefined(f"{k.name} has no bias, and its kernel frees it anyway", OP_DATA)


def _four_dimensions(k: MicroContext, x: Tensor, weights: Tensor, y: Tensor) -> None:
    for tensor, name in ((x, "input"), (weights, "filter"), (y, "output")):
        rank = len(tensor.shape)
        if rank != 4:
            message = not_equal(f"{name}->dims->size", 4, rank, 4)
            k.refuse(f"{tensor.name!r} has rank {rank}, expected 4", CMSIS_NN, tensor=tensor, message=message)
    if x.shape[0] != y.shape[0]:
        message = not_equal("input->dims->data[0]", "output->dims->data[0]", x.shape[0], y.shape[0])
        k.refuse(f"{x.name!r} has {x.shape[0]} batches, {y.name!r} {y.shape[0]}", CMSIS_NN, tensor=y, message=message)


def _groups(k: MicroContext, x: Tensor, weights: Tensor, at: Citation) -> None:
    channels, depth = dimension(x, 3), dimension(weights, 3)
    why = f"{x.name!r} has {channels} channels, {weights.name!r} {depth}: not a divisor"
    if depth <= 0:
        k.refuse(why, at, tensor=weights, message=not_true("filter->dims->data[3] > 0"))
    if channels % depth:
        message = not_equal("input->dims->data[3] % filter->dims->data[3]", 0, channels % depth, 0)
        k.refuse(why, at, tensor=weights, message=message)


def invoke(k: MicroContext) -> None:
    """Walk ConvEval; what it reads beyond an operand's dims decides about groups and loops."""
    x, weights, bias, y = k.read_input(0, EVAL), k.read_input(1, EVAL), k.input(2), k.read_output(0, EVAL)
    if not k.features.conv_checks_types:
        same_type(k, x, y, ("input", "output"), EVAL, numbers=True)
        hybrid(k, x, weights, convolution_window.TYPES, EVAL)
        taken(k, x, tuple(convolution_window.TYPES), EVAL, message=not_supported(x))
    convolution_window.may_lack_bias(k, 2, EVAL)
    if x.dtype == "int16" and bias is not None:
        taken(k, bias, ("int32", "int64"), EVAL, message=not_supported(bias, "Bias type {} not supported."))
    for tensor in (x, weights, y):
        _rank(k, tensor, 2 if tensor is y else 4)  # of the output, width and channels come out of other operands
    _eval_groups(k, x, weights)
    if any(len(tensor.shape) != 4 for tensor in (x, weights, y)):
        return
    ignored_activation(k, OP_DATA)
    convolution_window.symmetric(k, weights, EVAL)
    dtype = bias.dtype if bias is not None and x.dtype == "int16" else "float32" if x.dtype == "float32" else "int32"
    convolution_window.bias_fits(k, bias, dtype, dimension(weights, 0), EVAL)
    convolution_window.output_fits(k, x, weights, y, channels=dimension(weights, 0), at=EVAL)


def invoke_cmsis_nn(k: MicroContext) -> None:
    """Walk ConvEval of CMSIS-NN, which has no groups for int16."""
    invoke(k)
    x, weights = k.read_input(0, EVAL), k.read_input(1, EVAL)
    groups = x.shape[3] // weights.shape[3]
    if groups > 1 and x.dtype == "int16":
        k.wrong(f"{_depths(x, weights)}: {groups} groups, which arm_convolve_s16 does not know", ARM_CONVOLVE, tensor=weights)


def _rank(k: MicroContext, tensor: Tensor, fewest: int) -> None:
    rank = len(tensor.shape)
    if rank != 4:
        why = f"{tensor.name!r} is {dims(tensor.shape)}, expected 4 dimensions"
        if rank < fewest:
            k.undefined(why, EVAL, tensor=tensor)
        k.wrong(why, EVAL, tensor=tensor)


def _eval_groups(k: MicroContext, x: Tensor, weights: Tensor) -> None:
    """Check groups by the fourth dimensions, whatever the rank: the reference kernel divides by how many there are."""
    channels, depth, filters = x.shape[3], weights.shape[3], weights.shape[0]
    groups = channels // depth if depth > 0 else 0
    if groups and not channels % depth and not filters % groups:
        return
    what = _depths(x, weights)
    if groups == 0:
        k.undefined(f"{what}: no group, and the filters are divided by it", EVAL, tensor=weights)
    if 0 < filters < groups:
        k.undefined(f"{what}: {groups} groups for {filters} filters, none each, and they are divided by it", EVAL, tensor=weights)
    if channels % depth:
        k.wrong(f"{what}: not a divisor", EVAL, tensor=weights)
    elif filters % groups:
        k.wrong(f"{what}: {groups} groups for {filters} filters", EVAL, tensor=weights)


def _depths(x: Tensor, weights: Tensor) -> str:
    return f"{x.name!r} has {x.shape[3]} channels, {weights.name!r} {weights.shape[3]}"


_PARAMS, _PARSE = "TfLiteConvParams", known_types("quantized_bias_type")

KERNELS = (
    Kernel("CONV_2D", params=_PARAMS, parse=_PARSE, init=keeps("kernels/conv_common:OpDataConv"), prepare=prepare, invoke=invoke),
    Kernel(
        "CONV_2D",
        library=Library.CMSIS_NN,
        params=_PARAMS,
        parse=_PARSE,
        init=keeps_for_cmsis_nn("kernels/cmsis_nn/conv:OpData"),
        prepare=prepare_cmsis_nn,
        invoke=invoke_cmsis_nn,
    ),
    Kernel(
        "CONV_2D",
        library=Library.ESP_NN,
        params=_PARAMS,
        parse=_PARSE,
        init=keeps("kernels/esp_nn/conv:NodeData"),
        prepare=prepare_esp_nn,
        invoke=invoke,
    ),
    Kernel(
        "CONV_2D",
        library=Library.XTENSA,
        params=_PARAMS,
        parse=_PARSE,
        init=keeps("kernels/xtensa/conv:XtensaConvOpData"),
        prepare=prepare_xtensa,
        invoke=invoke,
    ),
)
