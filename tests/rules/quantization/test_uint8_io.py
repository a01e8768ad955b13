"""`uint8-io`: uint8 ends of an int8 network."""

from networks import Tree, dense, one, quantized

from tflint.manifest.board import ModelEntry, TensorContract
from tflint.testing import run
from tflint_rules.quantization.uint8_io import rule


def bad() -> Tree:
    """An image model that takes the camera's bytes as they are."""
    return {"models/camera.tflite": dense(ends="uint8")}


def good() -> Tree:
    return {"models/camera.tflite": dense()}


def test_int8_ends_are_fine() -> None:
    assert run(rule, dense()) == ()


def test_a_uint8_network_is_another_rules_business() -> None:
    tensor = quantized((1, 4), "uint8")
    assert run(rule, one("ADD", [tensor, tensor], tensor, {})) == ()


def test_a_contract_may_want_uint8() -> None:
    wanted = (TensorContract(dtype="uint8"),)
    assert run(rule, dense(ends="uint8"), entry=ModelEntry("*.tflite", inputs=wanted, outputs=wanted)) == ()


def test_both_ends_are_found() -> None:
    assert [it.evidence["role"] for it in run(rule, dense(ends="uint8"))] == ["input", "output"]
