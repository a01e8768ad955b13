import pytest
from one_op import T, asked, i8, i16, i32, told

from tflint.runtime.verdict import Cause, Effect

BOOL = T(dtype="bool")


@pytest.mark.parametrize(
    ("op", "x", "y"),
    [
        ("ABS", T(), T()),
        ("ABS", i8(), i8(scale=0.25)),
        ("ABS", i16(), i16()),
        ("ABS", T(dtype="int16"), T(dtype="int16")),
        ("RSQRT", T(), T()),
        ("COS", T(), T()),
        ("LOG", T(), T()),
        ("SIN", T(), T()),
        ("SQRT", T(), T()),
        ("SQUARE", T(), T()),
        ("LOGICAL_NOT", BOOL, BOOL),
    ],
)
def test_what_eval_takes_is_fine(op: str, x: T, y: T) -> None:
    assert told(op, [x], [y]) == ()


@pytest.mark.parametrize(
    ("op", "x"),
    [("ABS", i32(shape=(1, 4))), ("COS", i8()), ("LOG", i16()), ("LOGICAL_NOT", T()), ("RSQRT", BOOL)],
)
def test_another_type_loads_and_fails_at_invoke(op: str, x: T) -> None:
    (verdict,) = told(op, [x._replace(values=None)], [x._replace(values=None)])
    assert (verdict.effect, verdict.cause) == (Effect.REFUSED, Cause.TYPE)


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        (T(dtype="int8"), i8(), "input->quantization.type != kTfLiteAffineQuantization (0 != 1)"),
        (i8(), T(dtype="int8"), "output->quantization.type != kTfLiteAffineQuantization (0 != 1)"),
        (i16(zero_point=1), i16(), "op_data->input_offset != 0 (1 != 0)"),
        (i16(), i16(zero_point=1), "op_data->output_offset != 0 (1 != 0)"),
        (T(), i8(), "input->type != output->type (FLOAT32 != INT8)"),
    ],
)
def test_abs_refuses_at_allocate(x: T, y: T, message: str) -> None:
    assert told("ABS", [x], [y])[0].message == message


def test_rsqrt_of_a_constant_below_its_zero_point_is_refused_at_invoke() -> None:
    assert told("RSQRT", [i8(1, 2, values=[5, 7], zero_point=5)], [i8(1, 2)]) == ()
    (verdict,) = told("RSQRT", [i8(1, 2, values=[5, 4], zero_point=5)], [i8(1, 2)])
    assert verdict.effect is Effect.REFUSED
    assert verdict.message == "Rsqrt is only defined for positive values"


def test_abs_keeps_its_op_data_and_cos_nothing() -> None:
    assert asked("ABS", [T()], [T()]) == ["P 28", "|", "in0", "out0"]
    assert asked("COS", [T()], [T()]) == ["|", "in0", "out0"]
