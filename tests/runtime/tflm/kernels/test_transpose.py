import pytest
from one_op import HOST, M4_CMSIS, T, asked, i8, i16, i32, told

from tflint.runtime.verdict import Effect


@pytest.mark.parametrize("tensor", [T(), i8(), i16()], ids=["float32", "int8", "int16"])
@pytest.mark.parametrize("target", [HOST, M4_CMSIS])
def test_a_permutation_is_fine(tensor: T, target: str) -> None:
    operands = [tensor._replace(shape=(2, 3, 4)), i32(2, 0, 1)], [tensor._replace(shape=(4, 2, 3))]
    assert told("TRANSPOSE", *operands, None, target) == ()


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ([T((2, 3)), T((2,), "int32")], "Non-constant >perm< tensor is not supported"),
        ([T((2, 3)), i32(1, 0, shape=(1, 2))], "NumDimensions(op_context.perm) != 1 (2 != 1)"),
        ([T((2, 3)), i32(0, 1, 2)], "op_context.perm->dims->data[0] != dims (3 != 2)"),
        ([T((2, 3)), i32(2, 0)], "Transpose op permutations array is out of bounds."),
        ([T((2, 3)), i32(-1, 0)], "Transpose op permutations array is out of bounds."),
        ([T((1,) * 6), i32(0, 1, 2, 3, 4, 5)], "Transpose op only supports 1D-5D input arrays."),
    ],
    ids=["computed", "a matrix", "too long", "one above", "negative", "six dimensions"],
)
def test_these_are_refused(inputs: list[T], message: str) -> None:
    assert told("TRANSPOSE", inputs, [T((3, 2))])[0].message == message


@pytest.mark.parametrize(("target", "verb"), [(HOST, "are"), (M4_CMSIS, "is")])
def test_other_types_load_and_fail_at_invoke(target: str, verb: str) -> None:
    (verdict,) = told("TRANSPOSE", [T((2, 3), "int32"), i32(1, 0)], [T((3, 2), "int32")], None, target)
    text = f"Type INT32 is currently not supported by Transpose. Only float32, int8 and int16 {verb} supported"
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, text)


def test_a_dimension_twice_and_another_output_go_wrong() -> None:
    assert [v.effect for v in told("TRANSPOSE", [T((2, 2)), i32(1, 1)], [T((2, 2))])] == [Effect.WRONG]
    assert [v.effect for v in told("TRANSPOSE", [T((2, 3)), i32(1, 0)], [T((2, 3))])] == [Effect.WRONG]


@pytest.mark.parametrize(
    ("shape", "order"), [((1, 1, 1, 1, 4), (0, 1, 2, 3, 4)), ((2, 2), (0, 1))], ids=["five dimensions", "a matrix left alone"]
)
def test_what_cmsis_nn_gets_wrong_in_int8(shape: tuple[int, ...], order: tuple[int, ...]) -> None:
    operands = [i8(*shape), i32(*order)], [i8(*shape)]
    assert told("TRANSPOSE", *operands, None, HOST) == ()
    assert [v.effect for v in told("TRANSPOSE", *operands, None, M4_CMSIS)] == [Effect.WRONG]


def test_all_operands_are_borrowed() -> None:
    assert asked("TRANSPOSE", [T((2, 3)), i32(1, 0)], [T((3, 2))]) == ["|", "in0", "in1", "out0"]
