"""Multiplications, counted by hand."""

from typing import TYPE_CHECKING

import pytest
from networks import one

from tflint.facts import Workload, macs, workload
from tflint.model import reader
from tflint.testing import ModelBuilder

if TYPE_CHECKING:
    from collections.abc import Mapping


def counted(op: str, weights: tuple[int, ...], result: tuple[int, ...], given: tuple[int, ...] = (1, 8, 8, 3)) -> int:
    image, constant = {"shape": given}, {"shape": weights, "values": 0.5}
    inputs: list[Mapping[str, object]] = (
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


def test_a_batch_of_matrices_multiplies_rows_by_columns() -> None:
    model = reader.read(one("BATCH_MATMUL", [{"shape": (2, 3, 5)}, {"shape": (2, 5, 7)}], {"shape": (2, 3, 7)}, {}))
    assert macs(model, next(model.operators())) == 2 * 3 * 5 * 7


def test_a_transposed_first_matrix_keeps_the_count() -> None:
    options = {"adj_x": True}
    model = reader.read(one("BATCH_MATMUL", [{"shape": (2, 5, 3)}, {"shape": (2, 5, 7)}], {"shape": (2, 3, 7)}, options))
    assert macs(model, next(model.operators())) == 2 * 3 * 5 * 7


def test_an_svdf_multiplies_features_and_their_history() -> None:
    features, times, state = {"shape": (6, 8), "values": 0.5}, {"shape": (6, 4), "values": 0.5}, {"shape": (1, 24)}
    model = reader.read(one("SVDF", [{"shape": (1, 8)}, features, times, {"omitted": True}, state], {"shape": (1, 3)}, {}))
    assert macs(model, next(model.operators())) == 6 * 8 + 6 * 4


def test_an_lstm_multiplies_by_eight_matrices_a_step() -> None:
    units, width, steps = 3, 4, 5
    matrices = [(units, width)] * 4 + [(units, units)] * 4
    given: list[Mapping[str, object]] = [{"shape": (1, steps, width)}, *({"shape": it, "values": 0.5} for it in matrices)]
    model = reader.read(one("UNIDIRECTIONAL_SEQUENCE_LSTM", given, {"shape": (1, steps, units)}, {}))
    assert macs(model, next(model.operators())) == steps * 4 * units * (width + units)


def test_a_workload_counts_each_constant_once() -> None:
    b = ModelBuilder()
    x, w = b.input("x", (1, 8)), b.constant("w", 0.5, (8, 8))
    y, z = b.tensor("y", (1, 8)), b.tensor("z", (1, 8))
    b.operator("FULLY_CONNECTED", [x, w, -1], [y], {})
    b.operator("FULLY_CONNECTED", [y, w, -1], [z], {})
    b.output(z)
    model = reader.read(b.build())
    assert workload(model, model.operators()) == Workload(operators=2, macs=128, results=64, weights=256)
