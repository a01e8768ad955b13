import pytest
from one_op import T, asked, i8, i16, told

from tflint.runtime.verdict import Cause, Effect

A, B, Y = (1, 2), (1, 3), (1, 5)
LAST = {"axis": -1, "fused_activation_function": 0}


@pytest.mark.parametrize("dtype", ["float32", "int16", "int32", "int64", "bool"])
def test_one_type_is_fine(dtype: str) -> None:
    assert told("CONCATENATION", [T(A, dtype), T(B, dtype)], [T(Y, dtype)], LAST) == ()


def test_ten_inputs_of_one_quantization_are_fine() -> None:
    assert told("CONCATENATION", [i8(1, 2)] * 10, [i8(1, 20)], {"axis": 1}) == ()


@pytest.mark.parametrize(
    ("inputs", "output", "options", "message"),
    [
        ([T(A), T(B)], T(Y), {"axis": 1, "fused_activation_function": 1}, "params->activation != kTfLiteActNone (1 != 0)"),
        ([T(A)] * 11, T((1, 22)), LAST, "num_inputs <= kMaxInputNum was not true."),
        ([T(A), T(B, "int32")], T(Y), LAST, "input->type != input_type (INT32 != FLOAT32)"),
        ([T(A), None], T(A), LAST, "input != nullptr was not true."),
        ([i8(*A), i8(*B, zero_point=1)], i8(*Y), LAST, "input->params.zero_point != output_tensor->params.zero_point (1 != 0)"),
        ([i16(*A), i16(*B, zero_point=1)], i16(*Y), LAST, "input->params.zero_point != 0 (1 != 0)"),
        (
            [T((1,) * 7), T((1,) * 7)],
            T((1,) * 6 + (2,)),
            LAST,
            "Op Concatenation does not currently support num dimensions > 6 Tensor has 7 dimensions.",
        ),
    ],
)
def test_it_refuses(inputs: list[T | None], output: T, options: dict[str, object], message: str) -> None:
    verdict = told("CONCATENATION", inputs, [output], options)[0]
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, message)


def test_an_int8_scale_must_be_the_output_s_to_the_last_bit() -> None:
    (verdict,) = told("CONCATENATION", [i8(*A), i8(*B, scale=0.50000006)], [i8(*Y)], LAST)
    assert (verdict.effect, verdict.tensor) == (Effect.REFUSED, 1)
    assert "0.50000006" in verdict.why


def test_an_int16_scale_is_not_looked_at() -> None:
    (verdict,) = told("CONCATENATION", [i16(*A), i16(*B, scale=0.25)], [i16(*Y)], LAST)
    assert (verdict.effect, verdict.cause) == (Effect.WRONG, Cause.COPY)


@pytest.mark.parametrize(
    ("inputs", "output", "options", "effect"),
    [
        ([T(A), T(B)], T((1, 6)), LAST, Effect.WRONG),
        ([T(A), T((2, 3))], T(Y), LAST, Effect.WRONG),
        ([T(()), T(())], T((2,)), {"axis": 0}, Effect.UNDEFINED),
        ([T(A), T(B)], T(Y), {"axis": 3}, Effect.UNDEFINED),
    ],
    ids=["a sum that differs", "other dims that differ", "scalars", "an axis out of range"],
)
def test_shapes_are_looked_at_by_debug_builds_only(
    inputs: list[T], output: T, options: dict[str, object], effect: Effect
) -> None:
    assert [v.effect for v in told("CONCATENATION", inputs, [output], options)] == [effect]


def test_the_first_input_is_asked_for_twice() -> None:
    assert asked("CONCATENATION", [T(A), T(B)], [T(Y)], LAST) == ["P 24", "|", "in0", "out0", "in0", "in1"]
