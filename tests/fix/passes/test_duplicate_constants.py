"""Equal constants stored once."""

from __future__ import annotations

from fix.fix_models import twice

from tflint.fix.graph import marked
from tflint.fix.passes import dead_code, duplicate_constants
from tflint.model import reader, tree, writer


def test_constants_that_differ_stay_apart() -> None:
    assert duplicate_constants.run(marked(tree.read(twice(range(1, 17))))) == []


def test_equal_constants_become_one_tensor() -> None:
    held = marked(tree.read(twice()))
    (change,) = duplicate_constants.run(held)
    assert change.message == "16 B of equal constants shared"
    dead_code.run(held)
    model = reader.read(writer.write(held))
    assert [it.name for it in model.tensors()] == ["x", "y", "z", "left"]
    assert [model.inputs(it)[1] for it in model.operators()] == [model.subgraphs[0].tensors[3]] * 2


def test_equal_bytes_of_another_shape_share_the_buffer_only() -> None:
    held = marked(tree.read(twice()))
    tensors = tree.tables(tree.tables(held.model, "subgraphs")[0], "tensors")
    tensors[4]["shape"] = (16,)
    (change,) = duplicate_constants.run(held)
    assert change.evidence == {"bytes": 16, "tensors": 0}
    assert tensors[3]["buffer"] == tensors[4]["buffer"]
