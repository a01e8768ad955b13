"""Who writes a tensor, who reads it."""

from networks import dense

from tflint.facts import Facts, wiring
from tflint.manifest.board import Board
from tflint.model import reader
from tflint.testing import ModelBuilder


def facts(data: bytes) -> Facts:
    return Facts(reader.read(data), Board("nano33"), path="model.tflite")


def test_an_input_has_no_writer_and_an_output_no_reader() -> None:
    it = facts(dense())
    samples, scores, *_ = it.model.subgraphs[0].tensors
    wires = it(wiring)
    assert (wires.writer(samples), wires.is_input(samples), wires.is_output(samples)) == (None, True, False)
    assert (wires.readers_of(scores), wires.is_input(scores), wires.is_output(scores)) == ((), False, True)


def test_an_operator_that_reads_a_tensor_twice_is_one_reader() -> None:
    b = ModelBuilder()
    x, y = b.input("x", (1, 4)), b.tensor("y", (1, 4))
    b.operator("ADD", [x, x], [y], {})
    it = facts(b.build())
    (add,) = it.model.operators()
    assert it(wiring).readers_of(it.model.subgraphs[0].tensors[x]) == (add,)


def test_the_same_number_in_another_subgraph_is_another_tensor() -> None:
    b = ModelBuilder()
    x, y = b.input("x", (1, 4)), b.tensor("y", (1, 4))
    b.operator("ABS", [x], [y])
    b.subgraph("body")
    b.input("z", (1, 4))
    it = facts(b.build())
    assert it(wiring).readers_of(it.model.subgraphs[1].tensors[0]) == ()
