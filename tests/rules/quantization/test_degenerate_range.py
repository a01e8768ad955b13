"""`degenerate-range`: calibration that saw nothing, or nonsense."""

import pytest
from networks import Tree, dense, one, quantized

from tflint.testing import run
from tflint_rules.quantization.degenerate_range import rule


def bad() -> Tree:
    """A model that was calibrated with zeros."""
    return {"models/gesture.tflite": dense(scale=1e-9)}


def good() -> Tree:
    return {"models/gesture.tflite": dense()}


def test_ordinary_ranges_are_fine() -> None:
    assert run(rule, dense()) == ()


@pytest.mark.parametrize("scale", [1e-4, 1.0, 200.0])
def test_small_and_large_signals_are_fine(scale: float) -> None:
    assert run(rule, dense(scale=scale)) == ()


def test_weights_may_be_tiny() -> None:
    assert run(rule, dense(weight_scale=1e-12)) == ()


@pytest.mark.parametrize(("scale", "what"), [(1e-9, "a point"), (1e9, "absurdly wide")])
def test_a_point_and_an_abyss_are_found(scale: float, what: str) -> None:
    findings = run(rule, one("ABS", [quantized((1, 4), scale=scale)], quantized((1, 4))))
    assert [it.message.endswith(what) for it in findings] == [True]
