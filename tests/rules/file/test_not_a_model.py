"""`not-a-model`: what is no model is told as what it is."""

import pytest
from networks import Tree, dense

from tflint.finding import Severity
from tflint.testing import ModelBuilder, run
from tflint_rules.file.not_a_model import rule

POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"4d7a" * 16 + b"\nsize 60291\n"


def bad() -> Tree:
    """A repository cloned without Git LFS holds a small text file where the model should be."""
    return {"models/kws.tflite": POINTER}


def good() -> Tree:
    return {"models/kws.tflite": dense()}


def test_a_model_is_a_model() -> None:
    assert run(rule, dense()) == ()


def test_a_damaged_model_is_another_rules_business() -> None:
    assert run(rule, dense()[:-200]) == ()


def test_an_lfs_pointer_names_the_command_that_fetches_the_file() -> None:
    (finding,) = run(rule, POINTER)
    assert finding.severity is Severity.ERROR
    assert "git lfs pull" in finding.message
    assert "60,291" in finding.message


@pytest.mark.parametrize(
    "data", [b"", b"<!DOCTYPE html><html>", b"PK\x03\x04rest", b"\x1f\x8brest", b"#include <x.h>\n", b"\0" * 64]
)
def test_other_files_are_refused(data: bytes) -> None:
    assert [it.rule for it in run(rule, data)] == ["not-a-model"]


def test_another_schema_version_is_no_model_of_today() -> None:
    b = ModelBuilder(version=2)
    b.output(b.input("x", (1, 4)))
    assert [it.message for it in run(rule, b.build())] == ["the model's schema version is 2, expected 3"]
