"""What is kept of every model that was linted: rules that look at many models ask for these, and none is decoded again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.facts.subject import of_target

if TYPE_CHECKING:
    from tflint.facts.subject import Facts


@of_target
def file_size(facts: Facts) -> int:
    """Return the bytes that the model takes in flash: the whole file."""
    return facts.model.size


@of_target
def op_names(facts: Facts) -> frozenset[str]:
    """Return the ops that the model uses: builtin names and custom codes."""
    return frozenset(operator.name for operator in facts.model.operators())
