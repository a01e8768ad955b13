"""float16 weights as float32."""

from __future__ import annotations

import struct

from fix.fix_models import half

from tflint.fix.graph import marked
from tflint.fix.passes import float16_weights
from tflint.model import reader, tree, writer


def test_weights_that_the_graph_gives_out_stay() -> None:
    assert float16_weights.run(marked(tree.read(half(is_output=True)))) == []


def test_every_float16_becomes_the_float32_of_the_same_value() -> None:
    held = marked(tree.read(half()))
    (change,) = float16_weights.run(held)
    assert change.message == "'w/half' stored as float32, without op 0 DEQUANTIZE"
    model = reader.read(writer.write(held))
    assert [it.name for it in model.operators()] == ["FULLY_CONNECTED"]
    data = model.constant(model.subgraphs[0].tensors[3])
    assert data is not None
    assert struct.unpack("<4f", data) == struct.unpack("<4e", struct.pack("<4e", 0.5, -1.25, 65504.0, 6e-8))
