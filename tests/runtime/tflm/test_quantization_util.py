from math import inf, isnan, nan

import pytest

from tflint.runtime.tflm.quantization_util import (
    checked_log2,
    divide,
    float32,
    is_greater_than_one,
    is_smaller_than_one,
    quantize_multiplier,
    round_half_away,
)


def test_float32_rounds_to_24_bits_and_overflows_to_infinity() -> None:
    assert float32(0.5) == 0.5
    assert float32(16777217.0) == 16777216.0
    assert float32(1e39) == inf
    assert float32(-1e39) == -inf


def test_division_is_that_of_ieee() -> None:
    assert divide(1, 4) == 0.25
    assert divide(1, 0.0) == inf
    assert divide(-1, 0.0) == divide(1, -0.0) == -inf
    assert isnan(divide(0, 0.0))


@pytest.mark.parametrize(("value", "rounded"), [(0.49, 0), (0.5, 1), (-0.5, -1), (2.5, 3), (-2.5, -3), (inf, inf)])
def test_halves_round_away_from_zero(value: float, rounded: float) -> None:
    assert round_half_away(value) == rounded


@pytest.mark.parametrize(
    ("multiplier", "quantized"),
    [
        (0.0, (0, 0)),
        (0.5, (1 << 30, 0)),
        (1.0, (1 << 30, 1)),
        (0.75, (3 << 29, 0)),
        (1 - 2**-33, (1 << 30, 1)),
        (2.0**-40, (0, 0)),
        (inf, None),
        (nan, None),
    ],
)
def test_a_multiplier_as_significand_and_exponent(multiplier: float, quantized: tuple[int, int] | None) -> None:
    assert quantize_multiplier(multiplier) == quantized


@pytest.mark.parametrize("multiplier", [2.0**-31, 1e-12, 0.5, 1 - 2**-30])
def test_multipliers_below_one(multiplier: float) -> None:
    assert is_smaller_than_one(multiplier)


@pytest.mark.parametrize("multiplier", [0.0, -0.5, 1.0, 1 - 2**-33, 2.0, nan, inf])
def test_multipliers_that_abort(multiplier: float) -> None:
    assert not is_smaller_than_one(multiplier)


def test_multipliers_above_one() -> None:
    assert is_greater_than_one(1.0000001)
    assert not is_greater_than_one(1.0)
    assert not is_greater_than_one(nan)


@pytest.mark.parametrize(
    ("value", "log2"),
    [
        (2.0**-15, (-15, True)),
        (2.0**-15 * 1.0005, (-15, True)),
        (2.0**-15 * 1.001, (-15, False)),
        (1 / 32767, (-15, True)),
        (1.0, (0, True)),
        (0.0, (0, False)),
        (-1.0, (0, False)),
    ],
)
def test_powers_of_two_within_a_thousandth(value: float, log2: tuple[int, bool]) -> None:
    assert checked_log2(value) == log2
