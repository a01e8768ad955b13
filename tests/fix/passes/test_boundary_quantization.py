"""QUANTIZE and DEQUANTIZE at the ends of the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from networks import dense

from tflint.fix.graph import marked
from tflint.fix.passes import boundary_quantization
from tflint.model import reader, tree, writer
from tflint.testing import ModelBuilder

if TYPE_CHECKING:
    from tflint.model.view import Model


def stripped(data: bytes) -> tuple[list[tuple[str, str]], Model]:
    held = marked(tree.read(data))
    changes = boundary_quantization.run(held)
    return [(it.rule, it.message) for it in changes], reader.read(writer.write(held))


def read_twice() -> bytes:
    """Return a model whose float input a second operator reads as well."""
    b = ModelBuilder()
    x, q = b.input("x", (1, 8)), b.tensor("q", (1, 8), "int8", scale=0.5)
    b.operator("QUANTIZE", [x], [q], {})
    y = b.tensor("y", (1, 8))
    b.operator("ABS", [x], [y], {})
    b.output(y, q)
    return b.build()


@pytest.mark.parametrize("data", [pytest.param(dense(), id="int8 ends"), pytest.param(read_twice(), id="another reader")])
def test_ends_that_somebody_needs_stay(data: bytes) -> None:
    changes, model = stripped(data)
    assert changes == []
    assert [it.name for it in model.operators()] == [it.name for it in reader.read(data).operators()]


def test_float_ends_become_those_of_the_tensors_inside() -> None:
    changes, model = stripped(dense(ends="float32"))
    assert changes == [
        ("float-input", "'samples' takes int8 instead of float32, without op 0 QUANTIZE"),
        ("float-output", "'scores' gives int8 instead of float32, without op 2 DEQUANTIZE"),
    ]
    assert [it.name for it in model.operators()] == ["FULLY_CONNECTED"]


def test_the_new_ends_have_the_old_names_and_their_own_quantization() -> None:
    _, model = stripped(dense(ends="uint8"))
    (graph,) = model.subgraphs
    (x,), (y,) = ([graph.tensors[it] for it in side or ()] for side in (graph.inputs, graph.outputs))
    assert (x.name, x.dtype, y.name, y.dtype) == ("samples", "int8", "scores", "int8")
    assert x.is_quantized


def test_uint8_ends_go_by_their_own_rule() -> None:
    changes, _ = stripped(dense(ends="uint8"))
    assert [rule for rule, _ in changes] == ["uint8-io", "uint8-io"]


def test_signatures_follow() -> None:
    held = marked(tree.read(dense(ends="float32")))
    names = {"samples": 0, "scores": 3}
    held.model["signature_defs"] = [
        {
            "signature_key": "main",
            "inputs": [{"name": "a", "tensor_index": names["samples"]}],
            "outputs": [{"name": "b", "tensor_index": names["scores"]}],
            "subgraph_index": 0,
        }
    ]
    boundary_quantization.run(held)
    model = reader.read(writer.write(held))
    assert model.signatures[0].inputs == (("a", (model.subgraphs[0].inputs or ())[0]),)
    assert model.signatures[0].outputs == (("b", (model.subgraphs[0].outputs or ())[0]),)
