"""Names of tensors inside."""

from __future__ import annotations

from fix.fix_models import cut, twice

from tflint.fix.graph import marked
from tflint.fix.passes import tensor_names
from tflint.model import reader, tree, writer


def names(data: bytes) -> list[str]:
    held = marked(tree.read(data))
    tensor_names.run(held)
    return [it.name for it in reader.read(writer.write(held)).tensors()]


def test_inputs_and_outputs_keep_their_names() -> None:
    assert names(twice()) == ["x", "", "z", "", ""]


def test_what_a_signature_names_keeps_its_name() -> None:
    assert names(cut())[:2] == ["x", "y"]


def test_a_second_run_finds_nothing() -> None:
    held = marked(tree.read(twice()))
    (change,) = tensor_names.run(held)
    assert change.evidence == {"bytes": len("yleftright")}
    assert tensor_names.run(held) == []
