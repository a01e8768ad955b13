"""Globs over paths and names."""

import pytest

from tflint.files import match


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("models/*.tflite", "models/deep/kws.tflite"),
        ("*.tflite", "models/kws.tflite"),
        ("models/?.tflite", "models/kws.tflite"),
        ("models/**/kws.tflite", "other/kws.tflite"),
        ("a[!b]c", "abc"),
        ("a.c", "abc"),
        ("models/*", "models\n/kws"),
    ],
)
def test_does_not_match(pattern: str, path: str) -> None:
    assert not match.path(pattern, path)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("models/kws.tflite", "models/kws.tflite"),
        ("models/*.tflite", "models/kws.tflite"),
        ("**/*.tflite", "models/deep/kws.tflite"),
        ("**/*.tflite", "kws.tflite"),
        ("models/**", "models/deep/kws.tflite"),
        ("models/**/kws.tflite", "models/kws.tflite"),
        ("a[bc]d", "acd"),
        ("a[!b]c", "axc"),
        ("a[", "a["),
        ("[]]", "]"),
        ("new\nline", "new\nline"),
    ],
)
def test_matches(pattern: str, path: str) -> None:
    assert match.path(pattern, path)


def test_a_star_in_a_name_crosses_slashes_because_tensor_names_hold_them() -> None:
    assert match.name("dense*", "dense/MatMul/weights")


def test_a_name_that_is_not_there_matches_nothing() -> None:
    assert not match.name("*", None)


def test_a_pattern_without_marks_is_literal() -> None:
    assert match.is_literal("models/kws.tflite")
    assert not match.is_literal("models/*.tflite")
