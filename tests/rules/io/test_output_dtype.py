"""`output-dtype`: the type that the firmware reads."""

from networks import Tree, board_toml, dense

from tflint.manifest.board import ModelEntry, TensorContract
from tflint.testing import run
from tflint_rules.io.output_dtype import rule


def entry(contract: TensorContract) -> ModelEntry:
    return ModelEntry("*.tflite", outputs=(contract,))


def bad() -> Tree:
    """Firmware for int8, and a model whose output stayed float32."""
    return {"models/gesture.tflite": dense(ends="float32"), "tflint.toml": board_toml(outputs='[{ dtype = "int8" }]')}


def good() -> Tree:
    return {"models/gesture.tflite": dense(), "tflint.toml": board_toml(outputs='[{ dtype = "int8" }]')}


def test_without_a_contract_any_type_is_meant() -> None:
    assert run(rule, dense(ends="float32")) == ()


def test_the_declared_type_is_fine() -> None:
    assert run(rule, dense(), entry=entry(TensorContract(dtype="int8"))) == ()


def test_a_contract_may_leave_the_type_open() -> None:
    assert run(rule, dense(), entry=entry(TensorContract(shape=(1, 4)))) == ()


def test_another_type_is_found() -> None:
    (finding,) = run(rule, dense(ends="uint8"), entry=entry(TensorContract(dtype="int8")))
    assert finding.message == "output 0 'scores' is uint8, declared int8"
