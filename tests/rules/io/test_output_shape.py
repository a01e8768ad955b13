"""`output-shape`: the shape that the firmware reads."""

from networks import Tree, board_toml, dense

from tflint.manifest.board import ModelEntry, TensorContract
from tflint.testing import run
from tflint_rules.io.output_shape import rule


def entry(contract: TensorContract) -> ModelEntry:
    return ModelEntry("*.tflite", outputs=(contract,))


def bad() -> Tree:
    """A model with one class less than the firmware was written for."""
    return {"models/gesture.tflite": dense(), "tflint.toml": board_toml(outputs="[{ shape = [1, 5] }]")}


def good() -> Tree:
    return {"models/gesture.tflite": dense(), "tflint.toml": board_toml(outputs="[{ shape = [1, 4] }]")}


def test_without_a_contract_any_shape_is_meant() -> None:
    assert run(rule, dense()) == ()


def test_the_declared_shape_and_any_size_where_it_says_so_are_fine() -> None:
    assert run(rule, dense(), entry=entry(TensorContract(shape=(1, 4)))) == ()
    assert run(rule, dense(), entry=entry(TensorContract(shape=(1, -1)))) == ()


def test_a_contract_may_leave_the_shape_open() -> None:
    assert run(rule, dense(), entry=entry(TensorContract(dtype="int8"))) == ()


def test_another_size_and_another_rank_are_found() -> None:
    for shape in ((1, 5), (2, 4), (1, 4, 1), (4,), (-1,)):
        (finding,) = run(rule, dense(), entry=entry(TensorContract(shape=shape)))
        assert finding.message == f"output 0 'scores' has shape [1, 4], declared {list(shape)}"
