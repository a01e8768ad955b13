"""A whole model rewritten, and what keeps it from being."""

from __future__ import annotations

import pytest
from fix.fix_models import cut, padded, reshaped
from networks import dense

from tflint import packs
from tflint.check.scope import Placement
from tflint.fix.request import Request
from tflint.fix.rewrite import rewrite, tightest_first
from tflint.manifest.board import Board, Manifest
from tflint.manifest.target import parse
from tflint.model import reader
from tflint.testing import ModelBuilder

RULES = packs.load(())


def request(*targets: str, select: tuple[str, ...] = ()) -> Request:
    placements = [Placement(Board(it, parse(it)), declared=False) for it in targets or ("cortex-m4/cmsis-nn",)]
    return Request(tuple(placements), RULES, Manifest(), select=select)


def tight(data: bytes) -> bytes:
    """Return a model written as tightly as can be."""
    return rewrite(data, "m.tflite", request()).data


def with_metadata(name: str, data: bytes = b"x") -> bytes:
    b = ModelBuilder()
    x, y = b.input("x", (1, 8)), b.tensor("y", (1, 8))
    b.operator("RESHAPE", [x], [y], {})
    z = b.tensor("z", (1, 8))
    b.operator("ABS", [y], [z], {})
    b.output(z)
    b.metadata(name, data)
    return b.build()


def test_a_model_that_has_nothing_to_gain_stays_as_it_is() -> None:
    data = tight(dense())
    found = rewrite(data, "m.tflite", request())
    assert (found.changes, found.kept, found.data) == ((), "", data)
    assert found.after == found.before


def test_a_second_rewrite_finds_nothing() -> None:
    once = rewrite(padded(), "m.tflite", request())
    assert once.changes
    assert rewrite(once.data, "m.tflite", request()).changes == ()


def test_the_figures_are_those_of_the_files() -> None:
    found = rewrite(padded(), "m.tflite", request())
    assert [it.rule for it in found.changes] == ["pad-before-convolution"]
    assert found.before.size == len(padded())
    assert found.after.size == len(found.data)
    assert found.after.minimum < found.before.minimum


def test_only_what_is_selected_is_changed() -> None:
    found = rewrite(cut(), "m.tflite", request(select=("noop-reshape",)))
    assert found.changes == ()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param(
            with_metadata("NPU_BYTE_CODE"), "the metadata entry 'NPU_BYTE_CODE' may name", id="metadata of other programs"
        ),
    ],
)
def test_a_model_that_a_rewrite_could_break_is_kept_and_the_reason_reported(data: bytes, why: str) -> None:
    found = rewrite(data, "m.tflite", request())
    assert found.changes == ()
    assert why in found.kept
    assert found.data == data


def test_metadata_that_speaks_of_the_whole_model_is_kept_as_it_is() -> None:
    found = rewrite(with_metadata("CONVERSION_METADATA", b"keep me"), "m.tflite", request())
    assert found.changes
    model = reader.read(found.data)
    assert [(it.name, bytes(model.bytes(model.buffers[it.buffer]))) for it in model.metadata] == [
        ("CONVERSION_METADATA", b"keep me")
    ]


def test_another_board_that_loses_is_named() -> None:
    found = rewrite(reshaped(), "m.tflite", request("cortex-m4/cmsis-nn", "host/reference"))
    assert found.changes
    assert found.notes == ()


def test_the_board_that_leaves_least_room_is_the_one_that_is_fitted() -> None:
    boards = [
        Board(name, parse("cortex-m4/cmsis-nn"), arena=arena) for name, arena in (("any", None), ("roomy", 9000), ("tight", 900))
    ]
    asked = request()._replace(placements=tuple(map(Placement, boards)))
    assert [it.board.name for it in tightest_first(reader.read(dense()), asked).placements] == ["tight", "roomy", "any"]


@pytest.mark.parametrize(("arena", "smallest", "enough"), [(None, False, 900), (500, False, 500), (None, True, None)])
def test_what_is_enough_is_what_was_said_else_what_the_board_gives(
    arena: int | None, enough: int | None, *, smallest: bool
) -> None:
    asked = request()._replace(placements=(Placement(Board("tight", arena=900)),), arena=arena, smallest=smallest)
    assert asked.enough == enough
