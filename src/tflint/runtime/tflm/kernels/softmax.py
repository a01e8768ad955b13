"""SOFTMAX: micro/kernels/softmax.cc, softmax_common.cc, cmsis_nn/softmax.cc, esp_nn/softmax.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm import esp_nn
from tflint.runtime.tflm.build import Library
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import (
    aborts,
    counts,
    missing,
    rank_within,
    refused,
    scale,
    type_cause,
    type_name,
    type_number,
    wrong,
    zero_point,
)
from tflint.runtime.tflm.quantization_util import float32
from tflint.runtime.tflm.steps import WHEEL_SURVIVES, dimension, first_failure, same_rows
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Verdict

PREPARE = "micro/kernels/softmax_common.cc:SoftmaxPrepare"
PARAMETERS = "micro/kernels/softmax_common.cc:CalculateSoftmaxParams"
LUT = "micro/kernels/softmax_common.cc:InitializeLutForInt16"
CMSIS = "micro/kernels/cmsis_nn/softmax.cc:Prepare"
SCALING = "lite/kernels/internal/quantization_util.cc:PreprocessSoftmaxScaling"
LUT_BYTES = 2 * 513  # LUTSize<int16_t>() entries
FIXED_POINT = 1 << 26  # 2^(31 - kScaledDiffIntegerBits)


# What the kernel asks for


def init(_node: Node, context: MicroContext) -> None:
    """SoftmaxInit of the reference kernel."""
    context.persistent_struct("kernels/softmax_common:SoftmaxParams")


def init_cmsis_nn(node: Node, context: MicroContext) -> None:
    """Init of CMSIS-NN's kernel: the reference's struct and a row's measures."""
    own = node.build.features.cmsis_nn_softmax_params
    context.persistent_struct("kernels/cmsis_nn/softmax:CMSISNNSoftmaxParams" if own else "kernels/softmax_common:SoftmaxParams")


def init_esp_nn(_node: Node, context: MicroContext) -> None:
    """Init of ESP-NN's kernel: the reference's struct and a scratch buffer's index."""
    context.persistent_struct("kernels/esp_nn/softmax:NodeData")


def prepare(node: Node, context: MicroContext) -> None:
    """SoftmaxPrepare: two look-up tables for int16, CMSIS-NN alike."""
    tensor = node.input(0)
    context.temp(tensor, node.output())
    if tensor is not None and tensor.dtype == "int16":
        context.persistent(LUT_BYTES, "exp look-up table")
        context.persistent(LUT_BYTES, "1 / (1 + x) look-up table")


def prepare_esp_nn(node: Node, context: MicroContext) -> None:
    """Prepare of ESP-NN's kernel: it takes dimension 1 for the width, whatever the rank."""
    prepare(node, context)
    tensor, output = node.input(0), node.output()
    if tensor is None or output is None or (tensor.dtype, output.dtype) != ("int8", "int8"):
        return
    if size := esp_nn.softmax(node.build, dimension(tensor, 1)):
        context.scratch(size, "softmax row")


