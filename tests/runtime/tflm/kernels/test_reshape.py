import pytest
from one_op import HOST, M4, T, asked, i32, told

from tflint.runtime.verdict import Effect


@pytest.mark.parametrize("dtype", ["float32", "int8", "bool", "int64", "float16", "float64", "int4"])
def test_every_type_with_a_size_is_fine(dtype: str) -> None:
    assert told("RESHAPE", [T((2, 6), dtype)], [T((3, 4), dtype)]) == ()


def test_the_shape_operand_is_never_read() -> None:
    assert told("RESHAPE", [T((2, 6)), i32(7, 7, 7)], [T((3, 4))]) == ()
    assert told("RESHAPE", [T((2, 6)), T((2,), "int64")], [T((3, 4))]) == ()


@pytest.mark.parametrize(
    ("inputs", "output", "message"),
    [
        ([T((2, 6))], T((3, 5)), "num_input_elements != num_output_elements (12 != 15)"),
        ([T((2, 6))], T((12,), "int32"), "input->type != output->type (FLOAT32 != INT32)"),
        ([T((2, 6)), i32(1), i32(1)], T((12,)), "NumInputs(node) == 1 || NumInputs(node) == 2 was not true."),
        ([T((2, 6))], T((-1, -1)), "stretch_dim != -1 (0 != -1)"),
        ([T((2, 6))], T((-1, 5)), "num_input_elements != num_output_elements (12 != 10)"),
    ],
    ids=["three too many", "another type", "three inputs", "two -1", "-1 that does not divide"],
)
def test_these_are_refused(inputs: list[T], output: T, message: str) -> None:
    assert told("RESHAPE", inputs, [output])[0].message == message


def test_nine_entries_of_new_shape_are_refused_by_the_parser() -> None:
    assert told("RESHAPE", [T((2, 6))], [T((12,))], {"new_shape": [1] * 8}) == ()
    (verdict,) = told("RESHAPE", [T((2, 6))], [T((12,))], {"new_shape": [1] * 9})
    assert verdict.message == "Found too many dimensions in the input array of operation 'reshape'."


@pytest.mark.parametrize(("target", "effect"), [(HOST, Effect.REFUSED), (M4, Effect.UNDEFINED)])
def test_minus_one_beside_zero(target: str, effect: Effect) -> None:
    assert told("RESHAPE", [T((2, 6))], [T((-1, 0))], None, target)[0].effect is effect


def test_dims_are_copied_only_to_fill_in_a_minus_one() -> None:
    assert asked("RESHAPE", [T((2, 6))], [T((3, 4))]) == ["|", "in0", "out0"]
    assert asked("RESHAPE", [T((2, 6))], [T((3, -1))]) == ["|", "in0", "out0", "dims 3x4"]
