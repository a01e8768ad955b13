"""Shapes of any size are read, counted without overflow and refused by a rule, at once."""

from __future__ import annotations

import time

import pytest
from hostile.campaign import scope

from tflint.check.lint import lint
from tflint.finding import Severity
from tflint.testing import ModelBuilder


def added(shape: tuple[int, ...]) -> bytes:
    b = ModelBuilder()
    x, y = b.input("x", shape), b.tensor("y", shape)
    b.operator("ADD", [x, x], [y], {})
    b.output(y)
    return b.build()


def errors(shape: tuple[int, ...]) -> set[str]:
    judged = lint(added(shape), "shape.tflite", scope("host/reference"))
    assert judged.crashed == ()
    return {it.rule for it in judged.findings if it.severity is Severity.ERROR}


@pytest.mark.parametrize("shape", [(), (1, 2, 3), (64, 64, 64), (1,) * 6], ids=str)
def test_a_shape_that_can_be_planned_is_fine(shape: tuple[int, ...]) -> None:
    assert errors(shape) == set()


@pytest.mark.parametrize(
    "shape",
    [(1 << 16, 1 << 15, 1 << 14), (-1, -1), (-1, 5), (0, 5), (2,) * 9, (1,) * 200, (2,) * 200, (-(1 << 31), (1 << 31) - 1)],
    ids=lambda shape: str(shape)[:40],
)
def test_a_shape_that_cannot_is_an_error_at_once(shape: tuple[int, ...]) -> None:
    started = time.process_time()
    assert errors(shape) & {"dynamic-shape", "kernel-abort"}
    assert time.process_time() - started < 1
