"""AVERAGE_POOL_2D and MAX_POOL_2D: micro/kernels/pooling.cc, pooling_common.cc, cmsis_nn/pooling.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import dims, taken, type_name
from tflint.runtime.printed import logged, not_true
from tflint.runtime.tflm import cmsis_nn, padding
from tflint.runtime.tflm.build import Library
from tflint.runtime.tflm.cmsis_nn import Dims, Window
from tflint.runtime.tflm.convolution_window import nhwc
from tflint.runtime.tflm.eval_checks import rank_within, reinterpreted
from tflint.runtime.tflm.kernel import Kernel, keeps, keeps_for_cmsis_nn
from tflint.runtime.tflm.kernel_util import dimension, scale, zero_point
from tflint.runtime.tflm.operand_checks import ignored_activation, not_supported
from tflint.runtime.tflm.quantization_checks import activation_fits, activation_overflow, activation_range, same_scale
from tflint.runtime.tflm.quantization_util import float32
from tflint.runtime.verdict import Cause, Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

FILE = "micro/kernels/pooling.cc"
PREPARE = Citation("micro/kernels/pooling_common.cc", "PoolingPrepare")
EVALS = {"AVERAGE_POOL_2D": Citation(FILE, "AverageEval"), "MAX_POOL_2D": Citation(FILE, "MaxEval")}
XTENSA = Citation("micro/kernels/xtensa/pooling_int8.cc", "AveragePrepareHifi")
QUANTIZED = ("int8", "int16")
OLDER_MESSAGES = {
    "AVERAGE_POOL_2D": "Input type {} is not currently supported",
    "MAX_POOL_2D": "Type {} not currently supported.",
}
CLOSE = 1.0e-6  # how far apart input and output scale may be, absolutely


def prepare(k: MicroContext) -> None:
    """Walk PoolingPrepare: float32, int8 or int16; quantized ones without rescaling."""
    x = k.temp_input(0, "input", PREPARE)
    y = k.temp_output(0, "output", PREPARE)
    if x.dtype in QUANTIZED and k.features.pooling_one_quantization:
        _same_quantization(k, x, y)
    if k.features.pooling_checks_types:
        taken(k, x, ("float32", *QUANTIZED), PREPARE, message=not_supported(x))


def prepare_cmsis_nn(k: MicroContext) -> None:
    """Walk MaxPrepare of CMSIS-NN: the shared Prepare; one of its own before looked at the output of every quantized op.

    That of TensorFlow 2.3 asks for AVERAGE_POOL_2D's buffer for both ops, whatever the type is.
    """
    if k.features.cmsis_nn_keeps_an_index:
        x, y = k.read_input(0, PREPARE), k.read_output(0, PREPARE)
        if k.build.dsp:
            k.scratch(2 * min(dimension(x, 3), dimension(y, 3)), "arm_avgpool buffer")
        return
    prepare(k)
    if not k.features.cmsis_nn_shared_pooling and k.read_input(0, PREPARE).dtype != "float32":
        activation_range(k, k.read_output(0, PREPARE))


def prepare_average_cmsis_nn(k: MicroContext) -> None:
    """Walk AveragePrepare of CMSIS-NN: as MaxPrepare, then the operands again for the scratch buffer."""
    prepare_cmsis_nn(k)
    if k.features.cmsis_nn_keeps_an_index:
        return
    x, y = k.read_input(0, PREPARE), k.read_output(0, PREPARE)
    if k.features.cmsis_nn_shared_pooling:
        k.temp(x, y)
    types = QUANTIZED if k.features.cmsis_nn_average_pool_int16 else ("int8",)
    if x.dtype not in types:
        return
    rank_within(k, x, y)
    size = cmsis_nn.avgpool(k.build.cmsis, min(dimension(x, 3), dimension(y, 3)))  # MatchingDim
    if size > 0:
        k.scratch(size, "arm_avgpool buffer")


def init_xtensa(k: MicroContext) -> None:
    """Walk XtensaPoolingInit: on a HiFi 5 a scratch buffer's index comes with the reference's struct."""
    from tflint.runtime.tflm import nnlib  # for Cadence's cores alone

    hifi5 = k.build.xtensa == nnlib.Core.HIFI5
    k.persistent_struct("kernels/xtensa/pooling:XtensaOpDataPooling" if hifi5 else "kernels/pooling:OpDataPooling")


def prepare_average_xtensa(k: MicroContext) -> None:
    """Walk AveragePrepareHifi, which takes its output for an input: that of the same number, which is the input."""
    _prepare_xtensa(k, "avgpool")


def prepare_max_xtensa(k: MicroContext) -> None:
    """Walk MaxPrepareHifi."""
    _prepare_xtensa(k, "maxpool")


def _prepare_xtensa(k: MicroContext, name: str) -> None:
    from tflint.runtime.tflm import nnlib  # for Cadence's cores alone

    prepare(k)
    if k.build.xtensa != nnlib.Core.HIFI5:
        return
    x = k.temp_input(0, None, XTENSA)
    if x.dtype != "int8":
        return
    y = k.temp_input(0, None, XTENSA) if name == "avgpool" else k.temp_output(0, None, XTENSA)
    window, stride = (1, k.integer("filter_height"), k.integer("filter_width"), 1), (k.integer("stride_h"), k.integer("stride_w"))
    pads = padding.leading_paddings(padding.of(k), x.shape[1:3], window[1:3], stride, (1, 1))
    size_of = nnlib.avgpool if name == "avgpool" else nnlib.maxpool
    size = size_of(nnlib.Shapes(nhwc(x), Dims(*window), nhwc(y), Window(stride, pads)))
    if size <= 0:
        message = logged(f"{'Averagepool' if name == 'avgpool' else 'Maxpool'}: xa_nn_{name}_getsize failed")
        k.refuse(
            f"NNLIB does not support a window of {dims(window[1:3])} over {dims(x.shape)}", XTENSA, tensor=x, message=message
        )
    k.scratch(size, f"xa_nn_{name} buffer")


def _same_quantization(k: MicroContext, x: Tensor, y: Tensor) -> None:
    off = abs(float32(scale(x) - scale(y)))
    cause = Cause.CONSTRAINT if x.is_quantized and y.is_quantized else Cause.QUANTIZATION
    if not off <= CLOSE:
        why = f"{x.name!r} has scale {scale(x):g} and {y.name!r} {scale(y):g}, {k.name} expects one scale"
        k.refuse(why, PREPARE, cause=cause, tensor=y, message=not_true("scale_diff <= 1.0e-6"))
    if zero_point(x) != zero_point(y):
        why = f"{x.name!r} has zero point {zero_point(x)} and {y.name!r} {zero_point(y)}, {k.name} expects one zero point"
        message = not_true("input->params.zero_point == output->params.zero_point")
        k.refuse(why, PREPARE, cause=cause, tensor=y, message=message)


def invoke(k: MicroContext) -> None:
    """Walk AverageEval and MaxEval."""
    at = EVALS[k.name]
    x, y = k.read_input(0, at), k.read_output(0, at)
    _older_types(k, x, y)
    reinterpreted(k, y, x.dtype, at)
    ignored_activation(k, PREPARE)
    if x.dtype == y.dtype and x.dtype in QUANTIZED and not activation_fits(k, y):
        # CalculateActivationRangeQuantized refuses that; its status is dropped, its bounds stay unset
        k.wrong(activation_overflow(y), PREPARE, cause=Cause.QUANTIZATION, tensor=y)
    if len(x.shape) != 4 or len(y.shape) != 4:
        _ranks(k, x, y)
    else:
        _window(k, x, y)


def _older_types(k: MicroContext, x: Tensor, y: Tensor) -> None:
    """Refuse what AverageEval and MaxEval had no case for while Prepare did not look at the type, and copies that do not rescale."""
    if not k.features.pooling_checks_types:
        printed = logged(OLDER_MESSAGES[k.name].format(type_name(x)))
        legacy, message = (("uint8",), None) if k.features.arithmetic_uint8 else ((), printed)
        taken(k, x, ("float32", "int8", *legacy), EVALS[k.name], message=message)
    if not k.features.pooling_one_quantization:
        same_scale(k, x, y, EVALS[k.name])


def _ranks(k: MicroContext, x: Tensor, y: Tensor) -> None:
    why = f"{x.name!r} is {dims(x.shape)} and {y.name!r} {dims(y.shape)}, {k.name} expects 4 dimensions"
    if 0 < len(y.shape) < 4 <= len(x.shape):  # what is read beyond the output's dims bounds the loops
        k.undefined(why, EVALS[k.name], tensor=x)
    k.wrong(why, EVALS[k.name], tensor=x)


def _window(k: MicroContext, x: Tensor, y: Tensor) -> None:
    strides = k.integer("stride_h"), k.integer("stride_w")
    window = k.integer("filter_height"), k.integer("filter_width")
    if min(*strides, *window) <= 0:
        k.wrong(f"stride is {dims(strides)} and filter {dims(window)}, expected at least 1", PREPARE)
        return
    size = padding.windowed_output_size(padding.of(k), x.shape[1:3], window, strides)
    expected = (x.shape[0], *size, x.shape[3])
    if y.shape != expected:
        k.wrong(f"{y.name!r} is {dims(y.shape)}, {k.name} of {dims(x.shape)} gives {dims(expected)}", EVALS[k.name], tensor=y)


_PARAMS = "TfLitePoolParams"
_REFERENCE, _CMSIS_NN = keeps("kernels/pooling:OpDataPooling"), keeps_for_cmsis_nn("kernels/cmsis_nn/pooling:OpData")

KERNELS = (
    Kernel("AVERAGE_POOL_2D", params=_PARAMS, init=_REFERENCE, prepare=prepare, invoke=invoke),
    Kernel("MAX_POOL_2D", params=_PARAMS, init=_REFERENCE, prepare=prepare, invoke=invoke),
    Kernel(
        "AVERAGE_POOL_2D",
        library=Library.CMSIS_NN,
        params=_PARAMS,
        init=_CMSIS_NN,
        prepare=prepare_average_cmsis_nn,
        invoke=invoke,
    ),
    Kernel("MAX_POOL_2D", library=Library.CMSIS_NN, params=_PARAMS, init=_CMSIS_NN, prepare=prepare_cmsis_nn, invoke=invoke),
    Kernel(
        "AVERAGE_POOL_2D",
        library=Library.XTENSA,
        params=_PARAMS,
        init=init_xtensa,
        prepare=prepare_average_xtensa,
        invoke=invoke,
    ),
    Kernel("MAX_POOL_2D", library=Library.XTENSA, params=_PARAMS, init=init_xtensa, prepare=prepare_max_xtensa, invoke=invoke),
)
