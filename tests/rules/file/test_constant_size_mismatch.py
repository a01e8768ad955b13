"""`constant-size-mismatch`: a constant's bytes against its shape."""

import pytest
from networks import Tree, one

from tflint.finding import Severity
from tflint.manifest.board import Board
from tflint.manifest.target import parse
from tflint.testing import ModelBuilder, run
from tflint_rules.file.constant_size_mismatch import rule


def added(size: int, dtype: str = "float32", shape: tuple[int, ...] = (1, 4)) -> bytes:
    return one(
        "ADD",
        [{"shape": shape, "dtype": dtype}, {"values": bytes(size), "shape": shape, "dtype": dtype, "name": "offsets"}],
        {"shape": shape},
        {},
    )


def bad() -> Tree:
    """A constant of four numbers that lost its last one."""
    return {"models/offset.tflite": added(12)}


def good() -> Tree:
    return {"models/offset.tflite": added(16)}


@pytest.mark.parametrize(
    ("size", "dtype", "shape"), [(16, "float32", (1, 4)), (3, "int4", (5,)), (4, "int32", ()), (4, "int8", (4,))]
)
def test_matching_sizes_are_silent(size: int, dtype: str, shape: tuple[int, ...]) -> None:
    assert run(rule, added(size, dtype, shape)) == ()


def test_compressed_weights_are_smaller_on_purpose() -> None:
    b = ModelBuilder()
    b.constant("codes", bytes(2), (1, 4))
    b.metadata("COMPRESSION_METADATA", b"tables")
    assert run(rule, b.build()) == ()


@pytest.mark.parametrize("size", [15, 12, 1])
def test_too_few_bytes_are_an_error(size: int) -> None:
    (finding,) = run(rule, added(size))
    assert (finding.severity, finding.evidence) == (Severity.ERROR, {"bytes": size, "expected": 16})


def test_too_many_bytes_run() -> None:
    assert [it.severity for it in run(rule, added(17))] == [Severity.WARNING]
    assert [it.severity for it in run(rule, added(17), board=Board("pi", parse("litert")))] == [Severity.WARNING]


def test_what_litert_refuses_is_reported_once() -> None:
    (finding,) = run(rule, added(12), board=Board("pi", parse("litert")))
    assert finding.severity is Severity.ERROR
    assert finding.location.tensor == "offsets"
