import pytest
from one_op import T, asked, i8, told

from tflint.runtime.verdict import Effect

OUT = i8(scale=1 / 128)
NONE, RELU = {"fused_activation_function": 0}, {"fused_activation_function": 1}


def test_float32_and_int8_are_fine() -> None:
    assert told("L2_NORMALIZATION", [T()], [T()], NONE) == told("L2_NORMALIZATION", [i8()], [OUT], NONE) == ()
    assert told("L2_NORMALIZATION", [T((1, 1, 1, 4))], [T((1, 1, 1, 4))], NONE) == ()


@pytest.mark.parametrize(
    ("x", "y", "options"),
    [
        (T((1, 1, 1, 1, 4)), T((1, 1, 1, 1, 4)), NONE),
        (T(), T(), RELU),
        (T(), i8(), NONE),
        (T(dtype="int32"), T(dtype="int32"), NONE),
    ],
    ids=["rank 5", "an activation", "two types", "int32"],
)
def test_it_refuses(x: T, y: T, options: dict[str, object]) -> None:
    assert told("L2_NORMALIZATION", [x], [y], options)[0].effect is Effect.REFUSED


def test_another_int8_output_scale_is_not_looked_at() -> None:
    assert [v.effect for v in told("L2_NORMALIZATION", [i8()], [i8(scale=0.5)], NONE)] == [Effect.WRONG]


def test_it_keeps_its_params() -> None:
    assert asked("L2_NORMALIZATION", [T()], [T()], NONE) == ["P 4", "|", "in0", "out0"]
