"""Weights of hybrid operators as float32."""

from __future__ import annotations

import struct

from tflint.fix.graph import marked
from tflint.fix.passes import hybrid_weights
from tflint.model import reader, tree, writer
from tflint.testing import FurtherFields, ModelBuilder


def hybrid(*, dtype: str = "float32", scale: tuple[float, ...] = (0.5, 2.0)) -> bytes:
    b = ModelBuilder()
    more = FurtherFields() if dtype == "float32" else FurtherFields(scale=0.5)
    x, y = b.input("x", (1, 2), dtype, **more), b.tensor("y", (1, 2), dtype, **more)
    w = b.constant("w", (1, -2, 3, -4), (2, 2), "int8", scale=scale, zero_point=0)
    b.operator("FULLY_CONNECTED", [x, w, -1], [y], {})
    b.output(y)
    return b.build()


def test_an_integer_layer_stays() -> None:
    assert hybrid_weights.run(marked(tree.read(hybrid(dtype="int8")))) == []


def test_each_row_is_unpacked_with_its_own_scale() -> None:
    held = marked(tree.read(hybrid()))
    (change,) = hybrid_weights.run(held)
    assert change.message == "'w' of op 0 FULLY_CONNECTED stored as float32, 12 B more"
    model = reader.read(writer.write(held))
    weights = model.subgraphs[0].tensors[2]
    assert (weights.dtype, weights.quantization) == ("float32", None)
    data = model.constant(weights)
    assert data is not None
    assert struct.unpack("<4f", data) == (0.5, -1.0, 6.0, -8.0)


def test_one_scale_serves_all_rows() -> None:
    held = marked(tree.read(hybrid(scale=(0.5,))))
    hybrid_weights.run(held)
    model = reader.read(writer.write(held))
    assert struct.unpack("<4f", model.constant(model.subgraphs[0].tensors[2]) or b"") == (0.5, -1.0, 1.5, -2.0)


def test_scales_that_do_not_fit_the_shape_stay() -> None:
    assert hybrid_weights.run(marked(tree.read(hybrid(scale=(0.5, 1.0, 2.0))))) == []
