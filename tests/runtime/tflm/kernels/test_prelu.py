import pytest
from one_op import T, asked, i8, i16, told

from tflint.runtime.verdict import Effect


@pytest.mark.parametrize(("tensor", "alpha"), [(T(), T((4,))), (i8(), i8(4)), (i16(), i8(4))], ids=["float32", "int8", "int16"])
def test_these_types_are_fine(tensor: T, alpha: T) -> None:
    assert told("PRELU", [tensor, alpha], [tensor]) == ()


def test_an_int16_one_wants_an_int8_alpha() -> None:
    assert told("PRELU", [i16(), i16(4)], [i16()])[0].message == "alpha->type == kTfLiteInt8 was not true."


def test_five_dimensions_abort_in_float32_only() -> None:
    five = (1, 1, 1, 1, 4)
    assert [v.effect for v in told("PRELU", [T(five), T((4,))], [T(five)])] == [Effect.ABORTS]
    assert told("PRELU", [i8(*five), i8(4)], [i8(*five)]) == ()


def test_other_types_load_and_fail_at_invoke() -> None:
    (verdict,) = told("PRELU", [T(dtype="int32"), T((4,), "int32")], [T(dtype="int32")])
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, "Input type 'INT32' is not supported.")


def test_its_parameters_are_kept() -> None:
    assert asked("PRELU", [T(), T((4,))], [T()]) == ["P 28", "|", "in0", "in1", "out0"]


def test_five_dimensions_of_the_slope_abort_at_invoke() -> None:
    (verdict,) = told("PRELU", [T(), T((1, 1, 1, 1, 4))], [T()])
    assert (verdict.effect, verdict.at_allocate) == (Effect.ABORTS, False)
