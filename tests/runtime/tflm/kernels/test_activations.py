import pytest
from one_op import HOST, M4, T, asked, i8, i16, told

from tflint.runtime.verdict import Cause, Effect


@pytest.mark.parametrize("op", ["RELU", "RELU6"])
@pytest.mark.parametrize("tensor", [T(), i8(), i16()], ids=["float32", "int8", "int16"])
def test_equal_operands_are_fine(op: str, tensor: T) -> None:
    assert told(op, [tensor], [tensor]) == ()


def test_relu_rescales_and_relu6_copies() -> None:
    operands = [i8(scale=0.5)], [i8(scale=0.25)]
    assert told("RELU", *operands) == ()
    (verdict,) = told("RELU6", *operands)
    assert (verdict.effect, verdict.cause, verdict.tensor) == (Effect.WRONG, Cause.QUANTIZATION, 0)


def test_an_int16_zero_point_is_refused_by_relu_only() -> None:
    operands = [i16(zero_point=1)], [i16(zero_point=1)]
    assert told("RELU", *operands)[0].message == "input->params.zero_point != 0 (1 != 0)"
    assert told("RELU6", *operands) == ()


@pytest.mark.parametrize("op", ["RELU", "RELU6"])
def test_other_types_load_and_fail_at_invoke(op: str) -> None:
    (verdict,) = told(op, [T(dtype="uint8", scale=0.5)], [T(dtype="uint8", scale=0.5)])
    assert (verdict.effect, verdict.cause) == (Effect.REFUSED, Cause.UINT8)
    assert verdict.message == "Only float32/int8/int16 is supported currently, got UINT8"


@pytest.mark.parametrize("target", [HOST, M4])
def test_more_than_six_dimensions_overrun_the_stack(target: str) -> None:
    assert told("RELU", [T((1,) * 6)], [T((1,) * 6)], None, target) == ()
    assert told("RELU", [T((1,) * 7)], [T((1,) * 7)], None, target)[0].effect is Effect.UNDEFINED


def test_relu6_never_looks_at_its_output() -> None:
    assert asked("RELU", [T()], [T()]) == ["P 28", "|", "in0", "out0"]
    assert asked("RELU6", [T()], [T()]) == ["P 8", "|", "in0"]
