"""`kernel-abort`: what the runtime does not survive."""

import pytest
from networks import Tree, dense, one, quantized

from tflint.testing import run
from tflint_rules.operators.kernel_abort import rule


def added(scale: float) -> bytes:
    tensor = {**quantized((1, 4)), "name": "level"}
    return one("ADD", [tensor, {**tensor, "name": "offset"}], quantized((1, 4), scale=scale), {})


BOUNDARY = 2 * 0.5 / 2**20  # add.cc: the output's multiplier must be smaller than one


def bad() -> Tree:
    """An addition whose output scale is too small for the kernel's fixed-point arithmetic."""
    return {"models/sum.tflite": added(1e-7)}


def good() -> Tree:
    return {"models/sum.tflite": added(0.5)}


def test_ordinary_scales_are_fine() -> None:
    assert run(rule, dense()) == ()
    assert run(rule, added(0.5)) == ()


@pytest.mark.parametrize(("scale", "count"), [(BOUNDARY * 1.01, 0), (BOUNDARY, 1)])
def test_the_boundary_is_that_of_the_kernel(scale: float, count: int) -> None:
    assert len(run(rule, added(scale))) == count
