"""`input-count`: how many inputs the firmware knows."""

from networks import Tree, board_toml, dense

from tflint.manifest.board import ModelEntry, TensorContract
from tflint.testing import run
from tflint_rules.io.input_count import rule


def bad() -> Tree:
    """Firmware for two inputs, and a model with one."""
    return {"models/gesture.tflite": dense(), "tflint.toml": board_toml(inputs='[{ dtype = "int8" }, { dtype = "int8" }]')}


def good() -> Tree:
    return {"models/gesture.tflite": dense(), "tflint.toml": board_toml(inputs='[{ dtype = "int8" }]')}


def test_without_a_contract_any_count_is_meant() -> None:
    assert run(rule, dense()) == ()


def test_the_declared_count_is_fine() -> None:
    assert run(rule, dense(), entry=ModelEntry("*.tflite", inputs=(TensorContract(),))) == ()


def test_more_and_fewer_are_found() -> None:
    for count in (0, 2):
        (finding,) = run(rule, dense(), entry=ModelEntry("*.tflite", inputs=(TensorContract(),) * count))
        assert finding.message == f"the number of inputs is 1, declared {count}"
