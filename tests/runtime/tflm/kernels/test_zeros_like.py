import pytest
from one_op import T, asked, i8, told

from tflint.runtime.verdict import Effect


@pytest.mark.parametrize("dtype", ["float32", "int8", "int32", "int64"])
def test_these_types_are_fine(dtype: str) -> None:
    assert told("ZEROS_LIKE", [T(dtype=dtype)], [T(dtype=dtype)]) == ()


def test_int16_loads_and_fails_at_invoke() -> None:
    (verdict,) = told("ZEROS_LIKE", [T(dtype="int16")], [T(dtype="int16")])
    message = "ZerosLike only currently supports int64, int32, and float32, got 7."
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, message)


def test_a_zero_point_is_ignored() -> None:
    assert [v.effect for v in told("ZEROS_LIKE", [i8()], [i8(zero_point=1)])] == [Effect.WRONG]


def test_an_output_of_another_type_is_overrun() -> None:
    assert [v.effect for v in told("ZEROS_LIKE", [T(dtype="int64")], [T(dtype="int8")])] == [Effect.WRONG]


def test_input_and_output_are_borrowed() -> None:
    assert asked("ZEROS_LIKE", [T()], [T()]) == ["|", "in0", "out0"]
