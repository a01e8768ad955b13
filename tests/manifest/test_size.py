"""Sizes as people write them."""

import pytest

from tflint.manifest import size


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, 0),
        (139264, 139264),
        ("139264", 139264),
        ("136 KiB", 139264),
        ("136KiB", 139264),
        ("64 kB", 64000),
        ("1 MiB", 1 << 20),
        ("2 MB", 2_000_000),
        ("1.5 KiB", 1536),
        ("0.5 MB", 500_000),
        (" 8 B ", 8),
    ],
)
def test_a_size_is_an_integer_or_a_number_with_a_unit(value: object, expected: int) -> None:
    assert size.parse(value) == expected


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("136K", ("139,264 B (136 KiB)", "136,000 B (136 kB)")),
        ("136 KB", ("139,264 B (136 KiB)", "136,000 B (136 kB)")),
        ("64k", ("65,536 B (64 KiB)", "64,000 B (64 kB)")),
        ("1.5M", ("1,572,864 B (1.5 MiB)", "1,500,000 B (1.5 MB)")),
        ("1G", ("1,073,741,824 B (1 GiB)", "1,000,000,000 B (1 GB)")),
    ],
)
def test_an_ambiguous_size_is_refused_with_both_readings(text: str, readings: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="ambiguous") as refused:
        size.parse(text)
    assert all(reading in str(refused.value) for reading in readings)


@pytest.mark.parametrize(
    "value", [True, 1.0, None, [], "", "KiB", "-1", -1, "1.0001 KiB", "12 furlongs", "9" * 20, 1 << 41, "1 2", "²"]
)
def test_what_is_no_size_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        size.parse(value)
