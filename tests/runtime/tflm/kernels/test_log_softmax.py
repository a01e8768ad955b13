import pytest
from one_op import T, asked, i8, told

from tflint.runtime.verdict import Cause, Effect

OUT = i8(scale=0.0625, zero_point=127)


@pytest.mark.parametrize(("x", "y"), [(T(), T()), (i8(), OUT), (i8(scale=1.5e-8), OUT)])
def test_what_the_kernel_takes_is_fine(x: T, y: T) -> None:
    assert told("LOG_SOFTMAX", [x], [y]) == ()


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        (i8(), i8(scale=0.0626, zero_point=127), "output->params.scale == kOutputScale was not true."),
        (i8(), i8(scale=0.0625, zero_point=126), "output->params.zero_point == kOutputZeroPoint was not true."),
        (T((1, 4)), T((4, 1)), "HaveSameShapes(input, output) was not true."),
    ],
)
def test_another_output_is_refused(x: T, y: T, message: str) -> None:
    verdict = told("LOG_SOFTMAX", [x], [y])[0]
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, message)


@pytest.mark.parametrize(("x", "cause"), [(i8(scale=1.4e-8), Cause.CONSTRAINT), (T(dtype="int8"), Cause.QUANTIZATION)])
def test_an_input_scale_of_2_to_the_minus_26_or_less_aborts(x: T, cause: Cause) -> None:
    assert [(v.effect, v.cause) for v in told("LOG_SOFTMAX", [x], [OUT])] == [(Effect.ABORTS, cause)]


def test_the_struct_comes_in_prepare_and_with_int8_only() -> None:
    assert asked("LOG_SOFTMAX", [i8()], [OUT]) == ["|", "in0", "out0", "P 28"]
    assert asked("LOG_SOFTMAX", [T()], [T()]) == ["|", "in0", "out0"]
