import pytest
from one_op import T, asked, i8, i16, told

from tflint.runtime.verdict import Cause, Effect

BOOL, OUT = T(dtype="bool"), T(dtype="bool")


@pytest.mark.parametrize("op", ["EQUAL", "NOT_EQUAL", "GREATER", "GREATER_EQUAL", "LESS", "LESS_EQUAL"])
@pytest.mark.parametrize("x", [T(), i8(), i8(scale=0.99999994), T(dtype="int32"), T(dtype="int64")])
def test_numbers_are_fine(op: str, x: T) -> None:
    assert told(op, [x, x], [OUT]) == ()


def test_bool_is_compared_for_equality_only() -> None:
    assert told("EQUAL", [BOOL, BOOL], [OUT]) == told("NOT_EQUAL", [BOOL, BOOL], [OUT]) == ()
    assert told("LESS", [BOOL, BOOL], [OUT])[0].message == "Type BOOL (6) not supported."


@pytest.mark.parametrize(
    ("a", "b", "cause"),
    [
        (i8(scale=1.0), i8(), Cause.CONSTRAINT),
        (i8(), i8(scale=2.0), Cause.CONSTRAINT),
        (i8(), T(dtype="int8"), Cause.QUANTIZATION),
    ],
)
def test_an_int8_scale_of_1_or_more_aborts(a: T, b: T, cause: Cause) -> None:
    assert [(v.effect, v.cause) for v in told("EQUAL", [a, b], [OUT])] == [(Effect.ABORTS, cause)]


def test_int16_is_taken_by_greater_alone_and_compared_wrongly() -> None:
    assert [v.effect for v in told("GREATER", [i16(), i16()], [OUT])] == [Effect.WRONG]
    assert [v.effect for v in told("LESS", [i16(), i16()], [OUT])] == [Effect.REFUSED]


def test_the_second_operand_and_the_output_are_taken_for_what_they_are_not() -> None:
    assert [v.effect for v in told("EQUAL", [T(), T(dtype="int32")], [T()])] == [Effect.WRONG, Effect.WRONG]


def test_the_output_is_no_temporary() -> None:
    assert asked("LESS", [T(), T()], [OUT]) == ["P 32", "|", "in0", "in1"]
