import pytest
from one_op import T, asked, i8, i16, i32, told

from tflint.runtime.verdict import Effect

OUT = T((1,), "int32")


@pytest.mark.parametrize("x", [T(), i8()])
@pytest.mark.parametrize("axis", [1, -1])
def test_float32_and_int8_along_an_int32_axis_are_fine(x: T, axis: int) -> None:
    assert told("ARG_MAX", [x, i32(axis)], [OUT], {"output_type": 2}) == ()


@pytest.mark.parametrize(
    ("x", "axis", "y", "message"),
    [
        (T(), T((1,), "int64", values=[1]), OUT, "Only int32_t are supported currently, got INT64."),
        (T(), i32(1), T((1,), "int64"), "Only int32_t are supported currently, got INT64."),
        (i16(), i32(1), OUT, "Only float32, uint8_t and int8_t are supported currently, got INT16."),
    ],
    ids=["axis", "output", "input"],
)
def test_other_types_fail_at_invoke(x: T, axis: T, y: T, message: str) -> None:
    verdict = told("ARG_MIN", [x, axis], [y], {"output_type": 2})[0]
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, message)


@pytest.mark.parametrize(
    ("axis", "y"), [(2, OUT), (1, T((4,), "int32"))], ids=["an axis out of range", "an output of other dims"]
)
def test_shapes_are_not_looked_at(axis: int, y: T) -> None:
    assert [v.effect for v in told("ARG_MAX", [T(), i32(axis)], [y], {"output_type": 2})] == [Effect.WRONG]


def test_a_missing_axis_crashes_since_there_is_no_prepare() -> None:
    assert told("ARG_MAX", [T()], [OUT], {"output_type": 2})[0].effect is Effect.UNDEFINED
    assert asked("ARG_MAX", [T(), i32(1)], [OUT], {}) == ["|"]


def test_an_input_without_an_element_has_no_address_unless_nothing_comes_out() -> None:
    assert told("ARG_MAX", [T((1, 0)), i32(1)], [OUT], {"output_type": 2})[0].effect is Effect.UNDEFINED
    assert [v.effect for v in told("ARG_MAX", [T((0, 4)), i32(1)], [OUT], {"output_type": 2})] == [Effect.WRONG]
