"""`float-fallback`: islands of float32 in an integer network, and what is none."""

from networks import Tree, dense, float_dense

from tflint.testing import ModelBuilder, TensorFields, run
from tflint_rules.quantization.float_fallback import rule

INNER = TensorFields(dtype="int8", scale=0.5, zero_point=0)


def network(*middle: str, back: bool = True, front: str = "ADD") -> bytes:
    """Return two int8 ops, then DEQUANTIZE, ops in float32, QUANTIZE, and two int8 ops again (`back`), or the float result."""
    b = ModelBuilder()
    x = b.input("samples", (1, 4), **INNER)
    for number in range(2):
        after = b.tensor(f"before{number}", (1, 4), **INNER)
        b.operator(front, [x, x] if front == "ADD" else [x], [after], {} if front == "ADD" else None)
        x = after
    for op in ("DEQUANTIZE", *middle):
        after = b.tensor(f"{op.lower()}/float", (1, 4))
        b.operator(op, [x], [after])
        x = after
    for number, op in enumerate(("QUANTIZE", "ADD", "ADD") if back else ()):
        after = b.tensor(f"after{number}", (1, 4), **INNER)
        b.operator(op, [x] if op == "QUANTIZE" else [x, x], [after], None if op == "QUANTIZE" else {})
        x = after
    b.output(x)
    return b.build()


def bad() -> Tree:
    """A network in which one activation function stayed float."""
    return {"models/wave.tflite": network("SIN")}


def good() -> Tree:
    return {"models/wave.tflite": dense()}


def test_integers_all_the_way_are_fine() -> None:
    assert run(rule, dense()) == ()


def test_conversions_at_both_ends_are_no_island() -> None:
    assert run(rule, dense(ends="float32")) == ()


def test_a_float_network_is_no_island() -> None:
    assert run(rule, float_dense()) == ()


def test_a_float_tail_that_never_comes_back_is_no_island() -> None:
    assert run(rule, network("SIN", back=False)) == ()


def test_a_custom_post_processing_op_is_no_island() -> None:
    assert run(rule, network("TFLite_Detection_PostProcess")) == ()


def test_a_conversion_there_and_back_with_nothing_between_is_no_island() -> None:
    assert run(rule, network()) == ()


def test_an_int16_audio_front_end_is_no_island() -> None:
    b = ModelBuilder()
    audio = b.input("audio", (1, 480), "int16")
    spectrum, level = b.tensor("spectrum", (1, 40), "int16"), b.tensor("level", (1, 40))
    b.operator("SignalFilterBankLog", [audio], [spectrum])
    b.operator("CAST", [spectrum], [level], {})
    scaled, x = b.tensor("scaled", (1, 40)), b.tensor("x", (1, 40), **INNER)
    b.operator("MUL", [level, b.constant("gain", 0.5, (1,))], [scaled], {})
    b.operator("QUANTIZE", [scaled], [x])
    for number in range(3):
        after = b.tensor(f"y{number}", (1, 40), **INNER)
        b.operator("ADD", [x, x], [after], {})
        x = after
    b.output(x)
    assert run(rule, b.build()) == ()


def test_one_float_op_between_integers_is_an_island() -> None:
    (finding,) = run(rule, network("SIN"))
    assert finding.message == "op 3 SIN computes in float32 between integer operators"
    assert finding.evidence == {"operators": 1, "bytes": 32, "entries": 1, "exits": 1}


def test_neighbours_are_one_island() -> None:
    (finding,) = run(rule, network("SIN", "EXP", "SIN"))
    assert finding.message == "ops 3…5 SIN, EXP compute in float32 between integer operators"
