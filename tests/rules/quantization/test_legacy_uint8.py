"""`legacy-uint8`: the scheme that the micro kernels have dropped."""

from networks import Tree, dense

from tflint.testing import ModelBuilder, run
from tflint_rules.quantization.legacy_uint8 import rule


def old(layers: int = 2) -> bytes:
    b = ModelBuilder()
    x = b.input("samples", (1, 8), "uint8", scale=0.5, zero_point=128)
    for number in range(layers):
        w = b.constant(f"dense{number}/weights", range(64), (8, 8), "uint8", scale=0.01, zero_point=128)
        c = b.constant(f"dense{number}/bias", range(8), (8,), "int32", scale=0.005)
        y = b.tensor(f"dense{number}", (1, 8), "uint8", scale=0.5, zero_point=128)
        b.operator("FULLY_CONNECTED", [x, w, c], [y], {})
        x = y
    b.output(x)
    return b.build()


def bad() -> Tree:
    """A quantization-aware model from the time of TensorFlow 1."""
    return {"models/gesture.tflite": old()}


def good() -> Tree:
    return {"models/gesture.tflite": dense()}


def test_int8_is_today_s_scheme() -> None:
    assert run(rule, dense()) == ()


def test_uint8_ends_of_an_int8_network_run() -> None:
    assert run(rule, dense(ends="uint8")) == ()


def test_a_uint8_body_is_one_finding_at_its_first_op() -> None:
    (finding,) = run(rule, old(3))
    assert finding.location.path == "subgraphs/0/operators/0"
    assert finding.evidence["count"] == 3
