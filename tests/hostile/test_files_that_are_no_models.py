"""Bytes that are cut, amplified or led astray: refused with one sentence, soon, in little memory."""

from __future__ import annotations

import subprocess
import sys
import time
from struct import pack, pack_into
from typing import TYPE_CHECKING

import flatbuffers
import pytest
from corpus import CORPUS
from hostile.anatomy import Part, parts
from model.fixtures import FIXTURES, classifier

from tflint.model.reader import Malformed, read
from tflint.testing import ModelBuilder

if TYPE_CHECKING:
    from pathlib import Path

KILLERS = CORPUS / "killers"


def refusal(data: bytes) -> Malformed:
    with pytest.raises(Malformed) as caught:
        read(data)
    return caught.value


def field(of: str, kind: str = "offset") -> Part:
    return next(it for it in parts(classifier()) if (it.of, it.kind) == (of, kind))


def broken(part: Part, value: int) -> bytes:
    data = bytearray(classifier())
    data[part.at : part.at + part.width] = (value % (1 << 8 * part.width)).to_bytes(part.width, "little")
    return bytes(data)


def test_a_model_with_a_tail_is_a_model() -> None:
    assert read(classifier() + b"PK\5\6" + bytes(18)).end == read(classifier()).end


@pytest.mark.parametrize("name", FIXTURES)
def test_a_model_cut_at_any_byte_is_refused_at_once(name: str) -> None:
    data = FIXTURES[name]()
    slowest = 0.0
    for size in range(0, len(data), 1 if len(data) < 4000 else 7):
        started = time.process_time()
        try:
            reached = read(data[:size]).end
        except Malformed as malformed:
            reached = malformed.at
        assert reached <= size
        slowest = max(slowest, time.process_time() - started)
    assert slowest < 0.05


def vector_of(table: str, slot: str) -> Part:
    """Return the length of the vector that a table's field leads to."""
    data = classifier()
    at = field(f"{table}.{slot}").at
    return Part("length", at + int.from_bytes(data[at : at + 4], "little"), 4, slot)


ASTRAY = {
    "a vector of 2^32 - 1 tensors": (vector_of("SubGraph", "tensors"), 0xFFFFFFFF, "vector of tables of 4,294,967,295 elements ends at"),
    "a string of 2^32 - 1 bytes": (vector_of("Tensor", "name"), 0xFFFFFFFF, "string of 4,294,967,295 elements ends at"),
    "a shape of 2^31 dimensions": (vector_of("Tensor", "shape"), 0x80000000, "vector of 2,147,483,648 elements ends at"),
    "a vtable before the file": (field("Model", "soffset"), 0x7FFFFFFF, "Model table has its vtable at"),
    "a vtable behind the file": (field("Tensor", "soffset"), -0x7FFFFFF0, "outside the file"),
    "a vtable at an odd place": (field("SubGraph", "soffset"), 1, "an odd place"),
    "a root offset of zero": (Part("offset", 0, 4, "root"), 0, "offset is zero"),
    "a root in the identifier": (Part("offset", 0, 4, "root"), 2, "not a multiple of 4"),
    "an offset that leads to itself": (field("SubGraph.tensors"), 0, "offset is zero"),
    "an offset of 2^32 - 4": (field("Model.subgraphs"), 0xFFFFFFFC, "past the end of the file"),
    "a table off its boundary": (field("Tensor.quantization"), 6, "not a multiple of 4"),
    "a length off its boundary": (field("Tensor.name"), 5, "not a multiple of 4"),
}  # fmt: skip


@pytest.mark.parametrize("name", ASTRAY)
def test_what_leads_astray_is_named_with_its_byte_offset(name: str) -> None:
    part, value, why = ASTRAY[name]
    malformed = refusal(broken(part, value))
    assert malformed.kind == "malformed-flatbuffer"
    assert why in malformed.why
    assert malformed.at == part.at or "vtable" in name


