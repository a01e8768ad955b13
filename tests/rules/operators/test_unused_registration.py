"""`unused-registration`: ops added that no model uses."""

from pathlib import Path

from firmware_project import firmware, main_cc
from networks import Tree, dense

from tflint.manifest.board import Board, ResolverSpec
from tflint.testing import run
from tflint_rules.operators.unused_registration import rule


def bad() -> Tree:
    """An op of an earlier model is still registered."""
    return firmware(main_cc("AddFullyConnected()", "AddSoftmax()"))


def good() -> Tree:
    return firmware(main_cc("AddFullyConnected()"))


def test_without_a_resolver_nothing_is_registered() -> None:
    assert run(rule, dense(), board=Board("nano33")) == ()


def test_what_one_of_the_board_s_models_uses_is_used() -> None:
    two = {"one.tflite": dense(), "two.tflite": dense(ends="float32")}
    ops = ("FULLY_CONNECTED", "QUANTIZE", "DEQUANTIZE")
    assert run(rule, two, board=Board("nano33", resolver=ResolverSpec(ops=ops))) == ()


def test_an_op_of_the_manifest_s_list_that_none_uses_is_found() -> None:
    (finding,) = run(rule, dense(), board=Board("nano33", resolver=ResolverSpec(ops=("FULLY_CONNECTED", "SOFTMAX"))))
    assert finding.message == "SOFTMAX is registered and no model on nano33 uses it"


def test_a_registration_in_the_source_is_found_at_its_line(tmp_path: Path) -> None:
    (tmp_path / "main.cc").write_text(main_cc("AddFullyConnected()", "AddSoftmax()"), "utf-8")
    (finding,) = run(rule, dense(), board=Board("nano33", resolver=ResolverSpec(source=("main.cc",))), root=str(tmp_path))
    assert finding.place is not None
    assert (finding.place.line, finding.place.column) == (9, 3)


def test_what_only_some_builds_register_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "main.cc").write_text(
        "tflite::MicroMutableOpResolver<2> r; void f() {\n#ifdef A\nr.AddSoftmax();\n#endif\n}", "utf-8"
    )
    assert run(rule, dense(), board=Board("nano33", resolver=ResolverSpec(source=("main.cc",))), root=str(tmp_path)) == ()
