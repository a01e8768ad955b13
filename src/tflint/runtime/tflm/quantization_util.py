"""The arithmetic of TFLM's quantization_util.cc, rounded as C++ rounds it: float32 products, Q31 multipliers."""

from __future__ import annotations

from math import copysign, floor, frexp, inf, isfinite, isnan, log, nan
from struct import pack, unpack

Q31 = 1 << 31


def float32(value: float) -> float:
    """Return `value` as a C++ float keeps it; what a float cannot hold becomes an infinity."""
    try:
        return float(unpack("<f", pack("<f", value))[0])
    except OverflowError:
        return copysign(inf, value)


def divide(dividend: float, divisor: float) -> float:
    """Return the IEEE quotient of two doubles: an infinity or a NaN where Python raises."""
    if divisor:
        return dividend / divisor
    return nan if dividend == 0 or isnan(dividend) else copysign(inf, dividend) * copysign(1.0, divisor)


def round_half_away(value: float) -> float:
    """Round as std::round does, halves away from zero; infinities and NaN stay (TfLiteRound)."""
    if not isfinite(value):
        return value
    magnitude = floor(abs(value))
    return copysign(magnitude + (abs(value) - magnitude >= 0.5), value)


def quantize_multiplier(multiplier: float) -> tuple[int, int] | None:
    """Return `multiplier` as (Q31 significand, exponent), None for a NaN or an infinity (QuantizeMultiplier)."""
    if multiplier == 0:
        return 0, 0
    if not isfinite(multiplier):
        return None
    fraction, shift = frexp(multiplier)
    significand = int(round_half_away(fraction * Q31))
    if significand == Q31:
        significand, shift = significand // 2, shift + 1
    return (0, 0) if shift < -31 else (significand, shift)


def is_smaller_than_one(multiplier: float) -> bool:
    """Return whether QuantizeMultiplierSmallerThanOneExp takes `multiplier`; TFLITE_CHECK aborts on any other.

    That is 0 < multiplier < 1, still below 1 after rounding to Q31.
    """
    if not 0 < multiplier < 1:
        return False
    quantized = quantize_multiplier(multiplier)
    return quantized is not None and quantized[1] <= 0


def checked_log2(value: float) -> tuple[int, bool]:
    """Return log2(value) rounded, and whether value is a power of two within 1e-3, in float32 (CheckedLog2); (0, False) off its domain."""
    if not 0 < value < inf:
        return 0, False
    log2 = float32(float32(log(value)) * float32(1 / float32(log(2.0))))
    rounded = round_half_away(log2)
    return int(rounded), abs(float32(log2 - rounded)) < float32(1e-3)


def is_greater_than_one(multiplier: float) -> bool:
    """Return whether QuantizeMultiplierGreaterThanOne takes `multiplier`; TFLITE_CHECK aborts on any other."""
    quantized = quantize_multiplier(multiplier)
    return multiplier > 1 and quantized is not None and quantized[1] >= 0
