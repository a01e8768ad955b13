"""Operators that only copy."""

from __future__ import annotations

import pytest
from fix.fix_models import reshaped

from tflint.fix.graph import graphs, marked
from tflint.fix.passes import noop_reshape
from tflint.model import reader, tree, writer
from tflint.testing import ModelBuilder


def dropped(data: bytes) -> tuple[list[str], list[str]]:
    """Return what the pass says, and the operators that are left."""
    held = marked(tree.read(data))
    messages = [it.message for it in noop_reshape.run(held)]
    return messages, [it.name for it in reader.read(writer.write(held)).operators()]


def variable() -> bytes:
    b = ModelBuilder()
    x = b.input("x", (1, 8))
    state, y = b.tensor("state", (1, 8), is_variable=True), b.tensor("y", (1, 8))
    b.operator("RESHAPE", [state], [y], {})
    z = b.tensor("z", (1, 8))
    b.operator("ADD", [x, y], [z], {})
    b.output(z)
    return b.build()


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(reshaped((2, 4), is_output=True), id="the graph gives the new shape out"),
        pytest.param(reshaped(scale=0.25), id="the two sides have other scales"),
        pytest.param(reshaped((1, 1, 8), keep_num_dims=True), id="the dense layer keeps the number of dimensions"),
        pytest.param(variable(), id="the input is a variable, which may change before it is read"),
    ],
)
def test_what_somebody_could_see_stays(data: bytes) -> None:
    messages, operators = dropped(data)
    assert messages == []
    assert operators == [it.name for it in reader.read(data).operators()]


@pytest.mark.parametrize("op", ["RESHAPE", "SQUEEZE"])
def test_a_copy_of_the_same_shape_is_dropped(op: str) -> None:
    messages, operators = dropped(reshaped(op=op))
    assert messages == [f"op 1 {op} copies 'r' as it is: dropped"]
    assert operators == ["RELU", "FULLY_CONNECTED"]


def test_a_copy_that_is_the_output_leaves_the_output_its_name() -> None:
    held = marked(tree.read(reshaped(is_output=True)))
    assert noop_reshape.run(held)
    model = reader.read(writer.write(held))
    assert [it.name for it in model.operators()] == ["RELU"]
    assert [model.subgraphs[0].tensors[it].name for it in model.subgraphs[0].outputs or ()] == ["y"]


@pytest.mark.parametrize("shape", [(1, 2, 4), (1, 1, 8), (8,)])
def test_another_shape_before_a_dense_layer_is_dropped(shape: tuple[int, ...]) -> None:
    messages, operators = dropped(reshaped(shape))
    assert messages == ["op 1 RESHAPE only feeds FULLY_CONNECTED, which reads rows: dropped"]
    assert operators == ["RELU", "FULLY_CONNECTED"]


def test_the_dense_layer_reads_what_the_copy_read() -> None:
    held = marked(tree.read(reshaped((1, 2, 4))))
    noop_reshape.run(held)
    (graph,) = graphs(held)
    assert graph.label(graph.operators[1]["inputs"][0]) == "r"  # type: ignore[index]  # an operator with inputs
