import pytest
from one_op import T, asked, i8, i16, told

from tflint.runtime.verdict import Cause, Effect

BOOL = T(dtype="bool")


@pytest.mark.parametrize("tensor", [T(), i8(), i16()], ids=["float32", "int8", "int16"])
def test_equal_operands_are_fine(tensor: T) -> None:
    assert told("SELECT_V2", [BOOL, tensor, tensor], [tensor]) == ()


def test_operands_that_broadcast_to_the_output_are_fine() -> None:
    assert told("SELECT_V2", [T((4,), "bool"), T((3, 1)), T(())], [T((3, 4))]) == ()


@pytest.mark.parametrize(
    ("condition", "output", "message"),
    [
        (T((3,), "bool"), T((1, 4)), "Given shapes are not broadcastable."),
        (T((1,), "bool"), T((4,)), "out_dims != output_shape->size (2 != 1)"),
        (T((1,), "bool"), T((1, 3)), "output_shape->data[out_dims - i - 1] != max_value (3 != 4)"),
        (T(dtype="int8"), T(), "input_condition->type != kTfLiteBool (INT8 != BOOL)"),
    ],
    ids=["do not broadcast", "a rank too low", "one too few", "condition is int8"],
)
def test_these_are_refused(condition: T, output: T, message: str) -> None:
    (verdict,) = told("SELECT_V2", [condition, T(), T()], [output])
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, message)


def test_other_types_load_and_fail_at_invoke() -> None:
    (verdict,) = told("SELECT_V2", [BOOL, T(dtype="int32"), T(dtype="int32")], [T(dtype="int32")])
    assert verdict.effect is Effect.REFUSED
    assert verdict.message == "Does not support type other than int8|int16|float32, but got INT32"


def test_scales_that_differ_go_wrong() -> None:
    assert [v.cause for v in told("SELECT_V2", [BOOL, i8(scale=0.25), i8()], [i8()])] == [Cause.QUANTIZATION]


def test_one_byte_is_kept() -> None:
    assert asked("SELECT_V2", [BOOL, T(), T()], [T()]) == ["P 1", "|", "in0", "in1", "in2", "out0"]
