import pytest
from one_op import T, asked, i8, i32, told

from tflint.runtime.verdict import Effect

ROWS, TABLE, Y = i32(0, 2), T((3, 4)), T((2, 4))


@pytest.mark.parametrize(("table", "y"), [(TABLE, Y), (i8(3, 4), i8(2, 4)), (i8(3, 4), Y), (TABLE, T((3, 4)))])
def test_rows_of_a_table_are_fine(table: T, y: T) -> None:
    assert told("EMBEDDING_LOOKUP", [ROWS, table], [y]) == ()


@pytest.mark.parametrize(
    ("rows", "table", "y", "message"),
    [
        (i32(0, 2, shape=(1, 2)), TABLE, Y, "NumDimensions(lookup) != 1 (2 != 1)"),
        (T((2,), "int64"), TABLE, Y, "lookup->type != kTfLiteInt32 (4 != 2)"),
        (ROWS, T((3,)), Y, "NumDimensions(value) >= 2 was not true."),
        (ROWS, T((3, 4), "int32"), Y, "value->type == kTfLiteFloat32 || value->type == kTfLiteInt8 was not true."),
        (ROWS, TABLE, i8(2, 4), "output->type == kTfLiteFloat32 was not true."),
        (ROWS, TABLE, T((8,)), "output->dims->size >= NumDimensions(value) was not true."),
        (ROWS, TABLE, T((2, 3)), "new_dims_size <= output->bytes was not true."),
        (ROWS, i8(3, 4, zero_point=1), Y, "tensor_1->params.zero_point != 0 (1 != 0)"),
    ],
)
def test_it_refuses(rows: T, table: T, y: T, message: str) -> None:
    verdict = told("EMBEDDING_LOOKUP", [rows, table], [y])[0]
    assert (verdict.effect, verdict.message) == (Effect.REFUSED, message)


@pytest.mark.parametrize("row", [-1, 3])
def test_a_constant_row_outside_the_table_fails_at_invoke(row: int) -> None:
    (verdict,) = told("EMBEDDING_LOOKUP", [i32(0, row), TABLE], [Y])
    assert verdict.effect is Effect.REFUSED
    assert verdict.message == f"EMBEDDING_LOOKUP: index out of bounds. Got {row}, and bounds are [0, 2]"


def test_dims_come_before_the_struct() -> None:
    assert asked("EMBEDDING_LOOKUP", [ROWS, TABLE], [Y]) == ["|", "in0", "in1", "out0", "dims 2x4", "P 8"]
