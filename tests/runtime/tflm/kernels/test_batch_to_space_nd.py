import pytest
from one_op import T, asked, i8, i16, i32, told

from tflint.runtime.verdict import Effect

X, Y = (4, 1, 1, 2), (1, 2, 2, 2)
BLOCK, CROPS = i32(2, 2), i32(0, 0, 0, 0, shape=(2, 2))


@pytest.mark.parametrize("tensor", [T, i8])
def test_float32_and_int8_are_fine(tensor: type) -> None:
    x, y = (T(X), T(Y)) if tensor is T else (i8(*X), i8(*Y))
    assert told("BATCH_TO_SPACE_ND", [x, BLOCK, CROPS], [y]) == ()


@pytest.mark.parametrize("x", [T((4, 1)), T((4, 1, 1, 1, 2))], ids=["rank 2", "rank 5"])
def test_other_ranks_are_refused(x: T) -> None:
    assert told("BATCH_TO_SPACE_ND", [x, BLOCK, CROPS], [T(Y)])[0].effect is Effect.REFUSED


def test_int16_fails_at_invoke() -> None:
    (verdict,) = told("BATCH_TO_SPACE_ND", [i16(*X), BLOCK, CROPS], [i16(*Y)])
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, "Type INT16 (7) not supported.")


@pytest.mark.parametrize(
    "block",
    [i32(2, 0), T((2,), "int64", values=[2, 2])],
    ids=["a block of 0", "int64, whose upper half is 0"],
)
def test_a_block_that_divides_by_zero_crashes(block: T) -> None:
    assert told("BATCH_TO_SPACE_ND", [T(X), block, CROPS], [T(Y)])[0].effect is Effect.UNDEFINED


def test_block_and_crops_are_no_temporaries() -> None:
    assert asked("BATCH_TO_SPACE_ND", [T(X), BLOCK, CROPS], [T(Y)]) == ["|", "in0", "out0"]


def test_a_block_of_another_length_is_read_past_its_end() -> None:
    assert {v.effect for v in told("BATCH_TO_SPACE_ND", [T(X), i32(2, 2, 2), CROPS], [T(Y)])} == {Effect.WRONG}
