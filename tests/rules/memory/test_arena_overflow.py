"""`arena-overflow`: the smallest arena that works against the one that is given."""

from networks import Tree, board_toml, dense, minimum

from tflint.manifest.board import Board
from tflint.testing import run
from tflint_rules.memory.arena_overflow import rule


def bad() -> Tree:
    return {"models/gesture.tflite": dense(inputs=1200, classes=80), "tflint.toml": board_toml('arena = "1 KiB"')}


def good() -> Tree:
    return {"models/gesture.tflite": dense(inputs=1200, classes=80), "tflint.toml": board_toml('arena = "16 KiB"')}


def test_an_undeclared_arena_is_no_budget() -> None:
    assert run(rule, dense(), board=Board("nano33")) == ()


def test_an_arena_of_the_very_size_fits() -> None:
    assert run(rule, dense(), board=Board("nano33", arena=minimum(dense()))) == ()


def test_one_byte_less_does_not_fit() -> None:
    needed = minimum(dense())
    (finding,) = run(rule, dense(), board=Board("nano33", arena=needed - 1))
    assert finding.message == f"arena needs {needed:,} B on nano33, {needed - 1:,} B given"
    assert (finding.evidence["needed"], finding.evidence["given"]) == (needed, needed - 1)


def test_the_peak_names_the_op_and_what_is_alive_there() -> None:
    (finding,) = run(rule, dense(inputs=400, classes=80), board=Board("nano33", arena=64))
    assert finding.location.operator == "FULLY_CONNECTED"
    assert finding.help[0].startswith("peak at op 0 FULLY_CONNECTED: 'samples' 400 + 'scores' 80")


def test_a_bound_says_that_it_is_one() -> None:
    from tflint.testing import ModelBuilder

    b = ModelBuilder()
    x, y = b.input("x", (1, 4)), b.tensor("y", (1, 4))
    b.operator("my_op", [x], [y])
    b.output(y)
    (finding,) = run(rule, b.build(), board=Board("nano33", arena=16))
    assert finding.message.startswith("arena needs at least ")
    assert finding.evidence["exact"] is False
