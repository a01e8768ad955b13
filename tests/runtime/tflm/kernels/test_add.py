import pytest
from one_op import HOST, M4, M4_CMSIS, T, asked, i8, i16, told

from tflint.runtime.verdict import Cause, Effect

INT32 = T(dtype="int32")
NONE, RELU6 = {"fused_activation_function": 0}, {"fused_activation_function": 3}


@pytest.mark.parametrize("target", [HOST, M4, M4_CMSIS])
@pytest.mark.parametrize(
    ("a", "b", "y"),
    [
        (T(), T(), T()),
        (INT32, INT32, INT32),
        (i8(), i8(scale=0.25), i8()),
        (i16(), i16(), i16()),
        (T((2, 1, 4)), T((3, 1)), T((2, 3, 4))),
    ],
    ids=["float32", "int32", "int8", "int16", "broadcast"],
)
def test_one_type_is_fine(a: T, b: T, y: T, target: str) -> None:
    assert told("ADD", [a, b], [y], NONE, target) == ()


@pytest.mark.parametrize(("shift", "tensor"), [(20, i8), (15, i16)])
def test_an_output_scale_of_twice_the_inputs_over_2_to_the_shift_aborts(shift: int, tensor: type) -> None:
    edge = 2 * 0.5 / 2**shift
    assert told("ADD", [tensor(), tensor()], [tensor(scale=edge * 1.01)], NONE) == ()
    (verdict,) = told("ADD", [tensor(), tensor()], [tensor(scale=edge)], NONE)
    assert (verdict.effect, verdict.cause, verdict.tensor) == (Effect.ABORTS, Cause.CONSTRAINT, 2)


@pytest.mark.parametrize(("target", "effect"), [(HOST, Effect.REFUSED), (M4, Effect.ABORTS), (M4_CMSIS, Effect.ABORTS)])
def test_an_output_without_quantization_aborts_and_the_wheel_refuses_it(target: str, effect: Effect) -> None:
    (verdict,) = told("ADD", [i8(), i8()], [T(dtype="int8")], NONE, target)
    assert (verdict.effect, verdict.cause) == (effect, Cause.QUANTIZATION)


def test_an_input_without_quantization_aborts() -> None:
    assert told("ADD", [i8(), T(dtype="int8")], [i8()], NONE)[0].effect is Effect.ABORTS


def test_types_that_differ_are_taken_for_each_other_and_refused_by_cmsis_nn() -> None:
    assert [v.effect for v in told("ADD", [T(), i8()], [T()], NONE)] == [Effect.WRONG]
    (verdict,) = told("ADD", [T(), i8()], [T()], NONE, M4_CMSIS)
    assert (verdict.effect, verdict.cause) == (Effect.REFUSED, Cause.HYBRID)


def test_an_int16_zero_point_is_refused_by_cmsis_nn_only() -> None:
    inputs, output = [i16(zero_point=3), i16()], [i16()]
    assert told("ADD", inputs, output, NONE, M4) == ()
    assert told("ADD", inputs, output, NONE, M4_CMSIS)[0].message == "input1->params.zero_point != 0 (3 != 0)"


def test_other_types_load_and_fail_at_invoke() -> None:
    (verdict,) = told("ADD", [T(dtype="int64")] * 2, [T(dtype="int64")], NONE)
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, "Type INT64 (4) not supported.")


def test_equal_inputs_of_another_size_than_the_output_abort_and_a_bad_broadcast_is_only_wrong() -> None:
    assert told("ADD", [T(), T()], [T((1, 8))], NONE)[0].effect is Effect.ABORTS
    assert told("ADD", [T((3, 4)), T((2, 4))], [T((3, 4))], NONE)[0].effect is Effect.WRONG


def test_activation_bounds_that_leave_int32_are_refused() -> None:
    tiny = i8(scale=1e-9)
    assert told("ADD", [tiny, tiny], [tiny], NONE) == ()
    assert told("ADD", [tiny, tiny], [tiny], RELU6)[0].message == "no_integer_overflow_from_quantization was not true."


def test_ranks_beyond_runtime_shape() -> None:
    six, seven = T((1,) * 5 + (2,)), T((1,) * 6 + (2,))
    assert told("ADD", [six, six], [six], NONE, M4) == ()
    assert told("ADD", [seven, seven], [seven], NONE, M4)[0].effect is Effect.UNDEFINED


def test_it_keeps_the_op_data_of_its_library() -> None:
    assert asked("ADD", [T(), T()], [T()], NONE) == ["P 60", "|", "in0", "in1", "out0"]
    assert asked("ADD", [T(), T()], [T()], NONE, M4_CMSIS) == ["P 60", "|", "in0", "in1", "out0"]
