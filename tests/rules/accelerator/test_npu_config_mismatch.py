"""`npu-config-mismatch`: a program for another NPU."""

import pytest
from networks import Tree, board_toml, dense, npu_network

from tflint.manifest.board import Board
from tflint.testing import run
from tflint_rules.accelerator.npu_config_mismatch import rule


def bad() -> Tree:
    """A model compiled for an Ethos-U55 with 256 MACs, on a board with 128."""
    return {"models/person_vela.tflite": npu_network(macs=8), "tflint.toml": board_toml('npu = "ethos-u55-128"')}


def good() -> Tree:
    return {"models/person_vela.tflite": npu_network(macs=7), "tflint.toml": board_toml('npu = "ethos-u55-128"')}


def test_a_plain_model_has_no_configuration() -> None:
    assert run(rule, dense(), board=Board("himax", npu="ethos-u55-64")) == ()


@pytest.mark.parametrize("npu", ["ethos-u55-128", "ethos-u55"])
def test_the_same_npu_is_fine(npu: str) -> None:
    assert run(rule, npu_network(), board=Board("himax", npu=npu)) == ()


def test_a_stream_without_header_cannot_be_compared() -> None:
    assert run(rule, npu_network(stream=b"????"), board=Board("himax", npu="ethos-u55-64")) == ()


@pytest.mark.parametrize(
    ("product", "macs", "compiled"), [(0, 8, "ethos-u55-256"), (1, 7, "ethos-u65-128"), (2, 11, "ethos-u85-2048")]
)
def test_another_size_or_product_is_found(product: int, macs: int, compiled: str) -> None:
    (finding,) = run(rule, npu_network(product=product, macs=macs), board=Board("himax", npu="ethos-u55-128"))
    assert finding.evidence == {"compiled_for": compiled, "npu": "ethos-u55-128"}


def test_half_the_multipliers_is_another_npu() -> None:
    assert len(run(rule, npu_network(macs=5), board=Board("himax", npu="ethos-u55-256"))) == 1
    assert len(run(rule, npu_network(macs=8), board=Board("himax", npu="ethos-u55-2"))) == 1
