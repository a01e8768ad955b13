"""Quantization parameters as TFLM's kernel_util.cc takes them."""

import pytest
from one_op import T, context, i8, i16

from tflint.runtime.tflm import quantization_checks
from tflint.runtime.verdict import Citation, Phase

AT = Citation("x.cc", "Prepare")


@pytest.mark.parametrize(
    ("y", "activation", "message"),
    [
        (i8(scale=1e-9), 0, None),
        (i8(), 3, None),
        (i8(scale=2.8e-9), 3, None),
        (i8(scale=2.7e-9), 3, "no_integer_overflow_from_quantization was not true."),
        (T(dtype="int8"), 3, "no_integer_overflow_from_quantization was not true."),
        (T(), 0, "false was not true."),
    ],
)
def test_the_activation_range(y: T, activation: int, message: str | None) -> None:
    k = context("ADD", [i16(), i16()], [y], {"fused_activation_function": activation})
    k.run(Phase.PREPARE, lambda k: quantization_checks.activation_range(k, k.read_output(0, AT)))
    assert [v.message for v in k.verdicts] == ([] if message is None else [message])
