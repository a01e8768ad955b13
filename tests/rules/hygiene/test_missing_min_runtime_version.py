"""`missing-min-runtime-version`: which runtime the model needs."""

from networks import Tree, dense, float_dense

from tflint.testing import run
from tflint_rules.hygiene.missing_min_runtime_version import rule


def bad() -> Tree:
    """A model written by a tool that leaves the entry out."""
    return {"models/gesture.tflite": float_dense()}


def good() -> Tree:
    return {"models/gesture.tflite": dense()}


def test_a_model_that_says_so_is_fine() -> None:
    assert run(rule, dense()) == ()


def test_an_entry_padded_with_zeros_alone_says_nothing() -> None:
    (finding,) = run(rule, dense(metadata={"min_runtime_version": bytes(16)}))
    assert finding.message == "min_runtime_version metadata is empty"


def test_a_model_without_the_entry_is_noted() -> None:
    (finding,) = run(rule, float_dense())
    assert finding.message == "no min_runtime_version metadata"
