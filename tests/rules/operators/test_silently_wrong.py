"""`silently-wrong`: what runs and computes something else."""

from networks import Tree, dense, one, quantized

from tflint.finding import Severity
from tflint.testing import ModelBuilder, run
from tflint_rules.operators.silently_wrong import rule


def maximum(scale: float = 0.5, times: int = 1) -> bytes:
    b = ModelBuilder()
    x, z = b.input("left", (1, 4), "int8", scale=0.5), b.input("right", (1, 4), "int8", scale=scale)
    for number in range(times):
        y = b.tensor(f"larger{number}", (1, 4), "int8", scale=0.5)
        b.operator("MAXIMUM", [x, z], [y], {})
    b.output(y)
    return b.build()


def bad() -> Tree:
    """A MAXIMUM of two operands whose scales differ."""
    return {"models/larger.tflite": maximum(0.25)}


def good() -> Tree:
    return {"models/larger.tflite": maximum()}


def test_sound_ops_are_silent() -> None:
    assert run(rule, dense()) == ()
    assert run(rule, maximum()) == ()


def test_refusals_are_other_rules_business() -> None:
    assert run(rule, one("EXP", [quantized((1, 4))], quantized((1, 4)))) == ()


def test_raw_integers_of_different_scales_are_compared() -> None:
    (finding,) = run(rule, maximum(0.25))
    assert finding.severity is Severity.WARNING
    assert finding.location.operator == "MAXIMUM"
