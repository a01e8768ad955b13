"""`hybrid-operator`: float activations with integer weights."""

from networks import Tree, dense, float_dense

from tflint.testing import ModelBuilder, run
from tflint_rules.operators.hybrid_operator import rule


def hybrid(layers: int = 1) -> bytes:
    b = ModelBuilder()
    x = b.input("samples", (1, 8))
    for number in range(layers):
        w = b.constant(f"dense{number}/weights", range(64), (8, 8), "int8", scale=0.01)
        y = b.tensor(f"dense{number}", (1, 8))
        b.operator("FULLY_CONNECTED", [x, w, -1], [y], {}, version=3)
        x = y
    b.output(x)
    return b.build()


def bad() -> Tree:
    """A dense layer converted without a representative dataset."""
    return {"models/gesture.tflite": hybrid(2)}


def good() -> Tree:
    return {"models/gesture.tflite": dense()}


def test_all_float_and_all_integer_are_fine() -> None:
    assert run(rule, dense()) == ()
    assert run(rule, dense(ends="float32")) == ()
    assert run(rule, float_dense()) == ()


def test_integer_weights_under_float_activations_are_found() -> None:
    (finding,) = run(rule, hybrid())
    assert finding.location.operator == "FULLY_CONNECTED"


def test_one_converter_setting_is_one_finding() -> None:
    (finding,) = run(rule, hybrid(3))
    assert finding.evidence["count"] == 3
    assert "also op 1 FULLY_CONNECTED, op 2 FULLY_CONNECTED" in finding.help
