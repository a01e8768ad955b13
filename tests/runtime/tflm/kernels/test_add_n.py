import pytest
from one_op import HOST, T, asked, i8, told

from tflint.runtime.verdict import Effect


@pytest.mark.parametrize("tensor", [T(), i8()])
def test_inputs_of_one_kind_are_fine(tensor: T) -> None:
    assert told("ADD_N", [tensor] * 3, [tensor]) == ()


@pytest.mark.parametrize(
    ("inputs", "output", "message"),
    [
        ([T()], T(), "num_inputs >= 2 was not true."),
        ([T(), T((1, 5))], T(), "HaveSameShapes(input_tensor_first, input) was not true."),
        ([T(), i8()], T(), "input_tensor_first->type != input->type (FLOAT32 != INT8)"),
        ([i8(), i8(scale=0.25)], i8(), "input_tensor_first->params.scale == input->params.scale was not true."),
        ([i8(), i8(zero_point=1)], i8(), "input_tensor_first->params.zero_point == input->params.zero_point was not true."),
        ([T(dtype="int32")] * 2, T(dtype="int32"), "ADD_N only supports FLOAT32 and INT8, got INT32."),
    ],
)
def test_it_refuses(inputs: list[T], output: T, message: str) -> None:
    verdict = told("ADD_N", inputs, [output])[0]
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, message)


def test_an_output_scale_of_twice_the_input_over_2_to_the_20_aborts() -> None:
    assert told("ADD_N", [i8()] * 2, [i8(scale=1.01 / 2**20)]) == ()
    assert told("ADD_N", [i8()] * 2, [i8(scale=1 / 2**20)])[0].effect is Effect.ABORTS


def test_the_struct_comes_in_prepare_and_pointers_in_scratch() -> None:
    assert asked("ADD_N", [i8()] * 3, [i8()]) == ["|", "in0", "out0", "in1", "in2", "P 40", "S 12"]
    assert asked("ADD_N", [T()] * 3, [T()], None, HOST) == ["|", "in0", "out0", "in1", "in2", "S 24"]


def test_inputs_without_an_element_have_no_address() -> None:
    assert told("ADD_N", [T((0, 4))] * 2, [T((1, 4))])[0].effect is Effect.UNDEFINED
