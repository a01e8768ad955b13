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
    assert told(op, inputs, [output])[0].effect is Effect.REFUSED


def test_it_keeps_nothing() -> None:
    assert asked("CEIL", [T()], [T()]) == asked("EXP", [T()], [T()]) == ["|", "in0", "out0"]


@pytest.mark.parametrize(
    ("y", "message"),
    [
        (T((1, 3)), "output->bytes != input->bytes (12 != 16)"),
        (T((4,)), "output->dims->size != input->dims->size (1 != 2)"),
        (T((4, 1)), "output->dims->data[i] != input->dims->data[i] (4 != 1)"),
    ],
)
def test_another_shape_is_reported_as_the_kernel_finds_it(y: T, message: str) -> None:
    assert told("CEIL", [T()], [y])[0].message == message
