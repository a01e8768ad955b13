"""`edgetpu-model`: a program for Coral."""

from networks import Tree, board_toml, dense, one

from tflint.manifest.board import Board
from tflint.testing import run
from tflint_rules.accelerator.edgetpu_model import rule


def compiled() -> bytes:
    pixels = {"shape": (1, 8), "dtype": "uint8", "scale": 0.5, "zero_point": 128}
    return one("edgetpu-custom-op", [pixels], pixels, custom_options=b"package")


def bad() -> Tree:
    """A model with the name `…_edgetpu.tflite`, deployed on a microcontroller."""
    return {"models/person_edgetpu.tflite": compiled(), "tflint.toml": board_toml()}


def good() -> Tree:
    return {"models/person_edgetpu.tflite": dense(), "tflint.toml": board_toml()}


def test_a_plain_model_is_no_edge_tpu_s() -> None:
    assert run(rule, dense(), board=Board("nano33")) == ()


def test_a_board_with_an_edge_tpu_runs_it() -> None:
    assert run(rule, compiled(), board=Board("coral", npu="edgetpu")) == ()


def test_other_boards_do_not() -> None:
    (finding,) = run(rule, compiled(), board=Board("nano33"))
    assert finding.message == "op 0 edgetpu-custom-op runs on an Edge TPU only, nano33 has no NPU"
