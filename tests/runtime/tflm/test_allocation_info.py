"""Lifetimes, as TFLM counts its scopes."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from tflint.manifest.target import parse
from tflint.model.reader import read
from tflint.runtime.tflm import allocation_info, build
from tflint.runtime.tflm.micro_interpreter_context import ScratchRequest
from tflint.testing import ModelBuilder

if TYPE_CHECKING:
    from tflint.runtime.tflm.allocation_info import Life
    from tflint.runtime.tflm.features import Features

FLOAT = (1, 4)
NEWEST = build.of(parse("cortex-m4/reference"))


def features_of(runtime: str) -> Features:
    return build.of(parse("cortex-m4/reference", runtime)).features


def chain(*, unused: bool = False) -> ModelBuilder:
    b = ModelBuilder()
    x, y, z = b.input("x", FLOAT), b.tensor("y", FLOAT), b.tensor("z", FLOAT)
    if unused:
        b.tensor("nobody", FLOAT)
        b.input("ignored", FLOAT)
    b.operator("ABS", [x], [y])
    b.operator("ADD", [x, y], [z], {})
    b.output(z)
    return b


def spans(lives: list[Life]) -> list[tuple[int, int]]:
    return [(life.first, life.last) for life in lives]


def test_inputs_live_from_the_start_and_outputs_to_the_end() -> None:
    lives = allocation_info.lifetimes(read(chain().build()), ())
    assert spans(lives.tensors[0]) == [(0, 2), (1, 2), (2, 2)]
    assert lives.steps == {1: (0, 0), 2: (0, 1)}


def test_a_tensor_that_nothing_mentions_keeps_no_life_and_an_unread_input_lives_at_the_start() -> None:
    lives = allocation_info.lifetimes(read(chain(unused=True).build()), ())
    assert spans(lives.tensors[0])[3:] == [(-1, -1), (0, 0)]


def test_a_tensor_that_is_read_but_never_written_is_never_created() -> None:
    b = ModelBuilder()
    b.input("x", FLOAT)
    b.operator("ABS", [b.tensor("ghost", FLOAT)], [b.tensor("y", FLOAT)])
    assert spans(allocation_info.lifetimes(read(b.build()), ()).tensors[0])[1] == (-1, 1)


def test_scratch_lives_with_its_operator() -> None:
    requests = [ScratchRequest(16, 0, 1, ""), ScratchRequest(16, 0, 0, ""), ScratchRequest(16, 0, 1, "")]
    assert spans(allocation_info.lifetimes(read(chain().build()), requests).scratch) == [(2, 2), (1, 1), (2, 2)]


def branches(*, deprecated_only: bool = False, then: int = 1) -> ModelBuilder:
    b = ModelBuilder()
    go, x, y = b.input("go", (1,), "bool"), b.input("x", FLOAT), b.tensor("y", FLOAT)
    b.operator("IF", [go, x], [y], {"then_subgraph_index": then, "else_subgraph_index": 2}, deprecated_only=deprecated_only)
    b.output(y)
    for name in ("then", "else"):
        b.subgraph(name)
        inside, result = b.input("in", FLOAT), b.tensor("out", FLOAT)
        b.operator("ABS", [inside], [result])
        b.output(result)
    return b


def test_called_subgraphs_get_scopes_of_their_own_and_the_caller_spans_them() -> None:
    lives = allocation_info.lifetimes(read(branches().build()), [ScratchRequest(16, 0, 0, "")])
    assert spans(lives.tensors[0]) == [(0, 5), (0, 5), (1, 5)]
    assert spans(lives.tensors[1]) == [(2, 3), (3, 3)]
    assert spans(lives.tensors[2]) == [(4, 5), (5, 5)]
    assert spans(lives.scratch) == [(1, 5)]


def test_control_flow_in_an_old_opcode_table_is_not_followed() -> None:
    lives = allocation_info.lifetimes(read(branches(deprecated_only=True).build()), ())
    assert spans(lives.tensors[1]) == [(-1, -1), (-1, -1)]


def test_a_subgraph_that_calls_itself_ends_the_walk() -> None:
    assert allocation_info.lifetimes(read(branches(then=0).build()), ()).endless
    assert not allocation_info.lifetimes(read(branches().build()), ()).endless


def test_reachability_follows_calls() -> None:
    model = read(branches().build())
    assert allocation_info.reaches(model, 0, 2)
    assert not allocation_info.reaches(model, 1, 0)


def offline(*words: int) -> tuple[int, ...] | None:
    b = chain()
    b.metadata("OfflineMemoryAllocation", struct.pack(f"<{len(words)}i", *words))
    return allocation_info.offline_offsets(read(b.build()), NEWEST)


def test_an_offline_plan_is_read_where_it_has_an_offset_for_every_tensor() -> None:
    assert allocation_info.offline_offsets(read(chain().build()), NEWEST) is None
    assert offline(1, 0, 3, 16, -1, 32) == (16, -1, 32)
    assert offline(1, 0, 2, 16, -1) is None
    assert offline(1, 0, 3, 16, -1) is None
    assert offline(1, 0) is None


def test_bytes_behind_the_flatbuffer_are_not_in_the_file_for_tflm() -> None:
    b = ModelBuilder()
    b.constant("near", 1.0, FLOAT)
    b.constant("far", 1.0, FLOAT, outside=True)
    model = read(b.build())
    assert [allocation_info.in_file(model, tensor) for tensor in model.tensors()] == [True, False]


def test_a_subgraph_planned_alone_counts_its_ops_from_zero() -> None:
    (subgraph,) = read(chain(unused=True).build()).subgraphs
    lives = spans(allocation_info.lifetimes_of_one(subgraph, features_of("tflm@2022-02")))
    assert dict(zip([tensor.name for tensor in subgraph.tensors], lives, strict=True)) == {
        "x": (0, 1),
        "y": (0, 1),
        "z": (1, 1),
        "nobody": (-1, -1),
        "ignored": (0, -1),
    }


def test_an_output_that_nobody_reads_once_had_no_lifetime() -> None:
    b = ModelBuilder()
    x, halves = b.input("x", FLOAT), [b.tensor("left", (1, 2)), b.tensor("right", (1, 2))]
    b.operator("SPLIT", [b.constant("axis", 1, (), "int32"), x], halves, {"num_splits": 2})
    b.output(halves[0])
    (subgraph,) = read(b.build()).subgraphs
    months = ("tflm@2021-07", "tflm@2022-02")
    lives = [spans(allocation_info.lifetimes_of_one(subgraph, features_of(month)))[halves[1]] for month in months]
    assert lives == [(0, -1), (0, 0)]


def test_the_first_reader_once_ended_a_tensors_life() -> None:
    b = ModelBuilder()
    x, y, z = b.input("x", FLOAT), b.tensor("y", FLOAT), b.tensor("z", FLOAT)
    b.operator("ABS", [x], [y])
    b.operator("ADD", [x, y], [z])
    b.output(z)
    (subgraph,) = read(b.build()).subgraphs
    lives = [spans(allocation_info.lifetimes_of_one(subgraph, features_of(name)))[x] for name in ("tf@2.1", "tf@2.2")]
    assert lives == [(0, 0), (0, 1)]


def test_offsets_of_later_subgraphs_were_once_looked_up_from_the_tables_start() -> None:
    b = chain()
    b.subgraph()
    b.input("u", FLOAT)
    b.metadata("OfflineMemoryAllocation", struct.pack("<7i", 1, 0, 4, 16, -1, 32, 48))
    model = read(b.build())
    older = build.of(parse("cortex-m4/reference", "tflm@2022-11"))
    assert allocation_info.offline_offsets(model, NEWEST) == (16, -1, 32, 48)
    assert allocation_info.offline_offsets(model, older) == (16, -1, 32, 16)
