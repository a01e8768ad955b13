"""What a model that does not fit would take rewritten."""

from __future__ import annotations

from fit.nets import model, residual

from tflint.facts import Facts, arena_plan, made_to_fit
from tflint.manifest.board import Board, ResolverSpec
from tflint.manifest.target import parse

BOARD = Board("kit", parse("cortex-m4/cmsis-nn"))
NEEDED = Facts(model(residual()), BOARD, path="m")(arena_plan).minimum
OPS = ("CONV_2D", "ADD", "MAX_POOL_2D")


def on(board: Board) -> Facts:
    return Facts(model(residual()), board, path="m")


def test_a_model_that_fits_needs_no_advice() -> None:
    assert on(BOARD._replace(arena=NEEDED))(made_to_fit) is None
    assert on(BOARD)(made_to_fit) is None


def test_a_model_that_does_not_fit_is_said_to_fit_rewritten() -> None:
    found = on(BOARD._replace(arena=NEEDED * 3 // 4))(made_to_fit)
    assert found is not None
    assert found.minimum <= NEEDED * 3 // 4
    assert found.adds == ("CONCATENATION", "SLICE")
    assert found.lacking == ()
    assert found.sentence.startswith(f"tflint fix can make it {found.minimum:,} B (+")


def test_a_resolver_without_the_operators_of_stripes_is_told() -> None:
    board = BOARD._replace(arena=NEEDED * 3 // 4, resolver=ResolverSpec(ops=(*OPS, "SLICE")))
    found = on(board)(made_to_fit)
    assert found is not None
    assert found.lacking == ("CONCATENATION",)
    assert found.sentence.endswith(", with the same outputs, once the resolver has CONCATENATION")
