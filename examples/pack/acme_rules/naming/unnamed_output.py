"""Output that carries the name the converter made up.

## Why
Our logs and dashboards show outputs by name. `StatefulPartitionedCall:0` tells nobody what a number means, and two models' outputs look the same.

## Example
A model converted without a signature:

    models/gesture.tflite: warning: unnamed-output: output 0 is called 'StatefulPartitionedCall:0'

## Fix
Name the last layer, and convert with a signature:
`tf.function(lambda x: {"scores": model(x)}, input_signature=[…])`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Model, Rule, Severity, ends

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding

rule = Rule(__name__, severity=Severity.WARNING, since="1.0")


def words(value: object) -> tuple[str, ...]:
    """Read the option's value from the manifest; a ValueError becomes a mistake of the manifest."""
    if not isinstance(value, list) or not all(isinstance(it, str) for it in value):
        raise ValueError("expected a list of strings")
    return tuple(value)


MADE_UP: tuple[str, ...] = ("StatefulPartitionedCall", "PartitionedCall", "Identity")
made_up = rule.option("made-up", MADE_UP, words, "beginnings of names that nobody chose")


@rule.on(Model)
def check(_model: Model, facts: Facts) -> Iterator[Finding]:
    """Report each output whose name begins as the converter's own do."""
    for position, tensor in enumerate(ends(facts, "output")):
        if tensor.name.startswith(facts.option(made_up)):
            yield rule.finding(tensor, f"output {position} is called {tensor.name!r}", position=position)
