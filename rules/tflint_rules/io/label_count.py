"""Labels file with more or fewer lines than the model has classes.

## Why
The firmware prints the label whose number the model answers. With one label too few it reads past the end of its table; with one line
inserted in the middle it names every later class wrongly.

## Example
A model of three classes, and two labels:

    models/pets.tflite: error: label-count: labels.txt has 2 labels, output 'scores' has 3 classes
        at tflint.toml:10:10

## Fix
Write one line for each class, in the order of training, without headings or empty lines; or correct `labels` in the manifest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Model, Rule, Severity, ends, inside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding

rule = Rule(__name__, severity=Severity.ERROR, since="0.1", needs="models.*.labels")
LARGEST = 1 << 22


@rule.on(Model)
def check(_model: Model, facts: Facts) -> Iterator[Finding]:
    """Compare the lines of the labels file with the last dimension of the first output."""
    entry = facts.entry
    assert entry is not None
    assert entry.labels is not None
    place = next(iter(entry.where("labels")), None)
    labels = _labels(facts.root, entry.labels)
    if labels is None:
        yield rule.finding(None, f"labels file {entry.labels!r} cannot be read", place=place)
        return
    for output in ends(facts, "output")[:1]:
        classes = output.shape[-1] if output.shape else 1
        if labels != classes:
            message = f"{entry.labels} has {labels} labels, output {output.name!r} has {classes} classes"
            yield rule.finding(output, message, place=place, labels=labels, classes=classes)


def _labels(root: str, name: str) -> int | None:
    """Return how many lines with text the file has, None where it cannot be read."""
    try:
        path = inside(root, name)
        if path.stat().st_size > LARGEST:
            return None
        return sum(1 for line in path.read_text("utf-8", "replace").splitlines() if line.strip())
    except (OSError, ValueError):
        return None
