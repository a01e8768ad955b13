import pytest
from one_op import T, asked, i8, told

from tflint.runtime.verdict import Effect


@pytest.mark.parametrize("ratio", [0.01, 1, 127.9])
def test_int8_scales_within_a_factor_of_128_are_fine(ratio: float) -> None:
    assert told("HARD_SWISH", [i8(scale=0.5)], [i8(scale=0.5 / ratio)]) == ()


@pytest.mark.parametrize("ratio", [128, 129, 1e6])
def test_an_input_scale_128_times_the_output_scale_is_refused(ratio: float) -> None:
    (verdict,) = told("HARD_SWISH", [i8(scale=0.5)], [i8(scale=0.5 / ratio)])
    assert (verdict.effect, verdict.message) == (
        Effect.REFUSED,
        "params->output_multiplier_exponent <= 0 was not true.",
    )


def test_int32_is_refused_at_invoke_and_another_output_type_is_not() -> None:
    assert told("HARD_SWISH", [T(dtype="int32")], [T(dtype="int32")])[0].effect is Effect.REFUSED
    assert [v.effect for v in told("HARD_SWISH", [T()], [i8()])] == [Effect.WRONG]


def test_it_keeps_its_params() -> None:
    assert asked("HARD_SWISH", [T()], [T()]) == ["P 20", "|", "in0", "out0"]
