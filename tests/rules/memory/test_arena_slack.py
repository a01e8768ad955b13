"""`arena-slack`: arena lost to the order in which TFLM places its buffers."""

from itertools import pairwise

import pytest
from networks import Tree, board_toml, dense

from tflint.manifest.board import Board
from tflint.manifest.target import parse
from tflint.testing import ModelBuilder, run
from tflint_rules.memory.arena_slack import rule

FRAGMENTED = (512, 2048, 1024, 512, 2048)


def chain(*sizes: int) -> bytes:
    """Return a chain of tensors of these sizes: PAD where one grows, SLICE where one shrinks."""
    b = ModelBuilder()
    x = b.input("t0", (1, sizes[0]), "int8", scale=0.5)
    for step, (before, after) in enumerate(pairwise(sizes), 1):
        y = b.tensor(f"t{step}", (1, after), "int8", scale=0.5)
        if after > before:
            b.operator("PAD", [x, b.constant(f"paddings{step}", (0, 0, 0, after - before), (2, 2), "int32")], [y], {})
        else:
            begin, size = b.constant(f"begin{step}", (0, 0), (2,), "int32"), b.constant(f"size{step}", (1, after), (2,), "int32")
            b.operator("SLICE", [x, begin, size], [y], {})
        x = y
    b.output(x)
    return b.build()


def bad() -> Tree:
    """A net in which a wide tensor comes late."""
    return {"models/late.tflite": chain(*FRAGMENTED), "tflint.toml": board_toml('arena = "8 KiB"')}


def good() -> Tree:
    return {"models/late.tflite": chain(512, 1024, 2048), "tflint.toml": board_toml('arena = "8 KiB"')}


@pytest.mark.parametrize("data", [dense(), chain(512, 1024, 2048), chain(2048, 512)])
def test_buffers_without_gaps_have_no_slack(data: bytes) -> None:
    assert run(rule, data, board=Board("nano33")) == ()


def test_an_interpreter_that_reads_no_plan_has_no_slack() -> None:
    assert run(rule, chain(*FRAGMENTED), board=Board("phone", parse("litert"))) == ()


def test_what_a_plan_would_save_is_reported_with_both_figures() -> None:
    (finding,) = run(rule, chain(*FRAGMENTED), board=Board("nano33"))
    needed, planned = finding.evidence["needed"], finding.evidence["planned"]
    assert isinstance(needed, int)
    assert isinstance(planned, int)
    assert finding.message == f"arena of {needed:,} B could be {planned:,} B with an offline plan"
    assert planned <= needed - 1024


@pytest.mark.parametrize(("minimum", "count"), [("20%", 1), ("30%", 0)])
def test_the_share_from_which_on_it_is_reported_can_be_set(minimum: str, count: int) -> None:
    assert len(run(rule, chain(*FRAGMENTED), board=Board("nano33"), settings={"minimum": minimum})) == count
