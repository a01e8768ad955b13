"""Operators whose output may lie exactly over an input: kernels that read an element before they write the one in its place.

Each entry was read in the kernel sources of tflite-micro from its first commit (2021-04) to 2026-08 and, where
CMSIS-NN has a kernel of its own, in that library from 2021-03 to 2026-07 (plain C, DSP and MVE): what changed between them are
checks of shapes and names, not the order in which elements are read and written. Runtimes from before have no entry. ESP-NN's ADD,
MUL and SOFTMAX were read in every release from 1.0.2 to 1.2.0 as the chips without vector instructions have them (plain C); those of the
ESP32-S3 and P4 are assembly and were not read through. Its other operators are the reference kernels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.record import Record
from tflint.runtime.tflm.build import Library
from tflint.runtime.tflm.memory_helpers import byte_size

if TYPE_CHECKING:
    from tflint.model.view import Model, Operator, Tensor
    from tflint.runtime.tflm.build import Build

READ = frozenset((Library.REFERENCE, Library.CMSIS_NN, Library.ESP_NN))  # Cadence's and the vendors' were not read through
READ_FROM = "2021-04"  # the first day of tflite-micro's history, as ISO dates begin
PLAIN_C = "opt"  # ESP-NN's chips whose kernels are plain C (include/esp_nn_generic_opt.h)
REFERENCE = "lite/kernels/internal/reference/"


class InPlace(Record):
    """An operator that can: how many of its first inputs the output may lie over, and where that was read.

    `assembly` says whether ESP-NN has a kernel of its own for it, written in assembly for the chips with vector instructions.
    """

    operands: int
    source: str
    assembly: bool = False


ELEMENTWISE = InPlace(1, "micro/kernels/elementwise.cc:EvalImpl, EvalImplQuantized")
KERNELS = {
    **dict.fromkeys(("ABS", "COS", "LOG", "LOGICAL_NOT", "RSQRT", "SIN", "SQRT", "SQUARE"), ELEMENTWISE),
    "CEIL": InPlace(1, REFERENCE + "ceil.h:Ceil"),
    "ELU": InPlace(1, "micro/kernels/elu.cc:EvalUsingLookupTable; " + REFERENCE + "elu.h:Elu"),
    "EXP": InPlace(1, REFERENCE + "exp.h:Exp"),
    "FLOOR": InPlace(1, REFERENCE + "floor.h:Floor"),
    "HARD_SWISH": InPlace(1, REFERENCE + "hard_swish.h:HardSwish"),
    "LEAKY_RELU": InPlace(1, REFERENCE + "leaky_relu.h:LeakyRelu, QuantizeLeakyRelu"),
    "LOGISTIC": InPlace(1, REFERENCE + "logistic.h:Logistic; integer_ops/logistic.h:Logistic"),
    "NEG": InPlace(1, REFERENCE + "neg.h:Negate"),
    "PRELU": InPlace(1, "micro/kernels/prelu_common.cc:BroadcastPrelu4DSlowFloat; " + REFERENCE + "prelu.h:BroadcastPrelu4DSlow"),
    "QUANTIZE": InPlace(1, REFERENCE + "requantize.h:Requantize; quantize.h:AffineQuantize"),
    "RELU": InPlace(1, "micro/kernels/activations_common.cc:ReluFloat, ReluQuantized"),
    "RELU6": InPlace(1, "micro/kernels/activations_common.cc:Relu6Float, Relu6Quantized"),
    "ROUND": InPlace(1, REFERENCE + "round.h:Round"),
    "TANH": InPlace(1, REFERENCE + "tanh.h:Tanh; integer_ops/tanh.h:Tanh"),
    "SOFTMAX": InPlace(
        1,
        REFERENCE
        + "softmax.h:Softmax, SoftmaxInt16; CMSIS-NN arm_softmax_s8, arm_nn_softmax_common_s8, arm_softmax_s16; ESP-NN esp_nn_softmax_s8_opt",
        assembly=True,
    ),
    "ADD": InPlace(
        2,
        REFERENCE
        + "add.h:Add; integer_ops/add.h:ElementWise; CMSIS-NN arm_elementwise_add_s8, arm_elementwise_add_s16; ESP-NN esp_nn_add_elementwise_s8_ansi",
        assembly=True,
    ),
    "MUL": InPlace(
        2,
        REFERENCE
        + "mul.h:Mul; integer_ops/mul.h; CMSIS-NN arm_elementwise_mul_s8, arm_elementwise_mul_s16; ESP-NN esp_nn_mul_elementwise_s8_ansi",
        assembly=True,
    ),
    "SUB": InPlace(2, REFERENCE + "sub.h:SubElementwise, SubWithActivation"),
    "MAXIMUM": InPlace(2, REFERENCE + "maximum_minimum.h; CMSIS-NN arm_maximum_s8 (no broadcast)"),
    "MINIMUM": InPlace(2, REFERENCE + "maximum_minimum.h; CMSIS-NN arm_minimum_s8 (no broadcast)"),
}


def inputs(model: Model, operator: Operator, build: Build) -> tuple[int, ...]:
    """Return the tensors of an operator that its output may be written over, element for element.

    Output and input must have one shape and elements of one size; where there are two operands, both of them.
    """
    kernel = KERNELS.get(operator.code.name)
    outputs = model.outputs(operator)
    if build.serving(operator.name).library not in READ or build.date < READ_FROM:
        return ()
    if kernel is None or len(outputs) != 1 or outputs[0] is None:
        return ()
    if kernel.assembly and build.library is Library.ESP_NN and build.esp_chip != PLAIN_C:
        return ()
    operands = model.inputs(operator)[: kernel.operands]
    if len(operands) < kernel.operands or not all(_alike(tensor, outputs[0]) for tensor in operands):
        return ()
    return tuple(tensor.index for tensor in operands if tensor is not None and not model.is_constant(tensor))


def _alike(tensor: Tensor | None, output: Tensor) -> bool:
    return tensor is not None and tensor.shape == output.shape and byte_size(tensor) == byte_size(output) is not None
