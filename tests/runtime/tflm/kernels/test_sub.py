from collections.abc import Callable

import pytest
from one_op import T, asked, i8, i16, told

from tflint.runtime.verdict import Cause, Effect

NONE = {"fused_activation_function": 0}
INT32 = T(dtype="int32")


@pytest.mark.parametrize("tensor", [T(), INT32, i8(zero_point=3), i16()], ids=["float32", "int32", "int8", "int16"])
def test_one_type_is_fine(tensor: T) -> None:
    assert told("SUB", [tensor] * 2, [tensor], NONE) == ()


@pytest.mark.parametrize(("shift", "tensor"), [(20, i8), (15, i16)], ids=["int8", "int16"])
def test_an_output_scale_of_twice_the_inputs_over_2_to_the_shift_aborts(shift: int, tensor: Callable[..., T]) -> None:
    edge = 2 * 0.5 / 2**shift
    assert told("SUB", [tensor(), tensor()], [tensor(scale=edge * 1.01)], NONE) == ()
    (verdict,) = told("SUB", [tensor(), tensor()], [tensor(scale=edge)], NONE)
    assert (verdict.effect, verdict.cause, verdict.tensor) == (Effect.ABORTS, Cause.QUANTIZATION, 2)


def test_an_input_without_quantization_aborts() -> None:
    assert told("SUB", [i8(), T(dtype="int8")], [i8()], NONE)[0].effect is Effect.ABORTS


def test_quantized_int32_is_refused() -> None:
    (verdict,) = told("SUB", [INT32, T(dtype="int32", scale=0.5)], [INT32], NONE)
    assert (verdict.cause, verdict.message) == (Cause.QUANTIZATION, "input2->quantization.type != kTfLiteNoQuantization (1 != 0)")


def test_other_output_types_load_and_fail_at_invoke() -> None:
    (verdict,) = told("SUB", [T(dtype="int64")] * 2, [T(dtype="int64")], NONE)
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, "Type INT64 (4) not supported.")


def test_an_output_of_another_size_aborts_unless_it_broadcasts() -> None:
    assert [v.effect for v in told("SUB", [T((1, 4))] * 2, [T((1, 3))], NONE)] == [Effect.ABORTS]
    assert [v.effect for v in told("SUB", [T((1, 4)), T((1,))], [T((1, 3))], NONE)] == [Effect.WRONG]


def test_int16_zero_points_stop_debug_builds_only() -> None:
    assert [v.effect for v in told("SUB", [i16(zero_point=1), i16()], [i16()], NONE)] == [Effect.DEBUG_ONLY]


def test_its_parameters_are_kept() -> None:
    assert asked("SUB", [T()] * 2, [T()], NONE) == ["P 52", "|", "in0", "in1", "out0"]
