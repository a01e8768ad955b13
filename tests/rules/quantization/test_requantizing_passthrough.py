"""`requantizing-passthrough`: copies between scales."""

from typing import TYPE_CHECKING

import pytest
from networks import Tree, dense, one, quantized

from tflint.testing import run
from tflint_rules.quantization.requantizing_passthrough import rule

if TYPE_CHECKING:
    from collections.abc import Mapping

POOL = {"stride_w": 2, "stride_h": 2, "filter_width": 2, "filter_height": 2, "padding": 1}


def pooled(scale: float = 0.5, zero_point: int = 0) -> bytes:
    return one("MAX_POOL_2D", [quantized((1, 4, 4, 1))], quantized((1, 2, 2, 1), scale=scale, zero_point=zero_point), POOL)


def flattened(scale: float = 0.5) -> bytes:
    return one("RESHAPE", [quantized((1, 4, 4, 1))], quantized((1, 16), scale=scale), {"new_shape": (1, 16)})


def bad() -> Tree:
    """A reshape whose output was calibrated on its own."""
    return {"models/flat.tflite": flattened(scale=0.25)}


def good() -> Tree:
    return {"models/flat.tflite": flattened()}


def test_one_scale_is_fine() -> None:
    assert run(rule, pooled()) == ()


def test_an_op_that_computes_may_change_the_scale() -> None:
    assert run(rule, dense()) == ()


def test_floats_have_no_scale() -> None:
    assert run(rule, one("RESHAPE", [{"shape": (1, 4)}], {"shape": (4,)}, {"new_shape": (4,)})) == ()


def test_rounding_of_the_scale_is_let_pass() -> None:
    assert run(rule, pooled(scale=0.50001)) == ()


@pytest.mark.parametrize(("scale", "zero_point"), [(0.25, 0), (0.5, 1), (0.51, 0)])
def test_another_scale_or_zero_point_is_found(scale: float, zero_point: int) -> None:
    (finding,) = run(rule, pooled(scale, zero_point))
    assert finding.location.operator == "MAX_POOL_2D"


@pytest.mark.parametrize("op", ["RESHAPE", "TRANSPOSE", "SQUEEZE"])
def test_it_is_reported_once_whoever_finds_it(op: str) -> None:
    order = {"values": (0, 2, 1, 3), "shape": (4,), "dtype": "int32"}
    inputs: list[Mapping[str, object]] = [quantized((1, 4, 4, 1)), *([order] if op == "TRANSPOSE" else [])]
    shape = {"RESHAPE": (1, 16), "SQUEEZE": (4, 4)}.get(op, (1, 4, 4, 1))
    options = {"RESHAPE": {"new_shape": (1, 16)}, "SQUEEZE": {"squeeze_dims": (0, 3)}}.get(op, {})
    assert len(run(rule, one(op, inputs, quantized(shape, scale=0.25), options))) == 1
