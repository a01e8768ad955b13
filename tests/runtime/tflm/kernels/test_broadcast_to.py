import pytest
from one_op import T, asked, i32, told

from tflint.runtime.verdict import Effect

FIVE = (1, 1, 1, 3, 4)


@pytest.mark.parametrize(
    ("x", "shape", "y"), [(T((1, 4)), i32(3, 4), T((3, 4))), (T((4,)), i32(*FIVE), T(FIVE)), (T(()), i32(2), T((2,)))]
)
def test_a_constant_shape_that_is_the_output_s_is_fine(x: T, shape: T, y: T) -> None:
    assert told("BROADCAST_TO", [x, shape], [y]) == ()


@pytest.mark.parametrize(
    ("x", "shape", "y", "message"),
    [
        (T((1, 4)), T((2,), "int32"), T((3, 4)), "Non-constant >shape< tensor is not supported"),
        (
            T((1, 4)),
            T((2,), values=[3.0, 4.0]),
            T((3, 4)),
            "shape->type == kTfLiteInt32 || shape->type == kTfLiteInt64 was not true.",
        ),
        (T((2, 4)), i32(3, 4), T((3, 4)), "Output shape must be broadcastable from input shape."),
        (T((1, 4)), i32(3, 4), T((3, 5)), "output_shape.Dims(idx) == get_shape_data(idx) was not true."),
        (T((1, 4)), i32(1, 3, 4), T((3, 4)), "Output must match with the expected shape dimension."),
        (T((1, 4)), i32(1, *FIVE), T((1, *FIVE)), "BroadcastTo only supports 1-5D tensor."),
        (T((1, *FIVE)), i32(1, *FIVE), T((1, *FIVE)), "BroadcastTo only supports 1-5D tensor."),
        (T((1, 4)), i32(3, 4, shape=(1, 2)), T((3, 4)), "NumDimensions(shape) != 1 (2 != 1)"),
    ],
)
def test_it_refuses(x: T, shape: T, y: T, message: str) -> None:
    verdict = told("BROADCAST_TO", [x, shape], [y])[0]
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, message)


def test_int4_elements_have_no_bytes_to_copy() -> None:
    assert [v.effect for v in told("BROADCAST_TO", [T((1, 4), "int4"), i32(3, 4)], [T((3, 4), "int4")])] == [Effect.WRONG]


def test_it_keeps_nothing() -> None:
    assert asked("BROADCAST_TO", [T((1, 4)), i32(3, 4)], [T((3, 4))]) == ["|", "in0", "in1", "out0"]


def test_a_shape_that_says_more_entries_than_it_has_is_reported_by_its_own_shape() -> None:
    verdict = told("BROADCAST_TO", [T((1, 4)), i32(3, 4, shape=(3,))], [T((3, 4))])[0]
    assert verdict.message == "Output must match with the expected shape dimension."


def test_an_int64_shape_is_read_in_whole_entries() -> None:
    assert told("BROADCAST_TO", [T((1, 4)), T((2,), "int64", values=[3, 4])], [T((3, 4))]) == ()
