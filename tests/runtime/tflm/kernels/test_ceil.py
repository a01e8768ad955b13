import pytest
from one_op import T, asked, i8, told

from tflint.runtime.verdict import Effect


@pytest.mark.parametrize("op", ["CEIL", "EXP"])
def test_float32_of_one_shape_is_fine(op: str) -> None:
    assert told(op, [T((2, 3))], [T((2, 3))]) == ()


@pytest.mark.parametrize("op", ["CEIL", "EXP"])
@pytest.mark.parametrize(
    ("inputs", "output"),
    [([i8()], i8()), ([T()], i8()), ([T((1, 4))], T((1, 3))), ([T((1, 4))], T((4,))), ([T(), T()], T())],
    ids=["int8", "another output type", "another size", "another rank", "two inputs"],
)
def test_all_else_is_refused_at_allocate(op: str, inputs: list[T], output: T) -> None:
    assert told(op, inputs, [output])[0].effect is Effect.REFUSED_AT_ALLOCATE


def test_it_keeps_nothing() -> None:
    assert asked("CEIL", [T()], [T()]) == asked("EXP", [T()], [T()]) == ["|", "in0", "out0"]
