import pytest
from one_op import T, asked, i8, i16, told

from tflint.runtime.verdict import Cause, Effect


@pytest.mark.parametrize("x", [i8(), i16(), T(dtype="uint8", scale=0.5, zero_point=128)])
def test_int8_int16_and_uint8_are_fine(x: T) -> None:
    assert told("DEQUANTIZE", [x], [T()]) == ()


@pytest.mark.parametrize(("dtype", "cause"), [("float16", Cause.FLOAT16), ("int32", Cause.TYPE), ("float32", Cause.TYPE)])
def test_other_types_are_refused(dtype: str, cause: Cause) -> None:
    (verdict,) = told("DEQUANTIZE", [T(dtype=dtype)], [T()])
    assert (verdict.effect, verdict.cause, verdict.tensor) == (Effect.REFUSED, cause, 0)


def test_an_output_that_is_not_float32_is_refused() -> None:
    assert told("DEQUANTIZE", [i8()], [i16()])[0].message == "output->type == kTfLiteFloat32 was not true."


def test_one_scale_is_applied_to_all() -> None:
    (verdict,) = told("DEQUANTIZE", [i8(2, 2, scale=(0.5, 0.25))], [T((2, 2))])
    assert (verdict.effect, verdict.cause) == (Effect.WRONG, Cause.QUANTIZATION)


def test_it_keeps_its_op_data() -> None:
    assert asked("DEQUANTIZE", [i8()], [T()]) == ["P 32", "|", "in0", "out0"]
