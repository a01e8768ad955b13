"""`unused-ignore`: suppressions that hold nothing back."""

from networks import Tree, board_toml, dense

from tflint.facts import Project
from tflint.finding import Place
from tflint.manifest.board import Ignore, Manifest
from tflint_rules.manifest.unused_ignore import rule

IGNORE = '\n[[ignore]]\nrule = "float-output"\ntensor = "scores"\nreason = "the host wants float"\n'
ARGS = ("--select", "float-output")
check = rule.checks[0][1]


def bad() -> Tree:
    """The finding was cured, the ignore stayed."""
    return {"models/gesture.tflite": dense(), "tflint.toml": board_toml() + IGNORE}


def good() -> Tree:
    return {"models/gesture.tflite": dense(ends="float32"), "tflint.toml": board_toml() + IGNORE}


def test_used_ignores_are_silent() -> None:
    assert list(check(Project(Manifest(), (), ()))) == []


def test_an_unused_one_is_reported_with_what_it_was_for_and_its_line() -> None:
    line = Place("tflint.toml", 9, 1)
    unused = Ignore("float-output", "because", tensor="scores", place=line)
    (finding,) = check(Project(Manifest(), (), (), unused_ignores=(unused,)))
    assert (finding.message, finding.place) == ("ignore of 'float-output' for tensor 'scores' matches no finding", line)
