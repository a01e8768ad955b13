"""Silicon Labs' MVP kernels, as SiliconLabs/mltk has them in cpp/shared/gecko_sdk/tflite_micro_mvp_kernels/kernels/ (vendor_libraries.json: commit).

An int8 op goes to the MVP where its program fits the hardware (sli_mvp_ml_…_is_supported), else to CMSIS-NN or the reference kernel. What fits is
not modelled: memory is asked for as on the way that asks for more, so a plan is an upper bound. SL_MVP_OPTIMIZE_SPEED, off by default, would
add a scratch buffer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import dims, taken, type_name
from tflint.runtime.printed import logged
from tflint.runtime.tflm import cmsis_nn, convolution_window
from tflint.runtime.tflm.build import Library
from tflint.runtime.tflm.cmsis_nn import Dims
from tflint.runtime.tflm.eval_checks import reinterpreted
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import dimension, elements, scale, scales, zero_point
from tflint.runtime.tflm.kernels import add, conv, depthwise_conv, fully_connected, mul, pooling, transpose_conv
from tflint.runtime.tflm.operand_checks import not_supported
from tflint.runtime.tflm.quantization_checks import activation_range
from tflint.runtime.verdict import Cause, Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.printed import Printed
    from tflint.runtime.tflm.kernel import Step
    from tflint.runtime.tflm.micro_context import MicroContext

FOLDER = "tflite_micro_mvp_kernels/kernels"
TYPES = ("float32", "int8")
FLOAT16, INT32 = 2, 4
MUL_PARAMS = 36  # sli_mvp_ml_mul_s8_params_t, after OpDataMul
LONGEST = 1024  # SLI_MVP_MAX_COLUMN_LENGTH


def _at(file: str, function: str = "Prepare") -> Citation:
    return Citation(f"{FOLDER}/{file}.cc", function)


def _keeps(size: int) -> Step:
    """Return an Init that keeps OpData: bytes on a Cortex-M33, from arm-none-eabi-gcc 12.2."""

    def init(k: MicroContext) -> None:
        k.persistent(size, "OpData")

    return init


def _not_currently(tensor: Tensor) -> Printed:
    return logged(f"Type {type_name(tensor)} not currently supported.")


def prepare_conv(k: MicroContext) -> None:
    """Walk Prepare of conv.cc; without the MVP it keeps CMSIS-NN's multipliers and buffer."""
    x, weights, y = _operands(k, "conv")
    if x.dtype == "int8":
        convolution_window.keep_multipliers(k, dimension(weights, 0))
        window = convolution_window.of(k, x, weights)
        filter_dims = convolution_window.nhwc(weights)._replace(n=1)
        size = cmsis_nn.convolve_wrapper_s8(k.build, window, convolution_window.nhwc(x), filter_dims, convolution_window.nhwc(y))
        if size > 0:
            k.scratch(size, "arm_convolve_wrapper buffer, where the MVP does not run the op")


def prepare_depthwise_conv(k: MicroContext) -> None:
    """Walk Prepare of depthwise_conv.cc; without the MVP it keeps CMSIS-NN's multipliers and buffer."""
    x, weights, y = _operands(k, "depthwise_conv")
    if x.dtype == "int8":
        convolution_window.keep_multipliers(k, dimension(weights, depthwise_conv.CHANNELS))
        out = convolution_window.nhwc(y)
        filter_dims = Dims(1, dimension(weights, 1), dimension(weights, 2), out.c)
        window = convolution_window.of(k, x, weights)
        size = cmsis_nn.depthwise_conv_wrapper_s8(k.build, window, convolution_window.nhwc(x), filter_dims, out)
        if size > 0:
            k.scratch(size, "arm_depthwise_conv_wrapper buffer, where the MVP does not run the op")


def _operands(k: MicroContext, file: str) -> tuple[Tensor, Tensor, Tensor]:
    at = _at(file)
    y = k.temp_output(0, "output", at)
    k.temp(k.input(2))
    x = k.temp_input(0, "input", at)
    weights = k.temp_input(1, "filter", at)
    taken(k, x, TYPES, at, message=_not_currently(x))
    if x.dtype == "int8":
        activation_range(k, y)
    return x, weights, y


def invoke_conv(k: MicroContext) -> None:
    """Walk Invoke of conv.cc: neither way knows groups or int4 weights, and the MVP reads a scale for each channel."""
    conv.invoke(k)
    x, weights = k.read_input(0, _at("conv")), k.read_input(1, _at("conv"))
    if x.dtype == "int8" and len(x.shape) == len(weights.shape) == 4:
        if x.shape[3] != weights.shape[3]:
            why = f"{x.name!r} has {x.shape[3]} channels, {weights.name!r} {weights.shape[3]}: groups, which are not looked at"
            k.wrong(why, _at("conv"), tensor=weights)
        _scale_for_each_channel(k, weights, weights.shape[0], "conv")