# What the kernel refuses


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what the kernel refuses: each pair of types wants one output scale and zero point."""
    yield from counts(node, 1, 1, PREPARE)
    tensor, output = node.input(0), node.output()
    if tensor is None or output is None:
        yield missing(node, PREPARE, ("input",))
        return
    if not tensor.shape:
        why = f"{tensor.name!r} is a scalar, SOFTMAX wants a row"
        yield refused(node, why, tensor=tensor, message="NumDimensions(input) >= 1 was not true.", source=PREPARE)
    if node.build.library is Library.CMSIS_NN and node.build.features.cmsis_nn_checks_types:
        yield from _types_cmsis_nn(node, tensor, output)
    yield from _types(node, tensor, output)
    yield from _output_parameters(node, tensor, output)
    if tensor.dtype == "int8":
        yield from _input_scale(node, tensor)
    yield from rank_within(node, tensor, output, survived=WHEEL_SURVIVES)
    yield from same_rows(node, tensor, output, PREPARE)
    if tensor.dtype != "int8" and _beta(node) == 0:
        yield wrong(node, "beta is 0: every output value is the same", source=PARAMETERS)
    if node.build.library is Library.ESP_NN:
        yield from _width(node, tensor, output)


def _types(node: Node, tensor: Tensor, output: Tensor) -> Iterator[Verdict]:
    pair = (tensor.dtype, output.dtype)
    if pair == ("uint8", "uint8") and node.build.features.uint8_kernels:
        return
    if pair in {("float32", "float32"), ("int8", "int8"), ("int8", "int16"), ("int16", "int16")}:
        return
    why = f"{tensor.name!r} is {tensor.dtype} and {output.name!r} {output.dtype}: SOFTMAX does not take that pair"
    source, message = PARAMETERS, f"input->type != kTfLiteFloat32 ({type_name(tensor)} != FLOAT32)"
    if output.dtype == "int16":
        source, message = LUT, "input->type == kTfLiteInt8 || input->type == kTfLiteInt16 was not true."
    elif tensor.dtype != output.dtype:
        source, message = LUT, f"input->type != output->type ({type_number(tensor)} != {type_number(output)})"
    yield refused(node, why, cause=type_cause(node, tensor), tensor=tensor, message=message, source=source)


def _types_cmsis_nn(node: Node, tensor: Tensor, output: Tensor) -> Iterator[Verdict]:
    if tensor.dtype != output.dtype and (tensor.dtype, output.dtype) != ("int8", "int16"):
        why = f"{tensor.name!r} is {tensor.dtype} and {output.name!r} {output.dtype}: CMSIS-NN does not take that pair"
        message = "Input and output data types are not supported together."
        yield refused(node, why, cause=type_cause(node, tensor), tensor=tensor, message=message, source=CMSIS)
    if tensor.dtype not in {"float32", "int16", "int8"}:
        why = f"{tensor.name!r} is {tensor.dtype}, float32, int16 or int8 allowed"
        message = "Input data type not supported"
        yield refused(node, why, cause=type_cause(node, tensor), tensor=tensor, message=message, source=CMSIS)


def _output_parameters(node: Node, tensor: Tensor, output: Tensor) -> Iterator[Verdict]:
    if tensor.dtype in {"float32", "uint8"}:
        return
    if tensor.dtype == "int16":
        yield from _zero_point(node, output, "output", 0)
        yield from _zero_point(node, tensor, "input", 0)
        yield from _near(node, output, 1 / 32768, "1.f / 32768")
    elif output.dtype == "int16":
        yield from _zero_point(node, output, "output", -32768)
        yield from _near(node, output, 1 / 65536, "1.f / 65536")
    else:
        yield from _zero_point(node, output, "output", -128)
        if scale(output) != 1 / 256:
            why = f"{output.name!r} has scale {scale(output):g}, an int8 SOFTMAX wants 1/256"
            message = "output->params.scale == 1.f / 256 was not true."
            yield refused(node, why, cause=Cause.QUANTIZATION, tensor=output, message=message, source=PARAMETERS)


def _zero_point(node: Node, tensor: Tensor, name: str, wanted: int) -> Iterator[Verdict]:
    found = zero_point(tensor)
    if found != wanted:
        why = f"{tensor.name!r} has zero point {found}, SOFTMAX wants {wanted} there"
        message = f"{name}->params.zero_point != {wanted} ({found} != {wanted})"
        yield refused(node, why, cause=Cause.QUANTIZATION, tensor=tensor, message=message, source=PARAMETERS)


def _near(node: Node, output: Tensor, wanted: float, text: str) -> Iterator[Verdict]:
    """Demand a scale within a thousandth, in float32 (TF_LITE_ENSURE_NEAR)."""
    tolerance = float32(float32(0.001) * wanted)
    if not abs(float32(scale(output) - wanted)) <= tolerance:
        why = f"{output.name!r} has scale {scale(output):g}, SOFTMAX wants {wanted:g} within a thousandth"
        message = f"output->params.scale not near {text}"
        yield refused(node, why, cause=Cause.QUANTIZATION, tensor=output, message=message, source=PARAMETERS)


def _input_scale(node: Node, tensor: Tensor) -> Iterator[Verdict]:
    product = _beta(node) * scale(tensor) * FIXED_POINT
    if not product > 1:
        why = f"beta {_beta(node):g} × scale {scale(tensor):g} of {tensor.name!r} must exceed {1 / FIXED_POINT:g}"
        yield aborts(node, why, cause=Cause.QUANTIZATION, tensor=tensor, source=SCALING)


def _beta(node: Node) -> float:
    beta = node.option("beta")
    return float(beta) if isinstance(beta, int | float) else 0.0


def _width(node: Node, tensor: Tensor, output: Tensor) -> Iterator[Verdict]:
    """Tell that ESP-NN asks for a row of dimension 1 and then writes one of the last dimension."""
    asked, written = dimension(tensor, 1), dimension(tensor, -1)
    if (tensor.dtype, output.dtype) == ("int8", "int8") and asked < written and esp_nn.softmax(node.build, written):
        why = f"{tensor.name!r} has rows of {written}, ESP-NN keeps scratch for {asked} and writes past it"
        yield wrong(node, why, tensor=tensor, source="micro/kernels/esp_nn/softmax.cc:Prepare")


KERNELS: tuple[Kernel, ...] = (
    Kernel(
        "SOFTMAX",
        params="TfLiteSoftmaxParams",
        init=init,
        prepare=prepare,
        check=check,
        init_variants={Library.CMSIS_NN: init_cmsis_nn, Library.ESP_NN: init_esp_nn},
        prepare_variants={Library.ESP_NN: prepare_esp_nn},
    ),
)
