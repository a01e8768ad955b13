import pytest
from one_op import T, asked, i8, i16, told

from tflint.runtime.verdict import Cause, Effect


@pytest.mark.parametrize("tensor", [T(), T(dtype="int32"), i8(zero_point=3), i16()], ids=["float32", "int32", "int8", "int16"])
def test_one_type_is_fine(tensor: T) -> None:
    assert told("SQUARED_DIFFERENCE", [tensor] * 2, [tensor]) == ()


def test_broadcasting_is_fine() -> None:
    assert told("SQUARED_DIFFERENCE", [T((2, 4)), T((1,))], [T((2, 4))]) == ()


def test_an_int8_zero_point_one_outside_is_refused() -> None:
    assert told("SQUARED_DIFFERENCE", [i8(zero_point=127), i8()], [i8()]) == ()
    (verdict,) = told("SQUARED_DIFFERENCE", [i8(zero_point=128), i8()], [i8()])
    assert verdict.message == "input1_quantization_params.zero_point <= integer_type_max was not true."


def test_an_int16_zero_point_is_refused() -> None:
    (verdict,) = told("SQUARED_DIFFERENCE", [i16(), i16()], [i16(zero_point=1)])
    assert verdict.message == "output_quantization_params.zero_point == 0 was not true."


def test_an_input_without_a_scale_aborts() -> None:
    (verdict,) = told("SQUARED_DIFFERENCE", [i8(), T(dtype="int8")], [i8()])
    assert (verdict.effect, verdict.cause, verdict.tensor) == (Effect.ABORTS, Cause.QUANTIZATION, 1)


def test_other_types_load_and_fail_at_invoke() -> None:
    (verdict,) = told("SQUARED_DIFFERENCE", [T(dtype="int64")] * 2, [T(dtype="int64")])
    assert verdict.effect is Effect.REFUSED
    assert verdict.message == "SquaredDifference only supports FLOAT32, INT32 , INT16 and INT8 now, got 4."


def test_its_parameters_are_kept() -> None:
    assert asked("SQUARED_DIFFERENCE", [T()] * 2, [T()]) == ["P 112", "|", "in0", "in1", "out0"]
