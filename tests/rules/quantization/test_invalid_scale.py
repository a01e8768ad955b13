"""`invalid-scale`: quantization parameters that cannot be right."""

import pytest
from networks import Tree, dense, one, quantized

from tflint.finding import Severity
from tflint.manifest.board import Board
from tflint.manifest.target import parse
from tflint.testing import run
from tflint_rules.quantization.invalid_scale import rule

FINE = quantized((1, 4))


def weights(**quantization: object) -> bytes:
    constant = {"values": bytes(32), "shape": (4, 8), "dtype": "int8", "name": "dense/weights", **quantization}
    return one("FULLY_CONNECTED", [quantized((1, 8)), constant, {"omitted": True}], FINE, {})


def bad() -> Tree:
    """A weight tensor with more scales than channels."""
    return {"models/gesture.tflite": weights(scale=(0.5,) * 5, zero_point=0)}


def good() -> Tree:
    return {"models/gesture.tflite": weights(scale=(0.5,) * 4, zero_point=0)}


@pytest.mark.parametrize("scale", [0.5, (0.5, 0.25, 1e-9, 3.0)])
def test_one_scale_or_one_a_channel_is_fine(scale: object) -> None:
    assert run(rule, weights(scale=scale, zero_point=0)) == ()


def test_a_whole_network_is_fine() -> None:
    assert run(rule, dense()) == ()


def test_the_last_dimension_may_be_quantized() -> None:
    assert run(rule, weights(scale=(0.5,) * 8, zero_point=0, quantized_dimension=1)) == ()


@pytest.mark.parametrize("zero_point", [-128, 127])
def test_zero_points_reach_to_the_ends_of_their_type(zero_point: int) -> None:
    assert run(rule, one("ABS", [quantized((1, 4), zero_point=zero_point)], FINE)) == ()


@pytest.mark.parametrize("scale", [-0.5, float("nan"), float("inf")])
def test_a_scale_is_a_positive_number(scale: float) -> None:
    (finding,) = run(rule, one("ABS", [quantized((1, 4), scale=scale)], FINE))
    assert finding.severity is Severity.ERROR


def test_a_scale_of_zero_runs_and_computes_nothing() -> None:
    (finding,) = run(rule, one("ABS", [quantized((1, 4), scale=0.0)], FINE))
    assert finding.severity is Severity.WARNING


@pytest.mark.parametrize("zero_point", [-129, 128])
def test_zero_points_beyond_their_type_are_found(zero_point: int) -> None:
    (finding,) = run(rule, one("ABS", [quantized((1, 4), zero_point=zero_point)], FINE))
    assert f"zero point {zero_point}" in finding.message


@pytest.mark.parametrize(("count", "dimension"), [(5, 0), (3, 0), (4, 1), (7, 1)])
def test_the_count_is_that_of_the_channels(count: int, dimension: int) -> None:
    (finding,) = run(rule, weights(scale=(0.5,) * count, zero_point=0, quantized_dimension=dimension))
    assert finding.severity is Severity.ERROR
    assert finding.message.endswith(f"{count} scales for {(4, 8)[dimension]} channels in dimension {dimension}")


def test_a_dimension_beyond_the_rank_runs_on_tflm() -> None:
    (finding,) = run(rule, weights(scale=(0.5,) * 4, zero_point=0, quantized_dimension=3))
    assert finding.severity is Severity.WARNING


def test_what_litert_s_loader_refuses_is_reported_as_its_verdict() -> None:
    model = weights(scale=(0.5,) * 3, zero_point=0, quantized_dimension=0)
    assert run(rule, model, board=Board("pi", parse("litert"))) == ()
    assert len(run(rule, model, board=Board("desk", parse("host/reference")))) == 1
