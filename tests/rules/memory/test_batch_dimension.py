"""`batch-dimension`: several samples where one was declared."""

from networks import Tree, board_toml, dense

from tflint.manifest.board import ModelEntry, TensorContract
from tflint.testing import run
from tflint_rules.memory.batch_dimension import rule


def entry(*shape: int) -> ModelEntry:
    return ModelEntry("*.tflite", inputs=(TensorContract(shape=shape),))


def bad() -> Tree:
    """A contract that says one sample, and a model with a batch of 8."""
    return {"models/gesture.tflite": dense(batch=8), "tflint.toml": board_toml(inputs="[{ shape = [1, 8] }]")}


def good() -> Tree:
    return {"models/gesture.tflite": dense(), "tflint.toml": board_toml(inputs="[{ shape = [1, 8] }]")}


def test_without_a_contract_any_batch_is_meant() -> None:
    assert run(rule, dense(batch=8)) == ()


def test_one_sample_is_one_sample() -> None:
    assert run(rule, dense(), entry=entry(1, 8)) == ()


def test_a_declared_batch_is_meant() -> None:
    assert run(rule, dense(batch=8), entry=entry(8, 8)) == ()


def test_a_batch_where_one_was_declared_is_found() -> None:
    (finding,) = run(rule, dense(batch=2), entry=entry(1, 8))
    assert finding.message == "input 0 'samples' has 2 samples at once, declared 1"
