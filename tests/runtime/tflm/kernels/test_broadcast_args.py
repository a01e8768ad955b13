import pytest
from one_op import T, asked, i32, told

from tflint.runtime.verdict import Effect

OUT = T((2,), "int32")


def test_shapes_that_broadcast_are_fine() -> None:
    assert told("BROADCAST_ARGS", [i32(1, 4), i32(3, 1)], [OUT]) == ()
    assert told("BROADCAST_ARGS", [T((2,), "int64"), T((1,), "int64")], [T((2,), "int64")]) == ()


@pytest.mark.parametrize(
    ("a", "b", "message"),
    [
        (T((2,)), T((2,)), "shape1->type == kTfLiteInt32 || shape1->type == kTfLiteInt64 was not true."),
        (i32(1, 4), T((2,), "int64"), "shape1->type != shape2->type (2 != 4)"),
        (i32(1, shape=()), i32(1, 2), "NumDimensions(shape1) != 1 (0 != 1)"),
    ],
)
def test_it_refuses(a: T, b: T, message: str) -> None:
    verdict = told("BROADCAST_ARGS", [a, b], [OUT])[0]
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, message)


def test_shapes_that_do_not_broadcast_abort_at_invoke() -> None:
    (verdict,) = told("BROADCAST_ARGS", [i32(2, 4), i32(3, 4)], [OUT])
    assert verdict.effect is Effect.ABORTS
    assert asked("BROADCAST_ARGS", [i32(1, 4), i32(3, 1)], [OUT]) == ["|", "in0", "in1", "out0"]
