"""SOFTMAX: micro/kernels/softmax.cc, softmax_common.cc, cmsis_nn/softmax.cc, esp_nn/softmax.cc, xtensa/softmax_int8_int16.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts, taken, type_name, type_number
from tflint.runtime.printed import logged, not_equal, not_near, not_true
from tflint.runtime.tflm import esp_nn
from tflint.runtime.tflm.build import Library
from tflint.runtime.tflm.eval_checks import rank_within, same_rows
from tflint.runtime.tflm.kernel import Kernel, keeps
from tflint.runtime.tflm.kernel_util import dimension, scale
from tflint.runtime.tflm.quantization_checks import zero_point_is
from tflint.runtime.tflm.quantization_util import float32
from tflint.runtime.verdict import Cause, Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

COMMON = "micro/kernels/softmax_common.cc"
PREPARE, PARAMETERS = Citation(COMMON, "SoftmaxPrepare"), Citation(COMMON, "CalculateSoftmaxParams")
LUT, EVAL = Citation(COMMON, "InitializeLutForInt16"), Citation("micro/kernels/softmax.cc", "SoftmaxEval")
CMSIS_NN, ESP_NN = (
    Citation("micro/kernels/cmsis_nn/softmax.cc", "Prepare"),
    Citation("micro/kernels/esp_nn/softmax.cc", "Prepare"),
)
XTENSA = Citation("micro/kernels/xtensa/softmax_int8_int16.cc", "PrepareHifi")
SCALING = Citation("lite/kernels/internal/quantization_util.cc", "PreprocessSoftmaxScaling")
LUT_BYTES = 2 * 513  # LUTSize<int16_t>() entries
FIXED_POINT = 1 << 26  # 2^(31 - kScaledDiffIntegerBits)
PAIRS = {("float32", "float32"), ("int8", "int8"), ("int8", "int16"), ("int16", "int16")}
OLDER_PAIRS = {"float32": ("float32",), "uint8": ("uint8",), "int8": ("int16", "int8")}


def init_cmsis_nn(k: MicroContext) -> None:
    """Walk Init of CMSIS-NN: the reference's struct and, since a while, a row's measures."""
    own = k.features.cmsis_nn_softmax_params
    k.persistent_struct("kernels/cmsis_nn/softmax:CMSISNNSoftmaxParams" if own else "kernels/softmax_common:SoftmaxParams")


def prepare(k: MicroContext) -> None:
    """Walk SoftmaxPrepare: two look-up tables for int16; each pair of types has one output scale and zero point."""
    x, y = _operands(k)
    if k.features.softmax_checked_in_prepare:
        _parameters(k, x, y)


def prepare_cmsis_nn(k: MicroContext) -> None:
    """Walk Prepare of CMSIS-NN, which looks at the types before it does the same."""
    x, y = _operands(k)
    checked = k.features.cmsis_nn_checks_types
    if checked and x.dtype != y.dtype and (x.dtype, y.dtype) != ("int8", "int16"):
        why = f"{x.name!r} is {x.dtype} and {y.name!r} {y.dtype}: CMSIS-NN does not support that pair"
        message = logged("Input and output data types are not supported together.")
        k.refuse(why, CMSIS_NN, cause=k.type_cause(x), tensor=x, message=message)
    if checked:
        taken(k, x, ("float32", "int16", "int8"), CMSIS_NN, message=logged("Input data type not supported"))
    if not k.features.softmax_checked_in_prepare:
        return
    if x.dtype == "int16" and not k.features.cmsis_nn_softmax_int16:
        _pair(k, x, y)
    _parameters(k, x, y)


def prepare_esp_nn(k: MicroContext) -> None:
    """Walk Prepare of ESP-NN, which takes dimension 1 for the width, whatever the rank."""
    prepare(k)
    x, y = k.read_input(0, ESP_NN), k.read_output(0, ESP_NN)
    size = esp_nn.softmax(k.build, dimension(x, 1)) if (x.dtype, y.dtype) == ("int8", "int8") else 0
    if size:
        k.scratch(size, "softmax row")


def prepare_xtensa(k: MicroContext) -> None:
    """Walk PrepareHifi: the reference kernel's, both operands again, and for int8 a row's exponentials."""
    from tflint.runtime.tflm import nnlib  # for Cadence's cores alone

    prepare(k)
    x = k.temp_input(0, None, XTENSA)
    k.temp_output(0, None, XTENSA)
    if x.dtype == "int8":
        k.scratch(nnlib.softmax(nnlib.Core(k.build.xtensa), dimension(x, -1)), "xa_nn_vec_softmax buffer")


def _operands(k: MicroContext) -> tuple[Tensor, Tensor]:
    counts(k, 1, 1, PREPARE)
    x = k.temp_input(0, "input", PREPARE)
    if not x.shape:
        message = not_true("NumDimensions(input) >= 1")
        k.refuse(f"{x.name!r} is a scalar, SOFTMAX expects a row", PREPARE, tensor=x, message=message)
    return x, k.temp_output(0, "output", PREPARE)


def _parameters(k: MicroContext, x: Tensor, y: Tensor) -> None:
    """Walk InitializeLutForInt16 and CalculateSoftmaxParams."""
    legacy = x.dtype == y.dtype == "uint8" and k.features.softmax_uint8
    if x.dtype == "int16":
        k.persistent(LUT_BYTES, "exp look-up table")
        k.persistent(LUT_BYTES, "1 / (1 + x) look-up table")
    if (x.dtype, y.dtype) not in PAIRS and not legacy:
        _pair(k, x, y)
    _output_parameters(k, x, y)
    product = _beta(k) * scale(x) * FIXED_POINT
    if x.dtype == "int8" and not product > 1:
        why = f"beta {_beta(k):g} × scale {scale(x):g} of {x.name!r} must exceed {1 / FIXED_POINT:g}"
        k.abort(why, SCALING, cause=Cause.QUANTIZATION, tensor=x)


def _pair(k: MicroContext, x: Tensor, y: Tensor) -> None:
    at, message = PARAMETERS, not_equal("input->type", "kTfLiteFloat32", type_name(x), "FLOAT32")
    if y.dtype == "int16":
        at, message = LUT, not_true("input->type == kTfLiteInt8 || input->type == kTfLiteInt16")
    elif x.dtype != y.dtype:
        at, message = LUT, not_equal("input->type", "output->type", type_number(x), type_number(y))
    why = f"{x.name!r} is {x.dtype} and {y.name!r} {y.dtype}: SOFTMAX does not support that pair"
    k.refuse(why, at, cause=k.type_cause(x), tensor=x, message=message)


def _output_parameters(k: MicroContext, x: Tensor, y: Tensor) -> None:
    if x.dtype == "int16":
        zero_point_is(k, y, 0, "output", PARAMETERS, cause=Cause.QUANTIZATION)
        if k.features.int16_symmetric:
            zero_point_is(k, x, 0, "input", PARAMETERS, cause=Cause.QUANTIZATION)
        _near(k, y, 1 / 32768, "1.f / 32768")
    elif y.dtype == "int16":
        zero_point_is(k, y, -32768, "output", PARAMETERS, cause=Cause.QUANTIZATION)
        if k.features.softmax_checked_in_prepare:
            _near(k, y, 1 / 65536, "1.f / 65536")
    elif x.dtype == "int8":
        zero_point_is(k, y, -128, "output", PARAMETERS, cause=Cause.QUANTIZATION)
        if scale(y) != 1 / 256:
            why = f"{y.name!r} has scale {scale(y):g}, an int8 SOFTMAX expects 1/256"
            message = not_true("output->params.scale == 1.f / 256")
            k.refuse(why, PARAMETERS, cause=Cause.QUANTIZATION, tensor=y, message=message)


def _older_parameters(k: MicroContext, x: Tensor, y: Tensor) -> None:
    """Walk CalculateSoftmaxParams of TensorFlow 2.3, which Eval called."""
    wanted = x.dtype if x.dtype in OLDER_PAIRS else "float32"
    for tensor, name, types in ((x, "input", (wanted,)), (y, "output", OLDER_PAIRS[wanted])):
        if tensor.dtype not in types:
            constant = {"float32": "Float32", "int8": "Int8", "uint8": "UInt8"}[types[-1]]
            why = f"{x.name!r} is {x.dtype} and {y.name!r} {y.dtype}: SOFTMAX does not take that pair"
            message = not_equal(f"{name}->type", f"kTfLite{constant}", type_name(tensor), types[-1].upper())
            k.refuse(why, PARAMETERS, cause=k.type_cause(x), tensor=tensor, message=message)
    if x.dtype == "uint8":
        zero_point_is(k, y, 0, "output", PARAMETERS, cause=Cause.QUANTIZATION)
    else:
        _output_parameters(k, x, y)


def _near(k: MicroContext, y: Tensor, expected: float, text: str) -> None:
    """Refuse a scale off by more than a thousandth, in float32 (TF_LITE_ENSURE_NEAR)."""
    tolerance = float32(float32(0.001) * expected)
    if not abs(float32(scale(y) - expected)) <= tolerance:
        why = f"{y.name!r} has scale {scale(y):g}, SOFTMAX expects {expected:g} within a thousandth"
        message = not_near("output->params.scale", text)
        k.refuse(why, PARAMETERS, cause=Cause.QUANTIZATION, tensor=y, message=message)


def _beta(k: MicroContext) -> float:
    beta = k.option("beta")
    return float(beta) if isinstance(beta, int | float) else 0.0


def invoke(k: MicroContext) -> None:
    """Walk SoftmaxEval."""
    x, y = k.read_input(0, EVAL), k.read_output(0, EVAL)
    if not k.features.softmax_checked_in_prepare:
        _older_parameters(k, x, y)
    rank_within(k, x, y)
    same_rows(k, x, y, PREPARE)
    if x.dtype != "int8" and _beta(k) == 0:
        k.wrong("beta is 0: every output value is the same", PARAMETERS)


def invoke_esp_nn(k: MicroContext) -> None:
    """Walk SoftmaxEval of ESP-NN, which keeps scratch for a row of dimension 1 and then writes one of the last dimension."""
    invoke(k)
    x, y = k.read_input(0, EVAL), k.read_output(0, EVAL)
    kept, written = dimension(x, 1), dimension(x, -1)
    if (x.dtype, y.dtype) == ("int8", "int8") and kept < written and esp_nn.softmax(k.build, written):
        k.wrong(f"{x.name!r} has rows of {written}, ESP-NN keeps scratch for {kept} and writes past it", ESP_NN, tensor=x)


_PARAMS = "TfLiteSoftmaxParams"

KERNELS = (
    Kernel("SOFTMAX", params=_PARAMS, init=keeps("kernels/softmax_common:SoftmaxParams"), prepare=prepare, invoke=invoke),
    Kernel(
        "SOFTMAX",
        library=Library.CMSIS_NN,
        params=_PARAMS,
        init=init_cmsis_nn,
        prepare=prepare_cmsis_nn,
        invoke=invoke,
    ),
    Kernel(
        "SOFTMAX",
        library=Library.ESP_NN,
        params=_PARAMS,
        init=keeps("kernels/esp_nn/softmax:NodeData"),
        prepare=prepare_esp_nn,
        invoke=invoke_esp_nn,
    ),
    Kernel(
        "SOFTMAX",
        library=Library.XTENSA,
        params=_PARAMS,
        init=keeps("kernels/xtensa/softmax:XtensaSoftmaxOpData"),
        prepare=prepare_xtensa,
        invoke=invoke,
    ),
)
