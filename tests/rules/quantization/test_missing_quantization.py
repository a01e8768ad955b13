"""`missing-quantization`: integers without a scale."""

from networks import Tree, dense, one, quantized

from tflint.testing import run
from tflint_rules.quantization.missing_quantization import rule

BARE = {"shape": (1, 8), "dtype": "int8", "name": "samples"}


def network(given: dict[str, object]) -> bytes:
    weights = {"values": range(32), **quantized((4, 8)), "name": "dense/weights"}
    return one("FULLY_CONNECTED", [given, weights, {"omitted": True}], quantized((1, 4)), {})


def bad() -> Tree:
    """An int8 ABS whose input has no scale."""
    return {"models/raw.tflite": one("ABS", [BARE], BARE | {"name": "levels"})}


def good() -> Tree:
    return {"models/raw.tflite": dense()}


def test_scale_and_zero_point_are_enough() -> None:
    assert run(rule, dense()) == ()


def test_float_needs_none() -> None:
    assert run(rule, one("ABS", [{"shape": (1, 8)}], {"shape": (1, 8)})) == ()


def test_an_int8_tensor_without_scale_is_refused() -> None:
    findings = run(rule, one("ABS", [BARE], BARE | {"name": "levels"}))
    assert findings
    assert {it.location.operator for it in findings} == {"ABS"}
