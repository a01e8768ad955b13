import pytest

from tflint.fit.copies import Copy, copies
from tflint.model.reader import read
from tflint.model.view import Model
from tflint.testing import ModelBuilder


def one(
    op: str, shape: tuple[int, ...], outputs: list[tuple[int, ...]], *more: list[int], dtype: str = "int8", **options: object
) -> Model:
    b = ModelBuilder()
    x = b.input("x", shape, dtype)
    constants = [b.constant(f"c{k}", values, (len(values),) if values else (), "int32") for k, values in enumerate(more)]
    made = [b.tensor(f"y{k}", it, dtype) for k, it in enumerate(outputs)]
    b.operator(op, [*constants, x] if op == "SPLIT" else [x, *constants], made, None if op == "RELU" else options)
    b.output(*made)
    return read(b.build())


def found(model: Model) -> list[tuple[int, int, int]]:
    return [(copy.start, copy.at, copy.size) for copy in copies(model, model.subgraphs[0].operators[0])]


@pytest.mark.parametrize(
    "model",
    [
        one("SLICE", (1, 4, 4, 2), [(1, 4, 2, 2)], [0, 0, 1, 0], [-1, 4, 2, 2]),
        one("SLICE", (2, 4, 2), [(2, 2, 2)], [0, 1, 0], [2, 2, 2]),
        one("SLICE", (1, 4, 2), [(1, 3, 2)], [0, 2, 0], [1, 3, 2]),
        one("STRIDED_SLICE", (8,), [(4,)], [0], [8], [2]),
        one("STRIDED_SLICE", (1, 4), [(4,)], [0, 0], [1, 4], [1, 1], shrink_axis_mask=1),
        one("CONCATENATION", (1, 4), [(1, 4)], axis=1, fused_activation_function=1),
        one("SPLIT", (2, 4), [(2, 2), (2, 2)], [1], num_splits=2),
        one("UNPACK", (2, 3), [(2,), (2,), (2,)], num=3, axis=1),
        one("RESHAPE", (2, 4), [(2, 3)], [2, 3]),
        one("RELU", (2, 4), [(2, 4)]),
    ],
    ids=[
        "columns of an image",
        "rows of every one of two images",
        "more rows than there are",
        "every second element",
        "an axis taken away",
        "an activation comes on top",
        "parts that are not contiguous",
        "the last axis unpacked",
        "another number of elements",
        "an operator that computes",
    ],
)
def test_no_copy_of_whole_pieces(model: Model) -> None:
    assert not found(model)


@pytest.mark.parametrize(
    ("model", "wanted"),
    [
        (one("SLICE", (1, 4, 3, 2), [(1, 2, 3, 2)], [0, 1, 0, 0], [-1, 2, -1, -1]), [(6, 0, 12)]),
        (one("SLICE", (6,), [(2,)], [3], [2], dtype="int16"), [(6, 0, 4)]),
        (one("SLICE", (2, 3), [(2, 3)], [0, 0], [-1, -1]), [(0, 0, 6)]),
        (one("STRIDED_SLICE", (8,), [(3,)], [-4], [-1], [1]), [(4, 0, 3)]),
        (one("STRIDED_SLICE", (8,), [(5,)], [2], [5], [1], begin_mask=1), [(0, 0, 5)]),
        (one("RESHAPE", (2, 4), [(8,)], [8]), [(0, 0, 8)]),
        (one("SPLIT", (1, 4, 2), [(1, 2, 2), (1, 2, 2)], [1], num_splits=2), [(0, 0, 4), (4, 0, 4)]),
        (one("UNPACK", (2, 3), [(3,), (3,)], num=2, axis=0), [(0, 0, 3), (3, 0, 3)]),
    ],
    ids=[
        "rows of an image",
        "elements of two bytes",
        "everything",
        "counted from the end",
        "a begin that is masked",
        "another shape",
        "two halves",
        "rows unpacked",
    ],
)
def test_pieces_that_are_copied_whole(model: Model, wanted: list[tuple[int, int, int]]) -> None:
    assert found(model) == wanted


def test_rows_that_are_joined_lie_one_after_another() -> None:
    b = ModelBuilder()
    x, y, z = b.input("x", (1, 2, 4), "int8"), b.input("y", (1, 3, 4), "int8"), b.tensor("z", (1, 5, 4), "int8")
    b.operator("CONCATENATION", [x, y], [z], {"axis": 1})
    b.output(z)
    model = read(b.build())
    assert copies(model, model.subgraphs[0].operators[0]) == (Copy(x, 0, z, 0, 8), Copy(y, 0, z, 8, 12))
