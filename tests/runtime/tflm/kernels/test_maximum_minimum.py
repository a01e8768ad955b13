import pytest
from one_op import HOST, M4, M4_CMSIS, T, asked, i8, told

from tflint.runtime.verdict import Cause, Effect


@pytest.mark.parametrize("op", ["MAXIMUM", "MINIMUM"])
@pytest.mark.parametrize("dtype", ["float32", "int8", "int16", "int32", "int64"])
def test_one_type_is_fine(op: str, dtype: str) -> None:
    assert told(op, [T(dtype=dtype)] * 2, [T(dtype=dtype)]) == ()


def test_operands_that_broadcast_are_fine() -> None:
    assert told("MAXIMUM", [T((2, 3, 4)), T((3, 1))], [T((2, 3, 4))]) == ()


def test_other_types_load_and_fail_at_invoke() -> None:
    (verdict,) = told("MAXIMUM", [T(dtype="bool")] * 2, [T(dtype="bool")])
    assert (verdict.effect, verdict.cause) == (Effect.REFUSED, Cause.TYPE)
    assert verdict.message == "Type BOOL (6) is not supported by Maximum/Minimum."


def test_five_dimensions_abort_with_cmsis_nn_only() -> None:
    five = [T((1, 1, 1, 1, 4))]
    assert told("MAXIMUM", five * 2, five, None, M4) == ()
    assert [v.effect for v in told("MAXIMUM", five * 2, five, None, M4_CMSIS)] == [Effect.ABORTS]


def test_one_element_too_few_aborts() -> None:
    assert [v.effect for v in told("MINIMUM", [T((1, 4))] * 2, [T((1, 3))])] == [Effect.ABORTS]


def test_scales_that_differ_and_types_that_are_mixed_go_wrong() -> None:
    assert [v.cause for v in told("MAXIMUM", [i8(), i8(scale=0.25)], [i8()])] == [Cause.QUANTIZATION]
    assert [v.effect for v in told("MAXIMUM", [i8(), T()], [i8()], None, HOST)] == [Effect.WRONG]


def test_an_operand_that_is_left_out_crashes() -> None:
    assert [v.effect for v in told("MAXIMUM", [T()], [T()])] == [Effect.UNDEFINED]


def test_nothing_is_asked_for() -> None:
    assert asked("MAXIMUM", [T()] * 2, [T()]) == ["|"]
