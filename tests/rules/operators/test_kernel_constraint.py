"""`kernel-constraint`: what kernels refuse beyond types."""

from networks import Tree, dense, one, quantized

from tflint.testing import run
from tflint_rules.operators.kernel_constraint import rule

IMAGE, DOUBLE = {"shape": (1, 4, 4, 1), "name": "image"}, {"shape": (1, 8, 8, 1)}


def resized(*, constant: bool = True) -> bytes:
    size = {"shape": (2,), "dtype": "int32", "name": "size"}
    return one("RESIZE_NEAREST_NEIGHBOR", [IMAGE, {**size, "values": (8, 8)} if constant else size], DOUBLE, {})


def bad() -> Tree:
    """A RESIZE_NEAREST_NEIGHBOR whose target size is computed while the model runs."""
    return {"models/zoom.tflite": resized(constant=False)}


def good() -> Tree:
    return {"models/zoom.tflite": resized()}


def test_what_the_kernel_takes_is_fine() -> None:
    assert run(rule, dense()) == ()
    assert run(rule, resized()) == ()


def test_types_are_another_rules_business() -> None:
    assert run(rule, one("EXP", [quantized((1, 4))], quantized((1, 4)))) == ()


def test_a_computed_operand_where_a_constant_is_wanted_is_found() -> None:
    (finding,) = run(rule, resized(constant=False))
    assert finding.location.operator == "RESIZE_NEAREST_NEIGHBOR"
    assert "'size'" in finding.message


def test_quantized_tensors_whose_scales_the_kernel_does_not_take_are_found() -> None:
    (finding,) = run(rule, one("LOGISTIC", [quantized((1, 4))], quantized((1, 4), scale=1 / 256, zero_point=0)))
    assert finding.location.operator == "LOGISTIC"


def test_tensors_without_quantization_are_another_rules_business() -> None:
    bare = {"shape": (1, 4), "dtype": "int8"}
    assert run(rule, one("ABS", [bare], bare)) == ()
