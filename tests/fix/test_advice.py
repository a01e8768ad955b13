"""What a model that does not fit would take rewritten: the figures of `tflint fix` itself, or bounds of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from fit.nets import padded, residual, wide

from tflint.check.scope import Placement
from tflint.facts import Facts, arena_plan
from tflint.fix.advice import made_to_fit
from tflint.fix.figures import measure
from tflint.fix.request import Request
from tflint.fix.rewrite import rewrite, tightest_first
from tflint.manifest.board import Board, Manifest, ResolverSpec
from tflint.manifest.target import parse
from tflint.model import reader

BOARD = Board("kit", parse("cortex-m4/cmsis-nn"))
ESP = Board("esp", parse("esp32s3/esp-nn@1.1.0"))
RESIDUAL = residual().ends()
PERSON = (Path(__file__).parents[2] / "examples/models/person.tflite").read_bytes()
OPS = ("CONV_2D", "ADD", "MAX_POOL_2D")


def on(board: Board, data: bytes = RESIDUAL, boards: tuple[Board, ...] = ()) -> Facts:
    return Facts(reader.read(data), board, path="m", boards=boards)


NEEDED = on(BOARD)(arena_plan).minimum


def test_a_model_that_fits_needs_no_advice() -> None:
    assert on(BOARD._replace(arena=NEEDED))(made_to_fit) is None
    assert on(BOARD)(made_to_fit) is None


def test_nobody_is_advised_who_does_not_read_it() -> None:
    facts = Facts(reader.read(RESIDUAL), BOARD._replace(arena=NEEDED // 2), path="m", advised=False)
    assert facts(made_to_fit) is None


FITTING = (
    (RESIDUAL, 0.97),
    (RESIDUAL, 0.75),
    (wide().ends(), 0.97),
    (wide().ends(), 0.85),
    (padded().ends(), 0.9),
    (PERSON, 0.97),
    (PERSON, 0.7),
)


@pytest.mark.parametrize(("data", "share"), FITTING)
def test_where_the_rewritten_model_fits_the_figures_are_those_of_the_command(data: bytes, share: float) -> None:
    board = BOARD._replace(arena=int(on(BOARD, data)(arena_plan).minimum * share))
    found = on(board, data)(made_to_fit)
    fixed = rewrite(data, "m.tflite", Request((Placement(board),), (), Manifest()))
    assert found is not None
    assert not found.at_most
    assert found.minimum == fixed.after.minimum <= (board.arena or 0)
    assert found.macs == pytest.approx(fixed.after.macs / fixed.before.macs - 1)
    assert found.adds == fixed.adds_operators


def test_where_nothing_was_found_that_fits_the_figure_is_a_bound_of_what_the_command_comes_to() -> None:
    board = BOARD._replace(arena=1_000)
    found = on(board, PERSON)(made_to_fit)
    fixed = rewrite(PERSON, "m.tflite", Request((Placement(board),), (), Manifest()))
    assert found is not None
    assert found.at_most
    assert fixed.after.minimum <= found.minimum < fixed.before.minimum
    assert found.sentence == f"tflint fix makes it {found.minimum:,} B or less, with the same outputs"


def test_on_several_boards_the_figure_is_of_the_one_file_for_all_of_them() -> None:
    boards = BOARD._replace(arena=45_000), ESP._replace(arena=90_000)
    request = tightest_first(reader.read(PERSON), Request(tuple(Placement(it) for it in boards), (), Manifest()))
    fixed = reader.read(rewrite(PERSON, "m.tflite", request).data)
    for board in boards:
        found = on(board, PERSON, boards)(made_to_fit)
        assert found is not None
        assert found.minimum == measure(fixed, board.target).minimum


def test_a_board_that_loses_by_what_the_tightest_one_needs_is_not_advised() -> None:
    boards = BOARD._replace(arena=50_000), ESP._replace(arena=61_000)
    assert on(boards[0], PERSON, boards)(made_to_fit) is None
    assert on(boards[1], PERSON, boards)(made_to_fit) is not None


def test_the_sentence_names_arena_cost_and_new_operators() -> None:
    found = on(BOARD._replace(arena=NEEDED * 3 // 4))(made_to_fit)
    assert found is not None
    cost = f"+{found.macs:.1%} MACs; adds CONCATENATION and SLICE"
    assert found.sentence == f"tflint fix makes it {found.minimum:,} B ({cost}), with the same outputs"


def test_a_resolver_without_the_operators_of_stripes_is_reported() -> None:
    board = BOARD._replace(arena=NEEDED * 3 // 4, resolver=ResolverSpec(ops=(*OPS, "SLICE")))
    found = on(board)(made_to_fit)
    assert found is not None
    assert found.lacking == ("CONCATENATION",)
    assert found.sentence.endswith(", with the same outputs, once the resolver has CONCATENATION")