def invoke_depthwise_conv(k: MicroContext) -> None:
    """Walk Invoke of depthwise_conv.cc."""
    depthwise_conv.invoke(k)
    x, weights = k.read_input(0, _at("depthwise_conv")), k.read_input(1, _at("depthwise_conv"))
    if x.dtype == "int8" and len(weights.shape) == 4:
        _scale_for_each_channel(k, weights, weights.shape[depthwise_conv.CHANNELS], "depthwise_conv")


def _scale_for_each_channel(k: MicroContext, weights: Tensor, channels: int, file: str) -> None:
    if weights.dtype != "int8":
        reinterpreted(k, weights, "int8", _at(file, "Invoke"))
    if len(scales(weights)) == 1 < channels:
        why = f"{weights.name!r} has one scale for {channels} channels: where the MVP runs the op, {channels} are read, beyond the array"
        k.wrong(why, _at(file, "PopulateConvolutionQuantizationParams"), cause=Cause.QUANTIZATION, tensor=weights)


def prepare_fully_connected(k: MicroContext) -> None:
    """Walk Prepare of fully_connected.cc: the MVP keeps the bias in float16, CMSIS-NN nothing."""
    at = _at("fully_connected")
    x = k.temp_input(0, "input", at)
    k.temp_input(1, None, at)
    bias = k.input(2)
    k.temp(bias)
    y = k.temp_output(0, "output", at)
    taken(k, x, TYPES, at)
    if x.dtype == "int8":
        activation_range(k, y)
        if bias is not None:
            k.persistent(FLOAT16 * elements(bias), "bias in float16")


def invoke_fully_connected(k: MicroContext) -> None:
    """Walk Eval of fully_connected.cc: one scale, and the output's first two dims for batches and channels on either way."""
    fully_connected.invoke(k)
    at = _at("fully_connected", "Prepare")
    x, weights, y = k.read_input(0, at), k.read_input(1, at), k.read_output(0, at)
    if x.dtype != "int8":
        return
    reinterpreted(k, weights, "int8", at)
    count = len(scales(weights))
    if count > 1:
        k.wrong(
            f"{weights.name!r} has {count} scales, the MVP's kernel applies the first to all",
            at,
            cause=Cause.QUANTIZATION,
            tensor=weights,
        )
    if len(y.shape) != 2:
        k.wrong(f"{y.name!r} is {dims(y.shape)}: its first two dims are read as batches and channels", at, tensor=y)
    if zero_point(weights) and _is_taken(k, weights, y):
        why = f"{weights.name!r} has zero point {zero_point(weights)}, the MVP expects 0"
        at = Citation("sl_mvp_ml_fully_connected.cc", "sli_mvp_ml_fully_connected_s8")
        k.refuse(why, at, cause=Cause.SYMMETRY, tensor=weights)


def _is_taken(k: MicroContext, weights: Tensor, y: Tensor) -> bool:
    """Return whether the MVP certainly takes a FULLY_CONNECTED (sli_mvp_ml_fully_connected_s8_is_supported, all but its longest rows)."""
    bias, depth = k.input(2), dimension(weights, 1)
    longest = 2 * LONGEST if depth % 2 == 0 else LONGEST
    counts = (dimension(y, 0), dimension(y, 1), 1 if bias is None else elements(bias))
    return 1 <= depth <= longest and all(1 <= count <= LONGEST for count in counts)


def prepare_pooling(k: MicroContext) -> None:
    """Walk MaxPrepare of pooling.cc, which takes its operands twice; two scales are taken for one."""
    at = _at("pooling")
    for _ in range(2):
        x = k.temp_input(0, "input", at)
        y = k.temp_output(0, "output", at)
    taken(k, x, TYPES, at, message=_not_currently(x))
    if x.dtype == "int8" and (scale(x), zero_point(x)) != (scale(y), zero_point(y)):
        why = f"{x.name!r} has scale {scale(x):g} and zero point {zero_point(x)}, {y.name!r} {scale(y):g} and {zero_point(y)}"
        k.wrong(f"{why}: nothing is rescaled", at, cause=Cause.QUANTIZATION, tensor=y)


