import pytest
from one_op import T, asked, i8, i16, i32, told

from tflint.runtime.verdict import Cause, Effect

KEEP, DROP = {"keep_dims": True}, {"keep_dims": False}
BOOL = T(dtype="bool")


@pytest.mark.parametrize("op", ["MEAN", "SUM"])
@pytest.mark.parametrize(("tensor", "output"), [(T(), T((1,))), (i8(), i8(1, scale=0.1)), (i16(), i16(1))])
def test_mean_and_sum_rescale(op: str, tensor: T, output: T) -> None:
    assert told(op, [tensor, i32(1)], [output], DROP) == ()
    assert told(op, [tensor, i32(-1)], [output], DROP) == ()


@pytest.mark.parametrize("op", ["REDUCE_MAX", "REDUCE_MIN"])
def test_maximum_and_minimum_want_equal_scales_at_invoke(op: str) -> None:
    assert told(op, [i8(), i32(1)], [i8(1)], DROP) == ()
    (verdict,) = told(op, [i8(), i32(1)], [i8(1, scale=0.25)], DROP)
    assert (verdict.effect, verdict.cause) == (Effect.REFUSED, Cause.QUANTIZATION)
    assert told(op, [i16(), i32(1)], [i16(1)], DROP)[0].message == "Only float32 and int8 types are supported."


def test_all_takes_bool_only() -> None:
    assert told("REDUCE_ALL", [BOOL, i32(1)], [T((1,), "bool")], DROP) == ()
    assert told("REDUCE_ALL", [T(), i32(1)], [T((1,))], DROP)[0].message == "input->type != kTfLiteBool (FLOAT32 != BOOL)"


@pytest.mark.parametrize("op", ["MEAN", "SUM", "REDUCE_MAX", "REDUCE_MIN"])
def test_an_int64_axis_and_a_third_input_are_refused(op: str) -> None:
    axis = T((1,), "int64", values=[1])
    assert told(op, [T(), axis], [T((1,))], DROP)[0].message == "axis->type != kTfLiteInt32 (INT64 != INT32)"
    assert told(op, [T(), i32(1), i32(1)], [T((1,))], DROP)[0].message == "node->inputs->size != 2 (3 != 2)"


@pytest.mark.parametrize(("tensor", "effect"), [(T(), Effect.REFUSED), (i8(), Effect.WRONG)], ids=["float32", "int8"])
def test_an_axis_one_outside_is_refused_and_an_int8_mean_drops_that_status(tensor: T, effect: Effect) -> None:
    output = tensor._replace(shape=(1,))
    assert told("MEAN", [tensor, i32(-2)], [tensor._replace(shape=(4,))], DROP) == ()
    assert [v.effect for v in told("MEAN", [tensor, i32(2)], [output], DROP)] == [effect]


def test_a_mean_over_pixels_that_keeps_its_dims_aborts_on_other_dims() -> None:
    image, axes = T((1, 4, 4, 3)), i32(1, 2)
    assert told("MEAN", [image, axes], [T((1, 1, 1, 3))], KEEP) == ()
    assert [v.effect for v in told("MEAN", [image, axes], [T((1, 2, 1, 3))], KEEP)] == [Effect.ABORTS]


def test_a_mean_into_another_type_and_a_small_output_go_wrong() -> None:
    assert [v.effect for v in told("MEAN", [i8(), i32(1)], [T((1,))], DROP)] == [Effect.WRONG] * 2
    assert [v.effect for v in told("SUM", [T((2, 4)), i32(1)], [T((1,))], DROP)] == [Effect.WRONG]


def test_an_axis_that_is_left_out() -> None:
    assert told("MEAN", [T()], [T((1,))], DROP)[0].effect is Effect.UNDEFINED
    assert told("REDUCE_MAX", [T(), None], [T((1,))], DROP)[0].message == "axis != nullptr was not true."


def test_scratch_stands_before_or_behind_the_common_part() -> None:
    two = [T((2, 4)), i32(0, 1)], [T((1,))]
    assert asked("MEAN", *two, DROP) == ["P 44", "|", "in0", "out0", "in1", "S 8", "S 8", "in0", "in1"]
    assert asked("REDUCE_MAX", *two, DROP) == ["P 44", "|", "in0", "in1", "in0", "out0", "in1", "S 8", "S 8"]
    quantized = [i8(2, 4), i32(1)], [i8(2)]
    assert asked("SUM", *quantized, DROP) == ["P 44", "|", "in0", "out0", "in1", "S 8", "S 8", "S 4", "in0", "in1", "out0"]
    assert asked("REDUCE_ALL", [BOOL, i32(1)], [BOOL], DROP) == ["P 44", "|", "in0", "out0", "in1", "in0", "in1", "S 8", "S 4"]
