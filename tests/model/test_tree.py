"""A file as plain nested data: nothing left out, or refused."""

from __future__ import annotations

import re

import pytest
from model.fixtures import FIXTURES

from tflint.model import tree
from tflint.model.malformed import Malformed
from tflint.testing import ModelBuilder


def model(**fields: object) -> bytes:
    b = ModelBuilder()
    b.output(b.input("x", (1,)))
    b.model_fields(**fields)
    return b.build()


def with_slot(data: bytes, table_at: int, slot: int, distance: int) -> bytes:
    """Return the file with its vtables moved to the end, the one of the table at `table_at` with one slot more."""
    raw = bytearray(data) + bytes(-len(data) % 4)
    vtable = table_at - int.from_bytes(raw[table_at : table_at + 4], "little", signed=True)
    length = int.from_bytes(raw[vtable : vtable + 2], "little")
    grown = raw[vtable : vtable + length].ljust(4 + 2 * slot, b"\0") + distance.to_bytes(2, "little")
    grown[:2] = len(grown).to_bytes(2, "little")
    raw[table_at : table_at + 4] = (table_at - len(raw)).to_bytes(4, "little", signed=True)
    return bytes(raw + grown)


def test_absent_fields_stay_absent_and_scalars_have_their_defaults() -> None:
    found = tree.read(model()).model
    assert "metadata" not in found
    assert found["version"] == 3
    (graph,) = tree.tables(found, "subgraphs")
    (tensor,) = tree.tables(graph, "tensors")
    assert tensor == {
        "shape": (1,),
        "type": 0,
        "buffer": 0,
        "name": "x",
        "is_variable": False,
        "has_rank": False,
        "external_buffer": 0,
    }


def test_weights_are_slices_of_the_file_not_copies() -> None:
    data = FIXTURES["classifier"]()
    weights = tree.tables(tree.read(data).model, "buffers")[1]["data"]
    assert isinstance(weights, memoryview)
    assert weights.obj is data
    assert bytes(weights) == bytes(range(247, 256)) + bytes(range(9))


def test_a_union_is_a_pair_and_keeps_its_type_where_the_value_is_absent() -> None:
    b = ModelBuilder()
    x = b.input("x", (1,))
    b.operator("ABS", [x], [x], {})
    b.amend_operator(0, builtin_options=("AbsOptions", {}))
    b.operator("ADD", [x, x], [x], {"fused_activation_function": 1})
    (graph,) = tree.tables(tree.read(b.build()).model, "subgraphs")
    first, second = tree.tables(graph, "operators")
    assert first["builtin_options"] == ("AbsOptions", {})
    assert second["builtin_options"] == ("AddOptions", {"fused_activation_function": 1, "pot_scale_int16": True})


def test_a_change_of_a_copy_leaves_the_tree_alone() -> None:
    before = tree.read(FIXTURES["classifier"]())
    after = before.copy()
    assert after == before
    for graph in tree.tables(after.model, "subgraphs"):
        for operator in tree.tables(graph, "operators"):
            operator["builtin_options"][1].clear()  # type: ignore[index]  # every operator of the fixture has options
        tree.tables(graph, "tensors").clear()
    assert before == tree.read(FIXTURES["classifier"]())


def test_padding_after_the_flatbuffer_is_not_kept() -> None:
    assert bytes(tree.read(model() + bytes(64)).trailing) == b""


def test_anything_else_after_the_flatbuffer_is_kept_with_its_place() -> None:
    data = model() + bytes(7)
    found = tree.read(data + b"labels\0")
    assert (bytes(found.trailing), found.trailing_at) == (b"labels\0", len(data))


def test_a_field_that_the_schema_does_not_know_is_refused() -> None:
    data = model()
    root = int.from_bytes(data[:4], "little")
    with pytest.raises(tree.Unwritable, match=re.escape("a field that the schema does not know: Model slot 40")):
        tree.read(with_slot(data, root, 40, 4))


def test_a_slot_beyond_the_schema_that_is_not_set_is_no_field() -> None:
    data = model()
    root = int.from_bytes(data[:4], "little")
    assert tree.read(with_slot(data, root, 40, 0)).model == tree.read(data).model


def test_a_member_that_the_schema_does_not_know_is_refused() -> None:
    b = ModelBuilder()
    x = b.input("x", (1,))
    b.operator("ABS", [x], [x], None, builtin_options_type=200)
    with pytest.raises(tree.Unwritable, match="a BuiltinOptions of number 200"):
        tree.read(b.build())


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param(FIXTURES["oddities"](), "outside the flatbuffer", id="data outside the flatbuffer"),
        pytest.param(model(external_buffers=[{"id": 1}]), "in another file", id="weights in another file"),
    ],
)
def test_data_elsewhere_are_refused(data: bytes, why: str) -> None:
    with pytest.raises(tree.Unwritable, match=why):
        tree.read(data)


def test_a_file_above_the_limit_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    data = model()
    monkeypatch.setattr(tree, "LIMIT", len(data) - 1)
    with pytest.raises(tree.Unwritable, match="files above"):
        tree.read(data)


def test_bytes_that_are_no_model_are_malformed() -> None:
    with pytest.raises(Malformed):
        tree.read(b"\0" * 64)