def test_an_offset_to_the_last_byte_is_refused() -> None:
    data, part = classifier(), field("Model.description")
    cut = data + bytes(-len(data) % 4 + 3)  # so that the last three bytes start at a multiple of 4
    changed = bytearray(cut)
    pack_into("<I", changed, part.at, len(cut) - 3 - part.at)
    assert "past the end of the file" in refusal(bytes(changed)).why


@pytest.mark.parametrize(
    ("length", "why"), [(0, "has a length of 0"), (3, "has a length of 3"), (0xFFFF, "has a length of 65535")]
)
def test_a_vtable_of_an_impossible_length_is_refused(length: int, why: str) -> None:
    data = classifier()
    table = field("Model", "soffset").at
    vtable = table - int.from_bytes(data[table : table + 4], "little", signed=True)
    assert why in refusal(broken(Part("vtable", vtable, 2, "Model"), length)).why


def test_a_field_outside_its_table_is_refused() -> None:
    data = classifier()
    table = field("Tensor", "soffset").at
    vtable = table - int.from_bytes(data[table : table + 4], "little", signed=True)
    assert "Tensor.shape lies at byte 240 of its table" in refusal(broken(Part("vtable", vtable + 4, 2, "Tensor"), 240)).why


def test_two_fields_in_one_place_are_refused() -> None:
    data = bytearray(classifier())
    table = field("Tensor", "soffset").at
    vtable = table - int.from_bytes(data[table : table + 4], "little", signed=True)
    data[vtable + 8 : vtable + 10] = data[vtable + 4 : vtable + 6]
    assert "overlaps the field before it" in refusal(bytes(data)).why


def test_a_string_without_its_nul_is_refused() -> None:
    name = vector_of("Tensor", "name")
    length = int.from_bytes(classifier()[name.at : name.at + 4], "little")
    assert "is not followed by NUL" in refusal(broken(Part("text", name.at + 4 + length, 1, "NUL"), 65)).why


def test_a_value_without_a_type_is_refused() -> None:
    assert (
        refusal(broken(field("Operator.builtin_options_type", "union"), 0)).why
        == "union BuiltinOptions has a value without a type"
    )


def test_names_that_are_not_utf8_are_kept_and_reported() -> None:
    name = vector_of("Tensor", "name")
    model = read(broken(Part("text", name.at + 4, 1, "name"), 0xFF))
    names = [tensor.name for tensor in model.tensors()]
    assert model.not_utf8 == (name.at,)
    assert any(each.encode(errors="surrogateescape").startswith(b"\xff") for each in names)


def test_eight_byte_zero_points_off_their_boundary_are_reported_and_no_mistake() -> None:
    data = classifier()
    assert read(data).unaligned == ()
    place = next(it for it in parts(data) if it.of == "QuantizationParameters.zero_point")
    vector = place.at + int.from_bytes(data[place.at : place.at + 4], "little")
    moved = bytearray(data + bytes(-len(data) % 8))
    pack_into("<I", moved, place.at, len(moved) - place.at)
    moved += data[vector : vector + 4 + 8 * int.from_bytes(data[vector : vector + 4], "little")]
    assert read(bytes(moved)).unaligned == ((len(data) + -len(data) % 8 + 4, 8),)


@pytest.mark.parametrize("offset", [2, 1 << 20, (1 << 64) - 1, (1 << 64) - 16])
@pytest.mark.parametrize("size", [0, 1, 1 << 40, (1 << 64) - 1])
def test_data_said_to_lie_outside_is_a_handle_and_reads_nothing_wild(offset: int, size: int) -> None:
    b = ModelBuilder()
    b.tensor("w", (1,), buffer=b.buffer(None, offset=offset, size=size))
    model = read(b.build())
    assert (model.buffers[1].at, model.buffers[1].size, model.buffers[1].outside) == (offset, size, True)
    assert len(model.bytes(model.buffers[1])) <= model.size


@pytest.mark.parametrize("offset", [0, 1])
def test_an_outside_offset_of_zero_or_one_means_none(offset: int) -> None:
    b = ModelBuilder()
    b.tensor("w", (1,), buffer=b.buffer(b"abcd", offset=offset, size=99))
    model = read(b.build())
    assert (bytes(model.bytes(model.buffers[1])), model.buffers[1].outside) == (b"abcd", False)


