"""`unquantized-model`: float32 where integers are expected."""

from networks import Tree, board_toml, dense, float_dense

from tflint.finding import Severity
from tflint.manifest.board import Board
from tflint.manifest.target import parse
from tflint.testing import run
from tflint_rules.quantization.unquantized_model import rule


def bad() -> Tree:
    """A board that expects int8, and a float model for it."""
    return {"models/gesture.tflite": float_dense(), "tflint.toml": board_toml('expect = "int8"')}


def good() -> Tree:
    return {"models/gesture.tflite": dense(), "tflint.toml": board_toml('expect = "int8"')}


def test_integers_are_what_is_expected() -> None:
    assert run(rule, dense()) == ()
    assert run(rule, dense(), board=Board("nano33", expect="int8")) == ()


def test_a_board_may_expect_float() -> None:
    assert run(rule, float_dense(), board=Board("nano33", expect="float32")) == ()


def test_a_phone_computes_in_float() -> None:
    assert run(rule, float_dense(), board=Board("phone", parse("litert"))) == ()


def test_float_on_a_microcontroller_is_worth_a_note() -> None:
    assert [it.severity for it in run(rule, float_dense())] == [Severity.NOTE]


def test_a_broken_expectation_is_an_error() -> None:
    (finding,) = run(rule, float_dense(), board=Board("nano33", expect="int8"))
    assert (finding.severity, finding.message) == (Severity.ERROR, "computes in float32, expected int8 on nano33")


def test_the_expectation_can_be_another_integer() -> None:
    assert len(run(rule, dense(), board=Board("nano33", expect="int16"))) == 1
