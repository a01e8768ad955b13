"""`output-quantization`: scale and zero point that the firmware computes with."""

from networks import Tree, board_toml, dense

from tflint.manifest.board import ModelEntry, TensorContract
from tflint.testing import run
from tflint_rules.io.output_quantization import rule


def entry(contract: TensorContract) -> ModelEntry:
    return ModelEntry("*.tflite", outputs=(contract,))


def bad() -> Tree:
    """A model calibrated anew, and firmware with the old threshold."""
    return {"models/gesture.tflite": dense(scale=0.25), "tflint.toml": board_toml(outputs="[{ scale = 0.5, zero_point = 0 }]")}


def good() -> Tree:
    return {"models/gesture.tflite": dense(), "tflint.toml": board_toml(outputs="[{ scale = 0.5, zero_point = 0 }]")}


def test_without_a_contract_any_scale_is_meant() -> None:
    assert run(rule, dense()) == ()


def test_the_declared_parameters_are_fine_and_each_may_be_left_open() -> None:
    for contract in (
        TensorContract(scale=0.5, zero_point=0),
        TensorContract(scale=0.5),
        TensorContract(zero_point=0),
        TensorContract(),
    ):
        assert run(rule, dense(), entry=entry(contract)) == ()


def test_rounding_within_the_tolerance_is_let_pass() -> None:
    assert run(rule, dense(), entry=entry(TensorContract(scale=0.5004))) == ()
    assert len(run(rule, dense(), entry=entry(TensorContract(scale=0.5006)))) == 1
    assert run(rule, dense(), entry=entry(TensorContract(scale=0.5006)), settings={"tolerance": "1%"}) == ()


def test_another_scale_is_found() -> None:
    (finding,) = run(rule, dense(scale=0.25), entry=entry(TensorContract(scale=0.5, zero_point=0)))
    assert finding.message == "output 0 'scores' has scale 0.25 and zero point 0, declared scale 0.5 and zero point 0"


def test_another_zero_point_is_found() -> None:
    assert len(run(rule, dense(), entry=entry(TensorContract(zero_point=-1)))) == 1


def test_a_tensor_without_quantization_is_found() -> None:
    (finding,) = run(rule, dense(ends="float32"), entry=entry(TensorContract(scale=0.5)))
    assert finding.message == "output 0 'scores' has no quantization, declared scale 0.5"
