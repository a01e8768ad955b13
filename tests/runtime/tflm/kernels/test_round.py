import pytest
from one_op import T, asked, i8, told

from tflint.runtime.verdict import Effect


def test_float32_into_the_same_shape_is_fine() -> None:
    assert told("ROUND", [T((2, 3))], [T((2, 3))]) == ()


@pytest.mark.parametrize(
    ("inputs", "outputs", "message"),
    [
        ([T(), T()], [T()], "NumInputs(node) != 1 (2 != 1)"),
        ([i8()], [i8()], "input->type != kTfLiteFloat32 (INT8 != FLOAT32)"),
        ([T()], [i8()], "output->type != input->type (INT8 != FLOAT32)"),
        ([T((1, 4))], [T((1, 3))], "output->bytes != input->bytes (12 != 16)"),
        ([T((1, 4))], [T((4, 1))], "output->dims->data[i] != input->dims->data[i] (4 != 1)"),
    ],
    ids=["two inputs", "int8", "another output type", "another size", "another shape"],
)
def test_anything_else_is_refused(inputs: list[T], outputs: list[T], message: str) -> None:
    (verdict,) = told("ROUND", inputs, outputs)
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, message)


def test_input_and_output_are_borrowed() -> None:
    assert asked("ROUND", [T()], [T()]) == ["|", "in0", "out0"]
