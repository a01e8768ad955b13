import pytest
from one_op import HOST, M4, T, asked, i8, i16, i32, told

from tflint.runtime.verdict import Effect

X, PART = (4, 4), (2, 2)
START = i32(0, 1)


@pytest.mark.parametrize(("x", "part"), [(T(X), T(PART)), (i8(*X), i8(*PART)), (i16(*X), i16(*PART))])
@pytest.mark.parametrize("start", [START, T((2,), "int64")])
def test_a_part_that_fits_is_fine(x: T, part: T, start: T) -> None:
    assert told("DYNAMIC_UPDATE_SLICE", [x, part, start], [x]) == ()


@pytest.mark.parametrize(
    ("part", "start", "message"),
    [
        (i8(*PART), START, "operand->type != update->type (FLOAT32 != INT8)"),
        (T(PART), T((2,)), "start_indices->type == kTfLiteInt32 || start_indices->type == kTfLiteInt64 was not true."),
        (T(PART), i32(0, 1, shape=(1, 2)), "NumDimensions(start_indices) != 1 (2 != 1)"),
        (T(PART), i32(0), "SizeOfDimension(start_indices, 0) != NumDimensions(operand) (1 != 2)"),
        (T((2,)), START, "NumDimensions(update) != NumDimensions(operand) (1 != 2)"),
        (T((2, 5)), START, "SizeOfDimension(update, i) <= SizeOfDimension(operand, i) was not true."),
    ],
)
def test_it_refuses(part: T, start: T, message: str) -> None:
    verdict = told("DYNAMIC_UPDATE_SLICE", [T(X), part, start], [T(X)])[0]
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, message)


def test_int64_fails_at_invoke() -> None:
    (verdict,) = told("DYNAMIC_UPDATE_SLICE", [T(X, "int64"), T(PART, "int64"), START], [T(X, "int64")])
    assert (verdict.effect, verdict.message) == (
        Effect.REFUSED,
        "DYNAMIC_UPDATE_SLICE: Operand type INT64 not supported.",
    )


@pytest.mark.parametrize(("target", "effect"), [(HOST, Effect.REFUSED), (M4, Effect.UNDEFINED)])
def test_rank_7_is_refused_by_the_wheel_and_kills_the_tree(target: str, effect: Effect) -> None:
    x, start = T((1,) * 7), i32(*(0,) * 7)
    assert told("DYNAMIC_UPDATE_SLICE", [x, x, start], [x], None, target)[0].effect is effect


def test_it_keeps_nothing() -> None:
    assert asked("DYNAMIC_UPDATE_SLICE", [T(X), T(PART), START], [T(X)]) == ["|", "in0", "in1", "in2", "out0"]
