"""Shares as people write them: "10%", or 0.1."""

from __future__ import annotations

import re

_PERCENT = r"(?a)(\d{1,4}(?:\.\d{1,6})?) ?%"


def parse(value: object) -> float:
    """Return a share from `10%` or from a number between 0 and 1; raise ValueError with one sentence."""
    if isinstance(value, str) and (match := re.fullmatch(_PERCENT, value.strip())):
        return float(match.group(1)) / 100
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError('expected a share: a string as "10%", or a number between 0 and 1')
    return float(value)
