"""`float-output`: float32 out of an integer network."""

from networks import Tree, dense, float_dense

from tflint.manifest.board import Board, ModelEntry, TensorContract
from tflint.manifest.target import parse
from tflint.testing import run
from tflint_rules.quantization.float_output import rule


def bad() -> Tree:
    """An int8 model converted with its outputs left as they are."""
    return {"models/gesture.tflite": dense(ends="float32")}


def good() -> Tree:
    return {"models/gesture.tflite": dense()}


def test_integers_all_the_way_are_fine() -> None:
    assert run(rule, dense()) == ()


def test_a_float_network_answers_in_float() -> None:
    assert run(rule, float_dense()) == ()


def test_a_phone_takes_float_as_it_comes() -> None:
    assert run(rule, dense(ends="float32"), board=Board("phone", parse("litert"))) == ()


def test_a_contract_may_want_float() -> None:
    wanted = ModelEntry("*.tflite", outputs=(TensorContract(dtype="float32"),))
    assert run(rule, dense(ends="float32"), entry=wanted) == ()


def test_a_result_dequantized_last_is_found() -> None:
    (finding,) = run(rule, dense(ends="float32"))
    assert finding.message == "output 'scores' is float32, dequantized from int8 by op 2 DEQUANTIZE"
