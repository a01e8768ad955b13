"""Multiplications, counted by hand."""

import pytest
from networks import one

from tflint.facts import macs
from tflint.model import reader


def counted(op: str, weights: tuple[int, ...], result: tuple[int, ...], given: tuple[int, ...] = (1, 8, 8, 3)) -> int:
    image, constant = {"shape": given}, {"shape": weights, "values": 0.5}
    inputs = (
        [{"values": range(len(result)), "shape": (len(result),), "dtype": "int32"}, constant, image]
        if op == "TRANSPOSE_CONV"
        else [image, constant]
    )
    model = reader.read(one(op, inputs, {"shape": result}, {}))
    return macs(model, next(model.operators()))


@pytest.mark.parametrize(
    ("op", "weights", "result", "count"),
    [
        ("CONV_2D", (16, 3, 3, 3), (1, 8, 8, 16), 8 * 8 * 16 * 3 * 3 * 3),
        ("DEPTHWISE_CONV_2D", (1, 3, 3, 6), (1, 8, 8, 6), 8 * 8 * 6 * 3 * 3),
        ("TRANSPOSE_CONV", (5, 2, 2, 3), (1, 16, 16, 5), 8 * 8 * 3 * 2 * 2 * 5),
        ("FULLY_CONNECTED", (10, 192), (1, 10), 10 * 192),
        ("ADD", (1, 8, 8, 3), (1, 8, 8, 3), 0),
    ],
)
def test_the_count_is_that_of_the_loops(op: str, weights: tuple[int, ...], result: tuple[int, ...], count: int) -> None:
    assert counted(op, weights, result) == count
