"""A tree written as a file: the same fields in the real accessors, the same bytes each time."""

from __future__ import annotations

import io
import zipfile

import pytest
from corpus import CORPUS
from model.accessors import Accessors
from model.fixtures import FIXTURES

from tflint.model import reader, tree, writer
from tflint.testing import ModelBuilder

SHARED = CORPUS
PARTS = ("operator_codes", "metadata", "signatures")
WRITABLE = [name for name in FIXTURES if name != "oddities"]


def rewritten(data: bytes) -> bytes:
    return writer.write(tree.read(data))


def read_by_the_package(data: bytes) -> list[str]:
    """Return what the `tflite` package's accessors read, the places of bytes left out."""
    oracle = Accessors(data)
    graphs = tuple(oracle.subgraphs())
    placeless = [it._replace(operators=tuple(op._replace(custom_at=None) for op in it.operators)) for it in graphs]
    operators = [op for it in graphs for op in it.operators if op.custom_at is not None]
    blobs = [(it.at, it.size) for it in oracle.buffers()] + [(op.custom_at or 0, op.custom_size) for op in operators]
    parts = [placeless, *(tuple(getattr(oracle, part)()) for part in PARTS)]
    return [*map(repr, parts), repr([data[at : at + size] for at, size in blobs])]


@pytest.mark.parametrize("name", WRITABLE)
def test_a_rewritten_model_is_equal_in_every_field(name: str) -> None:
    data = FIXTURES[name]()
    assert tree.read(rewritten(data)).model == tree.read(data).model


@pytest.mark.parametrize("name", [name for name in WRITABLE if name != "every_option"])
def test_the_package_reads_the_same_from_a_rewritten_model(name: str) -> None:
    data = FIXTURES[name]()
    assert read_by_the_package(rewritten(data)) == read_by_the_package(data)


@pytest.mark.parametrize("name", WRITABLE)
def test_writing_is_deterministic_and_idempotent(name: str) -> None:
    once = rewritten(FIXTURES[name]())
    assert rewritten(FIXTURES[name]()) == once
    assert rewritten(once) == once


def test_oddities_survive_where_nothing_lies_elsewhere() -> None:
    b = ModelBuilder("ü")
    metadata = [{"format": 1, "array_segments": ("Uint8Vector", {"values": b"\0\1"})}]
    sparse = {"traversal_order": (0,), "dim_metadata": [*metadata, {"array_indices": ("Int32Vector", {"values": ()})}]}
    b.constant("w", b"\1\2\3\4", (4,), "int8", scale=(0.5,), zero_point=None, sparsity=sparse)
    b.constant("q", (1, -2), (2,), "int4", quantization={"details": ("CustomQuantization", {"custom": b"abc"})})
    b.tensor("", (2,), "variant", variant_tensors=[{"shape": (1,), "type": 1, "has_rank": True}, {}])
    b.tensor(None, None, 30, is_variable=True, shape_signature=())
    b.operator("MyOp", [0, -1], None, custom_options=b"", mutating_variable_inputs=(True, False))
    data = b.build()
    assert tree.read(rewritten(data)).model == tree.read(data).model
    assert read_by_the_package(rewritten(data)) == read_by_the_package(data)


def test_a_union_without_a_value_keeps_its_type() -> None:
    found = tree.read(FIXTURES["classifier"]())
    operator = tree.tables(tree.tables(found.model, "subgraphs")[0], "operators")[0]
    operator["builtin_options"] = ("Conv2DOptions", None)
    again = tree.read(writer.write(found))
    assert tree.tables(tree.tables(again.model, "subgraphs")[0], "operators")[0]["builtin_options"] == ("Conv2DOptions", None)


def test_deprecated_fields_are_written_and_read_back() -> None:
    found = tree.read(FIXTURES["classifier"]())
    tree.tables(found.model, "signature_defs")[0]["deprecated_tag"] = "serve"
    again = tree.read(writer.write(found))
    assert tree.tables(again.model, "signature_defs")[0]["deprecated_tag"] == "serve"


def test_names_that_are_not_utf8_keep_their_bytes() -> None:
    found = tree.read(FIXTURES["classifier"]())
    found.model["description"] = b"\xff\xfe".decode(errors="surrogateescape")
    assert b"\xff\xfe\0" in writer.write(found)


def test_weights_lie_on_multiples_of_16() -> None:
    model = reader.read(rewritten(FIXTURES["classifier"]()))
    assert {it.at % 16 for it in model.buffers if it.size} == {0}


def test_wide_numbers_lie_on_their_boundary() -> None:
    assert reader.read(rewritten(FIXTURES["classifier"]())).unaligned == ()


def test_what_many_tensors_have_alike_is_written_once() -> None:
    b = ModelBuilder()
    for i in range(200):
        b.tensor(f"t{i}", (1, 2, 3, 4), "int8", scale=0.5, zero_point=3)
    data = b.build()
    assert len(rewritten(data)) < len(data) / 2


def test_the_zip_of_associated_files_opens_where_it_comes_to_lie() -> None:
    held = io.BytesIO(FIXTURES["classifier"]())
    with zipfile.ZipFile(held, "a") as archive:
        archive.writestr("labels.txt", "cat\ndog\n")
        archive.writestr("notes.txt", "n" * 100)
    data = held.getvalue()
    found = rewritten(data)
    assert len(found) != len(data)
    with zipfile.ZipFile(io.BytesIO(found)) as archive:
        assert archive.testzip() is None
        assert archive.read("labels.txt") == b"cat\ndog\n"
        assert archive.infolist()[0].header_offset == found.index(b"PK\3\4")
    assert rewritten(found) == found


@pytest.mark.skipif(not SHARED.is_dir(), reason="the collection of real models is not here")
def test_real_models_are_equal_in_every_field() -> None:
    compared, wrong = 0, []
    for path in sorted((SHARED / "models").rglob("*.tflite")):
        data = path.read_bytes()
        try:
            before = tree.read(data)
        except (reader.Malformed, tree.Unwritable):
            continue
        after = writer.write(before)
        compared += 1
        again = tree.read(after)
        equal = again.model == before.model and again.trailing == before.trailing
        if not equal or read_by_the_package(after) != read_by_the_package(data):
            wrong.append(path.name)
    assert compared > 400
    assert wrong == []
