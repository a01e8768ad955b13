"""`resolver-too-small`: ops added against room declared."""

import pytest
from firmware_project import firmware, main_cc
from networks import Tree, dense

from tflint.manifest.board import Board, ResolverSpec
from tflint.testing import run
from tflint_rules.operators.resolver_too_small import rule

BOARD = Board("nano33", resolver=ResolverSpec(source=("main.cc",)))


def bad() -> Tree:
    """A line was added, the number was not raised."""
    return firmware(main_cc("AddFullyConnected()", "AddSoftmax()", "AddReshape()", room=2))


def good() -> Tree:
    return firmware(main_cc("AddFullyConnected()", "AddSoftmax()", "AddReshape()", room=3))


def found(tmp_path_factory: pytest.TempPathFactory, source: str) -> int:
    folder = tmp_path_factory.mktemp("firmware")
    (folder / "main.cc").write_text(source, "utf-8")
    return len(run(rule, dense(), board=BOARD, root=str(folder)))


def test_without_a_source_there_is_no_room_to_count() -> None:
    assert run(rule, dense(), board=Board("nano33", resolver=ResolverSpec(ops=("ADD",)))) == ()


@pytest.mark.parametrize(("room", "count"), [("2", 0), ("1", 1), ("kOps", 0), ("1 + 1", 0)])
def test_one_op_more_than_there_is_room_for(tmp_path_factory: pytest.TempPathFactory, room: str, count: int) -> None:
    source = main_cc("AddFullyConnected()", "AddSoftmax()", room=room)
    assert found(tmp_path_factory, source) == count  # kOps is defined nowhere: not guessed


def test_the_same_op_twice_takes_one_place(tmp_path_factory: pytest.TempPathFactory) -> None:
    assert found(tmp_path_factory, main_cc("AddSoftmax()", "AddSoftmax(tflite::Register_SOFTMAX_INT8())", room=1)) == 0


def test_ops_that_the_preprocessor_decides_on_may_never_meet(tmp_path_factory: pytest.TempPathFactory) -> None:
    either = main_cc("AddSoftmax()\n#ifdef A\n;resolver.AddConv2D()", room=1).replace(
        ";\n  static tflite::MicroI", ";\n#endif\n  static tflite::MicroI"
    )
    assert found(tmp_path_factory, either) == 0
