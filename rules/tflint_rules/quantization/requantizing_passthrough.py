"""Op that only copies numbers, between tensors of different scale.

## Why
RESHAPE, MAX_POOL_2D, SPLIT and their like move integers without looking at them. If the output's scale or zero point differs from the input's, the
same integers suddenly mean other values, and nothing converts them.

## Example
A reshape whose output was calibrated on its own:

    models/flat.tflite: warning: requantizing-passthrough: op 0 RESHAPE copies from scale 0.5, zero point 0, to 0.25, 0

## Runtime
Most kernels say nothing and copy the raw integers (`tensorflow/lite/micro/kernels/reshape_common.cc` and others). MAX_POOL_2D refuses:
`scale_diff <= 1.0e-6 was not true.` (`tensorflow/lite/micro/kernels/pooling_common.cc`), and int8 CONCATENATION does.

## Fix
TensorFlow's converter gives both sides of such an op one scale. If another tool quantized the model, make it propagate the parameters, or
put a QUANTIZE op between the two scales.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from tflint.api import Cause, Judgements, Model, Rule, Severity, judgements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding, Operator, Tensor

rule = Rule(__name__, severity=Severity.WARNING, since="0.1")
COPYING = frozenset((
    "BATCH_TO_SPACE_ND", "BROADCAST_TO", "CONCATENATION", "DEPTH_TO_SPACE", "EXPAND_DIMS", "GATHER", "GATHER_ND", "MAX_POOL_2D", "MIRROR_PAD",
    "PACK", "RESHAPE", "RESIZE_NEAREST_NEIGHBOR", "REVERSE_V2", "SLICE", "SPACE_TO_DEPTH", "SPLIT", "SPLIT_V", "SQUEEZE", "STRIDED_SLICE",
    "TILE", "TRANSPOSE", "UNPACK",
))  # fmt: skip
TOLERANCE = 1e-3


@rule.on(Judgements)
def check_judged(own: Judgements, _facts: Facts) -> Iterator[Finding]:
    """Report what the runtime itself copies or refuses to."""
    for it in own:
        yield rule.judged(it, it.severity)


@rule.on(Model)
def check(model: Model, facts: Facts) -> Iterator[Finding]:
    """Compare each quantized input with each output of the same type, of operators that copy."""
    for operator in model.operators():
        if operator.code.name in COPYING:
            yield from _copied(operator, facts)


def _copied(operator: Operator, facts: Facts) -> Iterator[Finding]:
    model = facts.model
    for before, after in product(model.inputs(operator), model.outputs(operator)):
        if before is not None and after is not None and before.dtype == after.dtype and _differ(before, after):
            if _judged(operator, facts):
                return
            one, other = _parameters(before), _parameters(after)
            message = f"op {operator.index} {operator.name} copies from scale {one[0]:.6g}, zero point {one[1]}, to {other[0]:.6g}, {other[1]}"
            yield rule.finding(
                operator, message, scale_in=one[0], scale_out=other[0], zero_point_in=one[1], zero_point_out=other[1]
            )
            return


def _judged(operator: Operator, facts: Facts) -> bool:
    return any(it.cause is Cause.COPY and it.location.path == operator.location.path for it in facts(judgements))


def _differ(before: Tensor, after: Tensor) -> bool:
    if not (before.is_quantized and after.is_quantized) or before.dtype == "int32":
        return False
    (scale_in, zero_in), (scale_out, zero_out) = _parameters(before), _parameters(after)
    return zero_in != zero_out or abs(scale_in - scale_out) > TOLERANCE * abs(scale_in)


def _parameters(tensor: Tensor) -> tuple[float, int]:
    assert tensor.quantization is not None
    return tensor.quantization.scale[0], tensor.quantization.zero_point[0]
