"""`npu-model-missing`: an NPU that nothing is compiled for."""

from networks import Tree, board_toml, dense, npu_network

from tflint.manifest.board import Board
from tflint.testing import run
from tflint_rules.accelerator.npu_model_missing import rule


def bad() -> Tree:
    """A board with an Ethos-U55, and the model from before Vela."""
    return {"models/person.tflite": dense(), "tflint.toml": board_toml('npu = "ethos-u55-128"')}


def good() -> Tree:
    return {"models/person.tflite": npu_network(), "tflint.toml": board_toml('npu = "ethos-u55-128"')}


def test_a_board_without_npu_wants_plain_models() -> None:
    assert run(rule, dense(), board=Board("nano33")) == ()


def test_a_compiled_model_is_what_the_npu_wants() -> None:
    assert run(rule, npu_network(), board=Board("himax", npu="ethos-u55-64")) == ()


def test_other_accelerators_have_other_compilers() -> None:
    assert run(rule, dense(), board=Board("max", npu="max78000")) == ()


def test_a_plain_model_leaves_the_npu_idle() -> None:
    (finding,) = run(rule, dense(), board=Board("himax", npu="ethos-u55-64"))
    assert finding.message == "himax has ethos-u55-64, no op of the model is compiled for it"
