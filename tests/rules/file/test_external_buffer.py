"""`external-buffer`: weights behind the flatbuffer."""

from networks import Tree, one

from tflint.manifest.board import Board
from tflint.manifest.target import parse
from tflint.testing import run
from tflint_rules.file.external_buffer import rule

F4 = {"shape": (1, 4)}


def scaled(*, outside: bool) -> bytes:
    return one("MUL", [F4, {"values": 0.5, "outside": outside, "name": "gain", **F4}], F4, {})


def bad() -> Tree:
    """A model converted with its buffers appended."""
    return {"models/large.tflite": scaled(outside=True)}


def good() -> Tree:
    return {"models/large.tflite": scaled(outside=False)}


def test_weights_inside_are_fine() -> None:
    assert run(rule, scaled(outside=False)) == ()


def test_litert_reads_weights_outside() -> None:
    assert run(rule, scaled(outside=True), board=Board("pi", parse("litert"))) == ()


def test_weights_outside_are_counted() -> None:
    (finding,) = run(rule, scaled(outside=True))
    assert finding.message == "'gain' has its 16 B outside of the flatbuffer"
    assert finding.evidence == {"bytes": 16, "count": 1}
