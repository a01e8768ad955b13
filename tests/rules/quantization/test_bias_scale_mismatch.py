"""`bias-scale-mismatch`: a bias counted in other steps than the sum it joins."""

import pytest
from networks import Tree, dense

from tflint.finding import Severity
from tflint.testing import run
from tflint_rules.quantization.bias_scale_mismatch import rule

PRODUCT = 0.5 * 0.25


def bad() -> Tree:
    """A bias that kept its own scale."""
    return {"models/gesture.tflite": dense(bias_scale=0.5)}


def good() -> Tree:
    return {"models/gesture.tflite": dense()}


def test_the_product_of_both_scales_is_right() -> None:
    assert run(rule, dense()) == ()


def test_rounding_is_let_pass() -> None:
    assert run(rule, dense(bias_scale=PRODUCT * 1.009)) == ()


def test_a_small_difference_is_a_warning_because_it_runs() -> None:
    (finding,) = run(rule, dense(bias_scale=PRODUCT * 1.02))
    assert finding.severity is Severity.WARNING


@pytest.mark.parametrize(("scale", "severity"), [(PRODUCT + 0.0099, Severity.WARNING), (PRODUCT + 0.0101, Severity.ERROR)])
def test_beyond_the_runtime_s_own_tolerance_it_is_an_error(scale: float, severity: Severity) -> None:
    (finding,) = run(rule, dense(bias_scale=scale))
    assert finding.severity is severity
