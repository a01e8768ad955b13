"""`npu-fallback`: what the NPU leaves to the processor."""

from importlib.util import find_spec

import pytest
from networks import Tree, board_toml, dense, npu_network

from tflint.manifest.board import Board
from tflint.testing import ModelBuilder, TensorFields, run
from tflint_rules.accelerator.npu_fallback import rule

NPU = Board("himax", npu="ethos-u55-128")
vela = pytest.mark.skipif(find_spec("ethosu") is None, reason="ethos-u-vela is not installed")


def half_compiled() -> bytes:
    b = ModelBuilder()
    inner = TensorFields(dtype="int8", scale=0.5, zero_point=0)
    x, q, y, result = (
        b.input("samples", (1, 8)),
        b.tensor("samples/int8", (1, 8), **inner),
        b.tensor("y", (1, 4), **inner),
        b.tensor("scores", (1, 4)),
    )
    b.operator("QUANTIZE", [x], [q])
    b.operator("ethos-u", [b.constant("stream", b"COP1", (4,), "uint8"), q], [y])
    b.operator("DEQUANTIZE", [y], [result])
    b.output(result)
    return b.build()


def bad() -> Tree:
    """A network with float32 inputs and outputs, for a board with an Ethos-U55."""
    return {"models/person_vela.tflite": half_compiled(), "tflint.toml": board_toml('npu = "ethos-u55-128"')}


def good() -> Tree:
    return {"models/person_vela.tflite": npu_network(), "tflint.toml": board_toml('npu = "ethos-u55-128"')}


@pytest.mark.parametrize("npu", [None, "neutron", "ethos-u55"])
def test_without_an_ethos_u_of_known_size_nothing_can_be_left(npu: str | None) -> None:
    assert run(rule, half_compiled(), board=Board("himax", npu=npu)) == ()


def test_a_model_that_is_one_program_leaves_nothing() -> None:
    assert run(rule, npu_network(), board=NPU) == ()


def test_what_a_compiled_model_still_holds_is_counted() -> None:
    (finding,) = run(rule, half_compiled(), board=NPU)
    assert finding.message == "ethos-u55-128 leaves 2 of 3 ops to the processor: QUANTIZE, DEQUANTIZE"
    assert finding.evidence == {"left": 2, "operators": 3, "share": None}


@pytest.mark.parametrize(("share", "count"), [("66%", 1), ("67%", 0)])
def test_a_share_may_be_let_pass(share: str, count: int) -> None:
    assert len(run(rule, half_compiled(), board=NPU, settings={"maximum": share})) == count


@vela
def test_a_plain_int8_model_is_compiled_whole() -> None:
    assert run(rule, dense(), board=NPU) == ()


@vela
def test_conversions_of_a_plain_model_are_left() -> None:
    (finding,) = run(rule, dense(ends="float32"), board=NPU)
    assert finding.evidence == {"left": 2, "operators": 3, "share": 0.0}


@vela
def test_a_float_model_is_left_whole() -> None:
    from networks import float_dense

    (finding,) = run(rule, float_dense(), board=NPU)
    assert finding.evidence == {"left": 1, "operators": 1, "share": 1.0}
