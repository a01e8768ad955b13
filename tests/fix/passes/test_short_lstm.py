"""An LSTM of 20 inputs."""

from __future__ import annotations

import pytest

from tflint.fix.graph import marked
from tflint.fix.passes import short_lstm
from tflint.model import reader, tree, writer
from tflint.testing import ModelBuilder


def lstm(inputs: int) -> bytes:
    b = ModelBuilder()
    x = b.input("x", (1, 1, 4))
    b.operator("UNIDIRECTIONAL_SEQUENCE_LSTM", [x] + [-1] * (inputs - 1), [b.tensor("y", (1, 1, 4))], {})
    return b.build()


@pytest.mark.parametrize("inputs", [19, 24])
def test_another_number_of_inputs_stays(inputs: int) -> None:
    assert short_lstm.run(marked(tree.read(lstm(inputs)))) == []


def test_20_inputs_become_24_the_new_ones_omitted() -> None:
    held = marked(tree.read(lstm(20)))
    assert [it.message for it in short_lstm.run(held)] == [
        "op 0 UNIDIRECTIONAL_SEQUENCE_LSTM has 20 inputs, given the 24 that TFLM asks for, the rest omitted"
    ]
    (operator,) = reader.read(writer.write(held)).operators()
    assert operator.inputs == (0, *[-1] * 23)
