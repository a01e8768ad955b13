import pytest
from one_op import T, asked, i8, i16, told

from tflint.runtime.verdict import Effect

STEP = 2.0**-15


@pytest.mark.parametrize(
    ("tensor", "output"),
    [(T(), T()), (i8(), i8(scale=1 / 256, zero_point=-128)), (i16(), i16(scale=STEP)), (i16(), i16(scale=1 / 32767))],
    ids=["float32", "int8", "int16", "int16 of 1/32767"],
)
def test_these_are_fine(tensor: T, output: T) -> None:
    assert told("LOGISTIC", [tensor], [output]) == ()


def test_another_int8_zero_point_is_refused_and_another_scale_goes_wrong() -> None:
    (verdict,) = told("LOGISTIC", [i8()], [i8(scale=1 / 256, zero_point=-127)])
    assert verdict.message == "output->params.zero_point != std::numeric_limits<int8_t>::min() (-127 != -128)"
    assert [v.effect for v in told("LOGISTIC", [i8()], [i8(scale=1 / 255, zero_point=-128)])] == [Effect.WRONG]


def test_an_int16_output_counts_in_steps_of_2_to_the_minus_15() -> None:
    assert told("LOGISTIC", [i16()], [i16(scale=STEP * 1.0005)]) == ()
    assert told("LOGISTIC", [i16()], [i16(scale=STEP * 1.001)])[0].effect is Effect.REFUSED


def test_other_types_load_and_fail_at_invoke() -> None:
    (verdict,) = told("LOGISTIC", [T(dtype="uint8")], [T(dtype="uint8")])
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, "Input UINT8, output UINT8 not supported.")


def test_its_parameters_are_kept() -> None:
    assert asked("LOGISTIC", [T()], [T()]) == ["P 16", "|", "in0", "out0"]
