"""What runtimes print, formed as their own macros form it: the only way to a text that tflint quotes as the runtime's.

Write into these functions what is between the macro's parentheses in the runtime's source, never a sentence of your own.
"""

from __future__ import annotations


class Printed(str):
    """A text that a runtime prints, word for word."""

    __slots__ = ()


def not_true(condition: str) -> Printed:
    """Return what TF_LITE_ENSURE prints of a condition that does not hold."""
    return Printed(f"{condition} was not true.")


def not_equal(left: str, right: object, found: object, expected: object) -> Printed:
    """Return what TF_LITE_ENSURE_EQ prints of two integers, and TF_LITE_ENSURE_TYPES_EQ of two types' names."""
    return Printed(f"{left} != {right} ({found} != {expected})")


def not_equal_doubles(left: str, right: str) -> Printed:
    """Return what TF_LITE_ENSURE_EQ prints of two floating-point numbers, up to its numbers: it formats them as integers."""
    return Printed(f"{left} != {right}")


def not_near(left: str, right: str) -> Printed:
    """Return what TF_LITE_ENSURE_NEAR prints, up to its numbers."""
    return Printed(f"{left} not near {right}")


def logged(text: str) -> Printed:
    """Return what a kernel prints by MicroPrintf, TF_LITE_KERNEL_LOG or its context's ReportError, arguments filled in."""
    return Printed(text)
