"""ADD: micro/kernels/add.cc, add_common.cc, cmsis_nn/add.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import same_type, taken
from tflint.runtime.printed import logged, not_true
from tflint.runtime.tflm.build import Library
from tflint.runtime.tflm.eval_checks import elementwise_shapes, present, rank_within, reinterpreted
from tflint.runtime.tflm.kernel import Kernel, keeps
from tflint.runtime.tflm.kernel_util import activation
from tflint.runtime.tflm.operand_checks import ignored_activation, not_supported, one_type
from tflint.runtime.tflm.quantization_checks import activation_range, smaller_than_one_each, unquantized, zero_point_is
from tflint.runtime.verdict import Cause, Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

COMMON, CMSIS = "micro/kernels/add_common.cc", "micro/kernels/cmsis_nn/add.cc"
PREPARE, OP_DATA = Citation(COMMON, "AddPrepare"), Citation(COMMON, "CalculateOpDataAdd")
EVAL, CMSIS_NN = Citation("micro/kernels/add.cc", "AddEval"), Citation(CMSIS, "PrepareAdd")
TYPES = ("float32", "int32", "int8", "int16")
QUANTIZED = ("int8", "int16")


def prepare(k: MicroContext) -> None:
    """Walk AddPrepare, which looks at the output's type only."""
    a = k.temp_input(0, "input1", PREPARE)
    b = k.temp_input(1, "input2", PREPARE)
    y = k.temp_output(0, "output", PREPARE)
    _op_data(k, a, b, y)


def prepare_cmsis_nn(k: MicroContext) -> None:
    """Walk PrepareAdd of CMSIS-NN, which looks at all three types."""
    a = k.temp_input(0, "input1", CMSIS_NN)
    b = k.temp_input(1, "input2", CMSIS_NN)
    y = k.temp_output(0, "output", CMSIS_NN)
    if k.features.cmsis_nn_checks_types:
        same_type(k, a, y, ("input1", "output"), CMSIS_NN, numbers=True)
        taken(k, a, TYPES, CMSIS_NN, message=logged("Input data type not supported"))
        one_type(k, a, b, CMSIS_NN)
    if a.dtype == "int16" and k.features.int16_symmetric:
        for tensor, name in ((a, "input1"), (b, "input2"), (y, "output")):
            zero_point_is(k, tensor, 0, name, CMSIS_NN)
    _op_data(k, a, b, y)


def _op_data(k: MicroContext, a: Tensor, b: Tensor, y: Tensor) -> None:
    """Walk CalculateOpDataAdd: int8 and int16 take scales that are not far apart."""
    if y.dtype in present(QUANTIZED, int16=k.features.add_int16, uint8=k.features.arithmetic_uint8):
        _quantized_output(k, y)
        smaller_than_one_each(k, a, b, y, shift=15 if y.dtype == "int16" else 20)
        activation_range(k, y)
    if y.dtype == "int32" and k.features.add_int32_unquantized:
        unquantized(k, a, "input1", PREPARE)
        unquantized(k, b, "input2", PREPARE)


def _quantized_output(k: MicroContext, y: Tensor) -> None:
    if y.is_quantized:
        return
    why = f"{y.name!r} is {y.dtype} without quantization, {k.name} expects scale and zero point"
    if k.features.add_checks_output:
        message = not_true("output->quantization.type != kTfLiteNoQuantization")
        k.refuse(why, OP_DATA, cause=Cause.QUANTIZATION, tensor=y, message=message)
    k.abort(why, OP_DATA, cause=Cause.QUANTIZATION, tensor=y)


def invoke(k: MicroContext) -> None:
    """Walk AddEval."""
    a, b, y = k.read_input(0, EVAL), k.read_input(1, EVAL), k.read_output(0, EVAL)
    features = k.features
    older = {"int32": features.add_int32_unquantized, "int16": features.add_int16, "uint8": features.arithmetic_uint8}
    taken(k, y, present(TYPES, **older), EVAL, message=not_supported(y))
    reinterpreted(k, a, y.dtype, EVAL)
    reinterpreted(k, b, y.dtype, EVAL)
    if y.dtype == "int32" and (name := activation(k)) in {"RELU", "RELU_N1_TO_1", "RELU6"}:
        k.wrong(f"fused {name} is not applied to int32", EVAL)
    ignored_activation(k, PREPARE)
    rank_within(k, a, b, y)
    elementwise_shapes(k, a, b, y, EVAL)


KERNELS = (
    Kernel("ADD", params="TfLiteAddParams", init=keeps("kernels/add:OpDataAdd"), prepare=prepare, invoke=invoke),
    Kernel(
        "ADD",
        library=Library.CMSIS_NN,
        params="TfLiteAddParams",
        init=keeps("kernels/cmsis_nn/add:OpData"),
        prepare=prepare_cmsis_nn,
        invoke=invoke,
    ),
)
