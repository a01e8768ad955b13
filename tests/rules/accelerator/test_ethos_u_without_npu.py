"""`ethos-u-without-npu`: a program for hardware that is not there."""

from networks import Tree, board_toml, dense, npu_network

from tflint.manifest.board import Board
from tflint.testing import run
from tflint_rules.accelerator.ethos_u_without_npu import rule


def bad() -> Tree:
    """A model compiled by Vela, on a board with a Cortex-M4 alone."""
    return {"models/person_vela.tflite": npu_network(), "tflint.toml": board_toml()}


def good() -> Tree:
    return {"models/person_vela.tflite": npu_network(), "tflint.toml": board_toml('npu = "ethos-u55-128"')}


def test_a_plain_model_needs_no_npu() -> None:
    assert run(rule, dense(), board=Board("nano33")) == ()


def test_without_a_board_custom_operator_says_it() -> None:
    assert run(rule, npu_network()) == ()


def test_any_ethos_u_is_an_ethos_u() -> None:
    assert run(rule, npu_network(), board=Board("himax", npu="ethos-u55")) == ()


def test_a_board_without_npu_cannot_run_it() -> None:
    (finding,) = run(rule, npu_network(), board=Board("nano33"))
    assert finding.message == "op 0 ethos-u was compiled for ethos-u55-128, nano33 has no NPU"


def test_a_stream_without_header_is_still_one() -> None:
    (finding,) = run(rule, npu_network(stream=b"????"), board=Board("nano33", npu="neutron"))
    assert finding.message == "op 0 ethos-u was compiled for an Ethos-U, nano33 has neutron"
