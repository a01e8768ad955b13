"""Float32 regions: what connects, where they lie, what they weigh; the rules about them test what fires."""

import pytest
from networks import chain

from tflint.facts import Facts, float_islands, float_regions
from tflint.manifest.board import Board
from tflint.model import reader
from tflint.testing import ModelBuilder, TensorFields

INNER = TensorFields(dtype="int8", scale=0.5, zero_point=0)


def archipelago() -> Facts:
    """Return int8 ops with two separate float ops among them."""
    b = ModelBuilder()
    x = b.input("x", (1, 4), **INNER)
    for number, op in enumerate(("ADD", "ADD", "DEQUANTIZE", "SIN", "QUANTIZE", "ADD", "DEQUANTIZE", "COS", "QUANTIZE", "ADD")):
        floats = op in {"DEQUANTIZE", "SIN", "COS"}
        y = b.tensor(f"{op.lower()}{number}", (1, 4)) if floats else b.tensor(f"{op.lower()}{number}", (1, 4), **INNER)
        b.operator(op, [x, x] if op == "ADD" else [x], [y], {} if op == "ADD" else None)
        x = y
    b.output(x)
    return Facts(reader.read(b.build()), Board("nano33"), path="model.tflite")


def test_islands_with_integers_between_them_are_two() -> None:
    first, second = float_islands(archipelago())
    assert [it.name for it in first.operators] == ["SIN"]
    assert [it.name for it in second.operators] == ["COS"]


def test_an_island_knows_its_shores_and_its_bytes() -> None:
    first, _ = float_islands(archipelago())
    assert ([it.index for it in first.entries], [it.index for it in first.exits]) == ([2], [4])
    assert [it.name for it in first.tensors] == ["dequantize2", "sin3"]
    assert first.bytes == 2 * 4 * 4


def facts_of(data: bytes) -> Facts:
    return Facts(reader.read(data), Board("nano33"), path="model.tflite")


def test_a_model_without_integer_arithmetic_has_none() -> None:
    assert facts_of(chain("SIN", "COS"))(float_regions) == ()


@pytest.mark.parametrize(
    ("ops", "roles"),
    [
        (("SIN", "QUANTIZE", "ADD"), ["before"]),
        (("QUANTIZE", "ADD", "DEQUANTIZE", "SIN"), ["after"]),
        (("QUANTIZE", "ADD", "DEQUANTIZE", "SIN", "QUANTIZE", "ADD"), ["between"]),
        (("SIN", "QUANTIZE", "ADD", "DEQUANTIZE", "COS"), ["before", "after"]),
        (("QUANTIZE", "ADD", "DEQUANTIZE", "RESHAPE"), []),
    ],
    ids="-".join,
)
def test_a_region_knows_where_it_lies(ops: tuple[str, ...], roles: list[str]) -> None:
    assert [it.role for it in facts_of(chain(*ops))(float_regions)] == roles


def test_moves_belong_to_the_region_and_do_not_compute() -> None:
    (region,) = facts_of(chain("SIN", "RESHAPE", "QUANTIZE", "ADD"))(float_regions)
    assert ([it.name for it in region.operators], [it.name for it in region.moves]) == (["SIN"], ["RESHAPE"])
