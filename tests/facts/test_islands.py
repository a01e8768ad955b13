"""Float islands: what connects, what they weigh; what is none is tested with the rule float-fallback."""

from tflint.facts import Facts, float_islands
from tflint.manifest.board import Board
from tflint.model import reader
from tflint.testing import ModelBuilder

INNER = {"dtype": "int8", "scale": 0.5, "zero_point": 0}


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
    first, second = archipelago()(float_islands)
    assert [it.name for it in first.operators] == ["SIN"]
    assert [it.name for it in second.operators] == ["COS"]


def test_an_island_knows_its_shores_and_its_bytes() -> None:
    first, _ = archipelago()(float_islands)
    assert ([it.index for it in first.dequantize], [it.index for it in first.quantize]) == ([2], [4])
    assert [it.name for it in first.tensors] == ["dequantize2", "sin3"]
    assert first.bytes == 2 * 4 * 4
