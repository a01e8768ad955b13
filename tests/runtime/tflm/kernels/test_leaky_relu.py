import pytest
from one_op import T, asked, i8, i16, told

from tflint.runtime.verdict import Effect


@pytest.mark.parametrize("tensor", [T(), i8(), i16(zero_point=3)])
def test_float32_int8_and_int16_are_fine(tensor: T) -> None:
    assert told("LEAKY_RELU", [tensor], [tensor], {"alpha": 0.1}) == ()


def test_int32_is_refused_at_invoke() -> None:
    (verdict,) = told("LEAKY_RELU", [T(dtype="int32")], [T(dtype="int32")], {"alpha": 0.1})
    assert (verdict.effect, verdict.message) == (
        Effect.REFUSED,
        "Only float32, int8 are supported by LEAKY_RELU, got INT32.",
    )


def test_it_keeps_its_op_data() -> None:
    assert asked("LEAKY_RELU", [i8()], [i8()]) == ["P 24", "|", "in0", "out0"]
