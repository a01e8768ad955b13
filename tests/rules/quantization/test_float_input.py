"""`float-input`: float32 into an integer network."""

from networks import Tree, dense, float_dense

from tflint.manifest.board import Board, ModelEntry, TensorContract
from tflint.manifest.target import parse
from tflint.testing import ModelBuilder, TensorFields, run
from tflint_rules.quantization.float_input import rule


def bad() -> Tree:
    """An int8 model converted with its inputs left as they are."""
    return {"models/gesture.tflite": dense(ends="float32")}


def good() -> Tree:
    return {"models/gesture.tflite": dense()}


def test_integers_all_the_way_are_fine() -> None:
    assert run(rule, dense()) == ()


def test_a_float_network_wants_float() -> None:
    assert run(rule, float_dense()) == ()


def test_uint8_is_another_rules_business() -> None:
    assert run(rule, dense(ends="uint8")) == ()


def test_a_phone_takes_float_as_it_comes() -> None:
    assert run(rule, dense(ends="float32"), board=Board("phone", parse("litert"))) == ()


def test_a_contract_may_want_float() -> None:
    wanted = ModelEntry("*.tflite", inputs=(TensorContract(dtype="float32"),))
    assert run(rule, dense(ends="float32"), entry=wanted) == ()


def test_an_input_that_float_arithmetic_reads_first_has_no_converter_setting() -> None:
    b = ModelBuilder()
    inner = TensorFields(dtype="int8", scale=0.5, zero_point=0)
    x, level, q = b.input("x", (1, 4)), b.tensor("level", (1, 4)), b.tensor("q", (1, 4), **inner)
    y, z = b.tensor("y", (1, 4), **inner), b.tensor("z", (1, 4), **inner)
    b.operator("ABS", [x], [level])
    b.operator("QUANTIZE", [level], [q])
    b.operator("ADD", [q, q], [y], {})
    b.operator("ADD", [y, y], [z], {})
    b.output(z)
    assert run(rule, b.build()) == ()


def test_an_input_quantized_at_once_is_found() -> None:
    (finding,) = run(rule, dense(ends="float32"))
    assert finding.message == "input 'samples' is float32, quantized to int8 by op 0 QUANTIZE"
    assert finding.location.tensor == "samples"
