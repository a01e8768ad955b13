"""`unsupported-type`: types that kernels refuse, at AllocateTensors() or at Invoke()."""

import pytest
from networks import Tree, dense, one, quantized

from tflint.testing import run
from tflint_rules.operators.unsupported_type import rule

F4, I4 = {"shape": (1, 4)}, quantized((1, 4))


def bad() -> Tree:
    """A square root of int8 numbers, for which there is only a float32 kernel."""
    return {"models/root.tflite": one("SQRT", [{**I4, "name": "energy"}], I4)}


def good() -> Tree:
    return {"models/root.tflite": one("SQRT", [{**F4, "name": "energy"}], F4)}


def test_types_with_kernels_are_fine() -> None:
    assert run(rule, dense()) == ()
    assert run(rule, one("SQRT", [F4], F4)) == ()


@pytest.mark.parametrize(("op", "tensor"), [("EXP", I4), ("SQRT", I4), ("LOGICAL_NOT", F4)])
def test_a_type_without_a_kernel_is_an_error(op: str, tensor: dict[str, object]) -> None:
    (finding,) = run(rule, one(op, [tensor], tensor))
    assert finding.location.operator == op


def test_the_moment_of_the_refusal_is_reported() -> None:
    (prepare,) = run(rule, one("EXP", [I4], I4))
    (invoke,) = run(rule, one("SQRT", [I4], I4))
    assert (prepare.evidence["effect"], invoke.evidence["effect"]) == ("refused at AllocateTensors()", "refused at Invoke()")
