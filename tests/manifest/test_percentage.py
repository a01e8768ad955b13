"""Shares as people write them."""

import pytest

from tflint.manifest.percentage import parse


@pytest.mark.parametrize(
    ("value", "share"), [("10%", 0.1), ("12.5 %", 0.125), ("0%", 0.0), ("250%", 2.5), (0.25, 0.25), (1, 1.0), (0, 0.0)]
)
def test_a_percentage_or_a_fraction(value: object, share: float) -> None:
    assert parse(value) == share


@pytest.mark.parametrize("value", ["10", "ten %", "-5%", "", -0.1, 1.5, True, None, [], "١٠%"])
def test_anything_else_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="expected a share"):
        parse(value)
