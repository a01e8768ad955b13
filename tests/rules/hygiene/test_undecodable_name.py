"""`undecodable-name`: strings that are not UTF-8."""

from networks import Tree, dense

from tflint.testing import run
from tflint_rules.hygiene.undecodable_name import rule


def damaged() -> bytes:
    return dense(names=("samples", "scores")).replace(b"scores\0", b"score\xff\0")


def bad() -> Tree:
    """A tensor whose name lost a byte."""
    return {"models/damaged.tflite": damaged()}


def good() -> Tree:
    return {"models/named.tflite": dense(names=("prüfling", "スコア"))}


def test_names_in_any_script_are_fine() -> None:
    assert run(rule, dense(names=("prüfling", "スコア"))) == ()


def test_a_name_with_a_wild_byte_is_reported_once() -> None:
    (finding,) = run(rule, damaged())
    assert finding.message.startswith("1 name is not UTF-8, the first at byte ")
    assert finding.evidence["count"] == 1
