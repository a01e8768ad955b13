"""Sizes as people write them: 139264, "136 KiB", "1 MiB", "64 kB"."""

from __future__ import annotations

import re

LARGEST = 1 << 40
UNITS = {"": 1, "B": 1, "kB": 1000, "MB": 1000**2, "GB": 1000**3, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}
_SIZE = r"(?a)(\d{1,13})(?:\.(\d{1,6}))? ?([A-Za-z]{0,3})"
_AMBIGUOUS = {"k": 1, "K": 1, "KB": 1, "Kb": 1, "kb": 1, "m": 2, "M": 2, "Mb": 2, "mb": 2, "g": 3, "G": 3, "Gb": 3, "gb": 3}


def parse(value: object) -> int:
    """Return bytes from an integer or from `136 KiB`; raise ValueError with one sentence, both readings named where two exist."""
    if isinstance(value, str):
        size = _from_text(value)
    elif type(value) is int:
        size = value
    else:
        raise ValueError('expected a size: an integer of bytes, or a string as "136 KiB"')
    if not 0 <= size <= LARGEST:
        raise ValueError(f"a size is between 0 and {LARGEST:,} B")
    return size


def _from_text(text: str) -> int:
    match = re.fullmatch(_SIZE, text.strip())
    if match is None:
        raise ValueError(f'{text[:40]!r} is not a size; write an integer of bytes, "136 KiB", "1 MiB" or "64 kB"')
    whole, fraction, unit = match.group(1), match.group(2) or "", match.group(3)
    digits = int(whole + fraction)
    if unit not in UNITS:
        raise ValueError(_unknown_unit(text, digits, len(fraction), unit))
    scaled, divisor = digits * UNITS[unit], int("1" + "0" * len(fraction))
    if scaled % divisor:
        raise ValueError(f"{text!r} is not a whole number of bytes")
    return scaled // divisor


def _unknown_unit(text: str, digits: int, decimals: int, unit: str) -> str:
    power = _AMBIGUOUS.get(unit)
    if power is None:
        return f"{text!r} has no unit that is known: B, kB, MB, KiB or MiB"
    number = f"{digits / 10**decimals:g}" if decimals else f"{digits}"
    binary, decimal = [u for u, factor in UNITS.items() if factor in (1 << 10 * power, 1000**power)][::-1]
    two = f"{_bytes(digits, decimals, binary)} ({number} {binary}) or {_bytes(digits, decimals, decimal)} ({number} {decimal})"
    return f"{text!r} is ambiguous: {two}"


def _bytes(digits: int, decimals: int, unit: str) -> str:
    return f"{digits * UNITS[unit] // 10**decimals:,} B"
