"""Ignores with a reason."""

import pytest

from tflint.check.suppress import Ignores
from tflint.finding import Finding, Location, Severity
from tflint.manifest.board import Ignore, Manifest, ModelEntry

FINDING = Finding(
    rule="float-output",
    family="quantization",
    severity=Severity.WARNING,
    path="models/kws.tflite",
    message="output is float32",
    location=Location("subgraphs/0/tensors/7", "SOFTMAX", "probabilities[0]"),
    board="nano33",
)


def held_back(*ignores: Ignore, finding: Finding = FINDING, entry: ModelEntry | None = None) -> list[str]:
    manifest = Manifest(ignore=ignores) if entry is None else Manifest(models=(entry._replace(ignore=ignores),))
    _, suppressed = Ignores(manifest, lambda path: path).part([finding])
    return [it.reason for it in suppressed]


@pytest.mark.parametrize(
    "ignore",
    [
        Ignore("float-input"),
        Ignore("float-output", tensor="other"),
        Ignore("float-output", operator="CONV_2D"),
        Ignore("float-output", path="models/other.tflite"),
        Ignore("float-output", board="pico"),
        Ignore("*", tensor="prob?"),
    ],
)
def test_an_ignore_for_something_else_holds_nothing_back(ignore: Ignore) -> None:
    assert held_back(ignore) == []


@pytest.mark.parametrize(
    "ignore",
    [
        Ignore("float-output", "r"),
        Ignore("float-*", "r"),
        Ignore("quantization", "r"),
        Ignore("quantization/float-output", "r"),
        Ignore("float-output", "r", tensor="probabilities[0]"),
        Ignore("float-output", "r", tensor="prob*"),
        Ignore("float-output", "r", operator="SOFTMAX"),
        Ignore("float-output", "r", path="models/*.tflite"),
        Ignore("float-output", "r", board="nano*"),
    ],
)
def test_an_ignore_holds_back_what_it_names_with_its_reason(ignore: Ignore) -> None:
    assert held_back(ignore) == ["r"]


def test_an_entrys_ignore_stays_with_its_models_and_boards() -> None:
    ignore = Ignore("float-output", "r")
    assert held_back(ignore, entry=ModelEntry("other/*.tflite")) == []
    assert held_back(ignore, entry=ModelEntry("models/*.tflite", boards=("pico",))) == []
    assert held_back(ignore, entry=ModelEntry("models/*.tflite", boards=("nano33",))) == ["r"]


def test_an_ignore_that_held_nothing_back_is_unused() -> None:
    used, unused = Ignore("float-output"), Ignore("float-input")
    ignores = Ignores(Manifest(ignore=(used, unused)), lambda path: path)
    ignores.part([FINDING])
    assert ignores.unused(lambda _ignore, _entry: True) == (unused,)
    assert ignores.unused(lambda _ignore, _entry: False) == ()
