"""Operators as messages write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tflint.model.view import Operator

SHOWN = 6


def op_label(operator: Operator) -> str:
    """Return `op 3 CONV_2D`, and `of subgraph 1` after it for one of another subgraph than the first."""
    return f"op {operator.index} {operator.name}" + (f" of subgraph {operator.subgraph}" if operator.subgraph else "")


def op_labels(operators: Sequence[Operator]) -> str:
    """Return `op 1 QUANTIZE, op 4 DEQUANTIZE`; of more than six the first six, and how many more there are."""
    rest = len(operators) - SHOWN
    return ", ".join(map(op_label, operators[:SHOWN])) + (f" and {rest:,} more" if rest > 0 else "")
