"""Conditions of the known defects of TFLM's own kernels (micro/kernels)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import dims
from tflint.runtime.tflm.kernel_util import activation, scale, zero_point
from tflint.runtime.tflm.quantization_util import round_half_away

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.defects.condition import Condition
    from tflint.runtime.tflm.micro_context import MicroContext

LIMITS = {"int8": (-128, 127), "int16": (-32768, 32767)}
RANGES: dict[str, tuple[float | None, float | None]] = {
    "RELU": (0.0, None),
    "RELU6": (0.0, 6.0),
    "RELU_N1_TO_1": (-1.0, 1.0),
}
HIDDEN = 4  # the intermediate tensor whose quantization is the hidden state's


def adjoint_batches(k: MicroContext) -> str | None:
    """Walk BatchMatMulEval: a right side of one batch makes it join the left side's batches and rows, adjoint or not."""
    a, b = k.input(0), k.input(1)
    if a is None or b is None or not k.integer("adj_x") or min(len(a.shape), len(b.shape)) < 3:
        return None
    return f"{a.name!r} is {dims(a.shape)}, {b.name!r} {dims(b.shape)}" if b.shape[-3] == 1 and a.shape[-3] > 1 else None


def hidden_zero_point(k: MicroContext) -> str | None:
    """Walk PortableCwiseMul of micro_tensor_utils.cc, which the int8 LSTM ends in."""
    x, numbers = k.input(0), k.operator.intermediates
    if x is None or x.dtype != "int8" or len(numbers) <= HIDDEN:
        return None
    hidden = k.model.tensor(k.operator, numbers[HIDDEN])
    return f"{hidden.name!r} has zero point {zero_point(hidden)}" if hidden is not None and zero_point(hidden) else None


def int16_product(k: MicroContext) -> str | None:
    """Walk CalculateOpDataMul, which looks for int8 and int32 outputs only."""
    y = k.output(0)
    return f"{y.name!r} is int16" if y is not None and y.dtype == "int16" else None


def unclipped(k: MicroContext) -> str | None:
    """Compare the fused activation's range with that of the output's type, as CalculateActivationRangeQuantized would."""
    y = k.output(0)
    if y is None or y.dtype not in LIMITS or activation(k) not in RANGES or scale(y) <= 0:
        return None
    low, high = RANGES[activation(k)]
    clips = (low is not None and _quantized(y, low) > LIMITS[y.dtype][0]) or (
        high is not None and _quantized(y, high) < LIMITS[y.dtype][1]
    )
    return f"{activation(k)} into {y.name!r} of scale {scale(y):g}, zero point {zero_point(y)}" if clips else None


def _quantized(y: Tensor, value: float) -> int:
    return zero_point(y) + int(round_half_away(value / scale(y)))


def no_bias(k: MicroContext) -> str | None:
    """Walk CalculateOpData of transpose_conv.cc for int16."""
    x = k.input(2)
    return (
        f"{x.name!r} is int16, and the bias is left out" if x is not None and x.dtype == "int16" and k.input(3) is None else None
    )


def unset_zero_points(k: MicroContext) -> str | None:
    """Walk PrepareMaxHelper and EvalMaxHelper: the scales are kept, the zero points are not."""
    x = k.input(0)
    return f"{x.name!r} is int8" if x is not None and x.dtype == "int8" else None


CONDITIONS: dict[str, Condition] = {
    "tflm-batch-matmul-adjoint-batches": adjoint_batches,
    "tflm-lstm-hidden-zero-point": hidden_zero_point,
    "tflm-mul-int16-scaling": int16_product,
    "tflm-transpose-conv-activation": unclipped,
    "tflm-transpose-conv-int16-no-bias": no_bias,
    "tflm-reduce-max-zero-points": unset_zero_points,
}
