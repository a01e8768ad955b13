"""`output-name`: the order that names keep."""

from networks import Tree, board_toml, dense

from tflint.manifest.board import ModelEntry, TensorContract
from tflint.testing import run
from tflint_rules.io.output_name import rule


def entry(contract: TensorContract) -> ModelEntry:
    return ModelEntry("*.tflite", outputs=(contract,))


def bad() -> Tree:
    """An output with another name than the firmware asks for."""
    return {"models/gesture.tflite": dense(names=("left", "right")), "tflint.toml": board_toml(outputs='[{ name = "scores" }]')}


def good() -> Tree:
    return {"models/gesture.tflite": dense(), "tflint.toml": board_toml(outputs='[{ name = "scores" }]')}


def test_without_a_contract_any_name_is_meant() -> None:
    assert run(rule, dense()) == ()


def test_the_declared_name_is_fine() -> None:
    assert run(rule, dense(), entry=entry(TensorContract(name="scores"))) == ()


def test_a_contract_may_leave_the_name_open() -> None:
    assert run(rule, dense(), entry=entry(TensorContract(dtype="int8"))) == ()


def test_another_name_is_found() -> None:
    (finding,) = run(rule, dense(), entry=entry(TensorContract(name="audio")))
    assert finding.message == "output 0 'scores' is declared as 'audio'"
