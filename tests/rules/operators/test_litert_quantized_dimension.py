"""`litert-quantized-dimension`: what LiteRT refuses and TFLM takes."""

from networks import Tree, board_toml, one, quantized

from tflint.manifest.board import Board
from tflint.manifest.target import parse
from tflint.testing import run
from tflint_rules.operators.litert_quantized_dimension import rule

PI = Board("pi", parse("litert"))


def network(dimension: int) -> bytes:
    weights = {"values": range(32), "shape": (4, 8), "dtype": "int8", "scale": (0.5,) * 4, "zero_point": 0, "name": "weights"}
    bias = {
        "values": range(4),
        "shape": (4,),
        "dtype": "int32",
        "scale": (0.25,) * 4,
        "zero_point": 0,
        "quantized_dimension": dimension,
    }
    return one("FULLY_CONNECTED", [quantized((1, 8)), weights, {**bias, "name": "bias"}], quantized((1, 4)), {})


def manifest() -> str:
    return board_toml().replace('cpu = "cortex-m4"\nkernels = "cmsis-nn"', 'kernels = "litert"').replace("nano33", "pi")


def bad() -> Tree:
    """A bias of one dimension that claims to be quantized along its fourth, on a Raspberry Pi."""
    return {"models/gesture.tflite": network(3), "tflint.toml": manifest()}


def good() -> Tree:
    return {"models/gesture.tflite": network(0), "tflint.toml": manifest()}


def test_the_first_dimension_is_there() -> None:
    assert run(rule, network(0), board=PI) == ()


def test_tflm_never_looks() -> None:
    assert run(rule, network(3)) == ()


def test_a_dimension_beyond_the_rank_is_refused() -> None:
    (finding,) = run(rule, network(1), board=PI)
    assert finding.location.tensor == "bias"