SHAPES = [(1 << 16, 1 << 15, 1 << 14), (-1, -1), (0, 5), (2,) * 70, (-(1 << 31), (1 << 31) - 1)]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_a_shape_of_any_size_is_read(shape: tuple[int, ...]) -> None:
    b = ModelBuilder()
    b.input("x", shape)
    tensor = read(b.build()).subgraphs[0].tensors[0]
    assert tensor.shape == shape
    assert isinstance(tensor.elements, int)


def amplified(times: int) -> bytes:
    """Return a file whose subgraph vector leads so often to one subgraph, whose tensor vector leads as often to one tensor."""
    builder = flatbuffers.Builder(1024)

    def table(slots: int, slot: int = 0, target: int = 0) -> int:
        builder.StartObject(slots)
        builder.PrependUOffsetTRelativeSlot(slot, target, 0)
        return int(builder.EndObject())

    def all_the_same(target: int) -> int:
        builder.StartVector(4, times, 4)
        for _ in range(times):
            builder.PrependUOffsetTRelative(target)
        return int(builder.EndVector())

    subgraphs = all_the_same(table(5, 0, all_the_same(table(10))))
    builder.StartObject(5)
    builder.PrependUint32Slot(0, 3, 0)
    builder.PrependUOffsetTRelativeSlot(2, subgraphs, 0)
    builder.Finish(builder.EndObject(), file_identifier=b"TFL3")
    return bytes(builder.Output())


@pytest.mark.parametrize("times", [1_000, 10_000])
def test_a_file_that_leads_many_times_to_one_table_is_refused_at_once(times: int) -> None:
    data = amplified(times)
    assert len(data) < 9 * times
    started = time.process_time()
    why = refusal(data).why
    assert why.startswith("limits exceeded")
    assert time.process_time() - started < 0.2


def test_long_names_shared_by_many_tensors_are_read_once() -> None:
    name = "n" * 10_000
    b = ModelBuilder()
    for _ in range(50):
        b.tensor(name, (1,))
    assert {tensor.name for tensor in read(b.build()).tensors()} == {name}


def overlapping(times: int) -> bytes:
    """Return a file of many tensors whose shapes start four bytes apart and all end at the end of the file."""
    b = ModelBuilder()
    for _ in range(times):
        b.tensor(None, (1,))
    data = bytearray(b.build())
    shapes = [it for it in parts(bytes(data)) if it.of == "Tensor.shape"]
    base = len(data)
    data += b"".join(pack("<I", times - i) for i in range(times)) + bytes(4)
    for i, shape in enumerate(shapes):
        pack_into("<I", data, shape.at, base + 4 * i - shape.at)
    return bytes(data)


def test_vectors_that_overlap_are_refused_at_once() -> None:
    data = overlapping(5_000)
    started = time.process_time()
    assert refusal(data).why.startswith("limits exceeded: vectors and strings add up to more than")
    assert time.process_time() - started < 0.2


@pytest.mark.skipif(sys.platform != "linux", reason="peak memory is read as Linux counts it")
def test_a_bomb_takes_little_memory(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.tflite"
    bomb.write_bytes(amplified(10_000))
    program = (
        "import re, sys\n"
        "from tflint.model.reader import Malformed, read\n"
        "try: read(open(sys.argv[1], 'rb').read())\n"
        "except Malformed as why: print(why.why[:15], re.search(r'VmHWM:\\s*(\\d+)', open('/proc/self/status').read())[1])\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(bomb)], capture_output=True, encoding="utf-8", check=True)
    said, kibibytes = done.stdout.rsplit(" ", 1)
    assert said == "limits exceeded"
    assert int(kibibytes) < 100 << 10


@pytest.mark.skipif(not KILLERS.is_dir(), reason="the collection of lethal mutants is not here")
def test_the_collected_bomb_is_refused_at_once() -> None:
    data = (KILLERS / "bomb10k.tflite").read_bytes()
    started = time.process_time()
    assert refusal(data).why.startswith("limits exceeded")
    assert time.process_time() - started < 0.2
