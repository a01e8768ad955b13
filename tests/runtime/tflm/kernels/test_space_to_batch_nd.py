import pytest
from one_op import T, asked, i8, i32, told

from tflint.runtime.verdict import Effect

IMAGE, BATCHES = (1, 4, 4, 2), (4, 2, 2, 2)
BLOCK, NO_PADS = i32(2, 2), i32(0, 0, 0, 0, shape=(2, 2))


@pytest.mark.parametrize("dtype", [T(), i8()], ids=["float32", "int8"])
def test_these_are_fine(dtype: T) -> None:
    assert told("SPACE_TO_BATCH_ND", [dtype._replace(shape=IMAGE), BLOCK, NO_PADS], [dtype._replace(shape=BATCHES)]) == ()


@pytest.mark.parametrize("rank", [2, 5])
def test_only_ranks_3_and_4_are_taken(rank: int) -> None:
    (verdict,) = told("SPACE_TO_BATCH_ND", [T((1,) * rank), BLOCK, NO_PADS], [T((1,) * rank)])
    assert verdict.effect is Effect.REFUSED


def test_other_types_load_and_fail_at_invoke() -> None:
    (verdict,) = told("SPACE_TO_BATCH_ND", [T(IMAGE, "int16"), BLOCK, NO_PADS], [T(BATCHES, "int16")])
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, "Type INT16 (7) not supported.")


@pytest.mark.parametrize("block", [i32(2, 0), T((2,), "int64", values=[2, 2])], ids=["zero", "int64"])
def test_a_block_that_reads_as_zero_divides_by_it(block: T) -> None:
    assert told("SPACE_TO_BATCH_ND", [T(IMAGE), block, NO_PADS], [T(BATCHES)])[0].effect is Effect.UNDEFINED


def test_int8_is_padded_with_0_whatever_the_zero_point() -> None:
    pads = i32(2, 2, 2, 2, shape=(2, 2))
    operands = [i8(1, 4, 4, 2, zero_point=-128), BLOCK, pads], [i8(4, 4, 4, 2, zero_point=-128)]
    assert [v.effect for v in told("SPACE_TO_BATCH_ND", *operands)] == [Effect.WRONG]


def test_its_parameters_are_kept() -> None:
    assert asked("SPACE_TO_BATCH_ND", [T(IMAGE), BLOCK, NO_PADS], [T(BATCHES)]) == ["P 4", "|", "in0", "out0"]
