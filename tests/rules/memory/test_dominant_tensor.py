"""`dominant-tensor`: one tensor over half of the head."""

from networks import Tree, dense

from tflint.testing import run
from tflint_rules.memory.dominant_tensor import rule


def bad() -> Tree:
    """A model whose input outweighs all else."""
    return {"models/wide.tflite": dense(inputs=20_000)}


def good() -> Tree:
    return {"models/wide.tflite": dense(inputs=2_000)}


def test_small_models_are_not_worth_the_line() -> None:
    assert run(rule, dense(inputs=2_000)) == ()


def test_two_tensors_of_a_size_share_the_head() -> None:
    assert run(rule, dense(inputs=48, classes=48), settings={"minimum": 0}) == ()


def test_the_one_large_tensor_is_named() -> None:
    (finding,) = run(rule, dense(inputs=20_000))
    assert finding.location.tensor == "samples"
    assert finding.evidence["bytes"] == 20_000
