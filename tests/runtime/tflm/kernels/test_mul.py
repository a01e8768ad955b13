import pytest
from one_op import T, asked, i8, i16, told

from tflint.runtime.verdict import Cause, Effect

NONE, RELU6, TANH = ({"fused_activation_function": number} for number in (0, 3, 4))
INT32 = T(dtype="int32")


@pytest.mark.parametrize("tensor", [T(), INT32, i8(), i16()], ids=["float32", "int32", "int8", "int16"])
def test_one_type_is_fine(tensor: T) -> None:
    assert told("MUL", [tensor] * 2, [tensor], NONE) == ()


def test_int8_zero_points_and_scales_are_free() -> None:
    assert told("MUL", [i8(zero_point=3), i8(scale=0.1)], [i8(scale=2.0, zero_point=-5)], RELU6) == ()


@pytest.mark.parametrize(("place", "name"), [(0, "input1"), (1, "input2"), (2, "output")])
def test_an_int16_zero_point_is_refused(place: int, name: str) -> None:
    tensors = [i16(zero_point=2 if place == number else 0) for number in range(3)]
    (verdict,) = told("MUL", tensors[:2], tensors[2:], NONE)
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, f"data->{name}_zero_point != 0 (2 != 0)")


def test_inputs_of_two_types_are_refused() -> None:
    assert told("MUL", [T(), INT32], [T()], NONE)[0].message == "input1->type != input2->type (FLOAT32 != INT32)"
    assert told("MUL", [T(), i8()], [T()], NONE)[0].cause is Cause.HYBRID


def test_other_types_load_and_fail_at_invoke() -> None:
    (verdict,) = told("MUL", [T(dtype="int64")] * 2, [T(dtype="int64")], NONE)
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, "Type INT64 (4) not supported.")


def test_an_int8_output_of_another_size_aborts_and_a_float32_one_is_overrun() -> None:
    assert [v.effect for v in told("MUL", [i8(1, 4)] * 2, [i8(1, 3)], NONE)] == [Effect.ABORTS]
    assert [v.effect for v in told("MUL", [T((1, 4))] * 2, [T((1, 3))], NONE)] == [Effect.WRONG]


def test_an_activation_that_leaves_int32_is_refused() -> None:
    assert told("MUL", [i8()] * 2, [i8(scale=1e-8)], RELU6) == ()
    (verdict,) = told("MUL", [i8()] * 2, [i8(scale=1e-9)], RELU6)
    assert verdict.message == "no_integer_overflow_from_quantization was not true."


def test_what_is_silently_ignored_goes_wrong() -> None:
    assert [v.effect for v in told("MUL", [T()] * 2, [T()], TANH)] == [Effect.WRONG]
    assert [v.cause for v in told("MUL", [T(dtype="int32", scale=0.5)] * 2, [INT32], NONE)] == [Cause.QUANTIZATION]
    assert [v.effect for v in told("MUL", [T()] * 2, [i8()], NONE)] == [Effect.WRONG]


def test_its_parameters_are_kept() -> None:
    assert asked("MUL", [T()] * 2, [T()], NONE) == ["P 36", "|", "in0", "in1", "out0"]
