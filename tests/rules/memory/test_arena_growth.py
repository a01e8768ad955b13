"""`arena-growth`: a model against its other revision."""

from networks import Tree, dense, float_dense

from tflint.model import reader
from tflint.testing import run
from tflint_rules.memory.arena_growth import rule

ARGS = ("--diff", "HEAD")


def before() -> Tree:
    return {"models/gesture.tflite": dense()}


def bad() -> Tree:
    """A model that grew since the other revision."""
    return {"models/gesture.tflite": dense(inputs=64, classes=12, ends="float32")}


def good() -> Tree:
    return {"models/gesture.tflite": dense(scale=0.25)}


def test_without_another_revision_nothing_has_grown() -> None:
    assert run(rule, dense()) == ()


def test_the_same_size_is_no_growth() -> None:
    assert run(rule, dense(scale=0.25), previous=reader.read(dense())) == ()


def test_a_smaller_model_is_no_growth() -> None:
    assert run(rule, dense(), previous=reader.read(dense(inputs=64))) == ()


def test_arena_file_and_ops_are_distinguished() -> None:
    findings = run(rule, bad()["models/gesture.tflite"], previous=reader.read(dense()))  # type: ignore[arg-type]  # a model's bytes
    assert {it.evidence.get("what", it.evidence.get("operators")) for it in findings} == {"arena", "file", "QUANTIZE, DEQUANTIZE"}


def test_the_share_that_is_let_pass_can_be_set() -> None:
    grown = run(rule, float_dense(inputs=10), previous=reader.read(float_dense()), settings={"maximum": "100%"})
    assert grown == ()
    assert run(rule, float_dense(inputs=10), previous=reader.read(float_dense()), settings={"maximum": 0}) != ()