def prepare_average_pooling(k: MicroContext) -> None:
    """Walk AveragePrepare of pooling.cc; without the MVP it asks for CMSIS-NN's buffer."""
    prepare_pooling(k)
    x = k.read_input(0, _at("pooling"))
    size = cmsis_nn.avgpool(k.build.cmsis, dimension(x, 3)) if x.dtype == "int8" else 0
    if size > 0:
        k.scratch(size, "arm_avgpool buffer, where the MVP does not run the op")


def prepare_transpose_conv(k: MicroContext) -> None:
    """Walk Prepare of transpose_conv.cc: without the MVP an int32 accumulator for each output element, with it a float16."""
    at = _at("transpose_conv")
    y = k.temp_output(0, "output", at)
    k.temp(k.input(transpose_conv.BIAS))
    x = k.temp_input(transpose_conv.INPUT, "input", at)
    weights = k.temp_input(transpose_conv.FILTER, "filter", at)
    taken(k, x, TYPES, at, message=_not_currently(x))
    if x.dtype == "int8":
        convolution_window.keep_multipliers(k, dimension(weights, 0))
        k.scratch(INT32 * elements(y), "accumulators")


def invoke_transpose_conv(k: MicroContext) -> None:
    """Walk Invoke of transpose_conv.cc: eval_float is commented out and returns an error."""
    x = k.read_input(transpose_conv.INPUT, _at("transpose_conv"))
    if x.dtype == "float32":
        why = f"{x.name!r} is float32, for which {k.name} is not implemented"
        k.refuse(why, _at("transpose_conv", "eval_float"), cause=Cause.TYPE, tensor=x)
    transpose_conv.invoke(k)
    weights = k.read_input(transpose_conv.FILTER, _at("transpose_conv"))
    _scale_for_each_channel(k, weights, dimension(weights, 0), "transpose_conv")


def prepare_add(k: MicroContext) -> None:
    """Walk Prepare of add.cc."""
    at = _at("add")
    k.temp_input(0, "input1", at)
    k.temp_input(1, "input2", at)
    y = k.temp_output(0, "output", at)
    if y.dtype == "int8":
        activation_range(k, y)


def invoke_add(k: MicroContext) -> None:
    """Walk Eval of add.cc, which knows fewer types than TFLM's."""
    y = k.read_output(0, _at("add", "Eval"))
    taken(k, y, TYPES, _at("add", "Eval"), message=not_supported(y))
    add.invoke(k)


def init_mul(k: MicroContext) -> None:
    """Walk MulInit: OpDataMul with the MVP's parameters in one struct."""
    k.persistent(k.sizeof("kernels/mul_common:OpDataMul") + MUL_PARAMS, "SlOpDataMul")


def prepare_mul(k: MicroContext) -> None:
    """Walk MulPrepare: TFLM's, then the operands again."""
    mul.prepare(k)
    k.temp(k.input(0), k.input(1), k.output())


def _pool(op: str, prepare: Step) -> Kernel:
    return Kernel(op, Library.SILABS_MVP, "TfLitePoolParams", init=_keeps(84), prepare=prepare, invoke=pooling.invoke)


KERNELS = (
    Kernel("ADD", Library.SILABS_MVP, "TfLiteAddParams", init=_keeps(84), prepare=prepare_add, invoke=invoke_add),
    _pool("AVERAGE_POOL_2D", prepare_average_pooling),
    Kernel(
        "CONV_2D",
        Library.SILABS_MVP,
        "TfLiteConvParams",
        init=_keeps(128),
        prepare=prepare_conv,
        invoke=invoke_conv,
    ),
    Kernel(
        "DEPTHWISE_CONV_2D",
        Library.SILABS_MVP,
        "TfLiteDepthwiseConvParams",
        init=_keeps(124),
        prepare=prepare_depthwise_conv,
        invoke=invoke_depthwise_conv,
    ),
    Kernel(
        "FULLY_CONNECTED",
        Library.SILABS_MVP,
        "TfLiteFullyConnectedParams",
        parse=fully_connected.parse,
        init=_keeps(100),
        prepare=prepare_fully_connected,
        invoke=invoke_fully_connected,
    ),
    _pool("MAX_POOL_2D", prepare_pooling),
    Kernel("MUL", Library.SILABS_MVP, "TfLiteMulParams", init=init_mul, prepare=prepare_mul, invoke=mul.invoke),
    Kernel(
        "TRANSPOSE_CONV",
        Library.SILABS_MVP,
        "TfLiteTransposeConvParams",
        init=_keeps(128),
        prepare=prepare_transpose_conv,
        invoke=invoke_transpose_conv,
    ),
)
