import pytest
from one_op import HOST, M4, T, asked, i8, i16, i32, told

from tflint.runtime.verdict import Effect

NONE = {"fused_activation_function": 0}
INT32 = T(dtype="int32")


@pytest.mark.parametrize("tensor", [T(), i8(), INT32])
def test_one_type_is_fine(tensor: T) -> None:
    assert told("DIV", [tensor, tensor], [tensor], NONE) == ()


def test_two_types_are_refused() -> None:
    assert told("DIV", [T(), INT32], [T()], NONE)[0].message == "input1->type != input2->type (FLOAT32 != INT32)"


def test_int16_loads_and_fails_at_invoke() -> None:
    (verdict,) = told("DIV", [i16(), i16()], [i16()], NONE)
    assert verdict.effect is Effect.REFUSED
    assert verdict.message == "DIV only supports FLOAT32, INT32, quantized INT8 now, got type INT16 (7)."


@pytest.mark.parametrize(("target", "effect"), [(HOST, Effect.REFUSED), (M4, Effect.WRONG)])
def test_a_constant_zero_is_refused_by_the_wheel_and_gives_0_on_arm(target: str, effect: Effect) -> None:
    divisor = i32(1, 2, 0, 4, shape=(1, 4))
    assert [v.effect for v in told("DIV", [INT32, divisor], [INT32], NONE, target)] == [effect]


def test_equal_operands_of_another_size_than_the_output_abort() -> None:
    assert told("DIV", [T(), T()], [T((1, 3))], NONE)[0].effect is Effect.ABORTS


def test_it_keeps_its_op_data() -> None:
    assert asked("DIV", [T(), T()], [T()], NONE) == ["P 28", "|", "in0", "in1", "out0"]
