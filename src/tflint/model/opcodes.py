"""Builtin operators by number and by name."""

from __future__ import annotations

from tflint.model import schema

NAMES = schema.ENUMS["BuiltinOperator"]
NUMBERS = {name: number for number, name in NAMES.items()}
CUSTOM = NUMBERS["CUSTOM"]


def name(number: int) -> str:
    """Return a builtin operator's name, `operator 250` for a number that the schema does not know."""
    return NAMES.get(number) or f"operator {number}"
