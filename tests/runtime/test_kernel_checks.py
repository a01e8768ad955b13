"""The checks that kernels of both runtimes share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from one_op import T, context, i8

from tflint.runtime import kernel_checks
from tflint.runtime.verdict import Citation, Effect, Phase

if TYPE_CHECKING:
    from collections.abc import Callable

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

AT = Citation("x.cc", "Prepare")


@pytest.mark.parametrize(
    ("one", "other", "shape"),
    [
        ((2, 3), (2, 3), (2, 3)),
        ((2, 3), (1,), (2, 3)),
        ((), (4,), (4,)),
        ((2, 1, 4), (3, 1), (2, 3, 4)),
        ((2,), (3,), None),
        ((2, 3), (2, 1, 4), None),
    ],
)
def test_broadcasting(one: tuple[int, ...], other: tuple[int, ...], shape: tuple[int, ...] | None) -> None:
    assert kernel_checks.broadcast(one, other) == kernel_checks.broadcast(other, one) == shape


def test_what_is_as_expected_is_let_through() -> None:
    k = context("ADD", [T(), T()], [T()])
    x, y = k.read_input(0, AT), k.read_output(0, AT)
    kernel_checks.counts(k, 2, 1, AT)
    kernel_checks.taken(k, x, ("float32",), AT)
    kernel_checks.same_type(k, x, y, ("input1", "output"), AT)
    kernel_checks.rank_is(k, x, "input1", len(x.shape), AT)
    kernel_checks.same_shape(k, x, y, ("input1", "output"), AT)
    assert k.verdicts == []


@pytest.mark.parametrize(
    ("check", "message"),
    [
        (lambda k, _x, _y: kernel_checks.counts(k, 3, 1, AT), "NumInputs(node) != 3 (2 != 3)"),
        (lambda k, _x, _y: kernel_checks.counts(k, 2, 2, AT), "NumOutputs(node) != 2 (1 != 2)"),
        (lambda k, x, y: kernel_checks.same_type(k, x, y, ("a", "b"), AT), "a->type != b->type (FLOAT32 != INT8)"),
        (lambda k, x, y: kernel_checks.same_type(k, x, y, ("a", "b"), AT, numbers=True), "a->type != b->type (1 != 9)"),
        (lambda k, x, y: kernel_checks.same_type(k, x, y, None, AT), None),
        (lambda k, x, _y: kernel_checks.rank_is(k, x, "a", 5, AT), "NumDimensions(a) != 5 (2 != 5)"),
        (lambda k, x, _y: kernel_checks.rank_is(k, x, None, 5, AT), None),
        (lambda k, x, y: kernel_checks.same_shape(k, x, y, ("a", "b"), AT), "HaveSameShapes(a, b) was not true."),
        (lambda k, x, _y: kernel_checks.one_element(k, x, "NumElements(a)", AT), "NumElements(a) != 1 (4 != 1)"),
    ],
)
def test_a_refusal_quotes_the_macro_where_the_kernel_s_names_are_given_and_nothing_else(
    check: Callable[[MicroContext, Tensor, Tensor], None], message: str | None
) -> None:
    k = context("ADD", [T(), T()], [i8(1, 5)])
    k.run(Phase.PREPARE, lambda k: check(k, k.read_input(0, AT), k.read_output(0, AT)))
    assert [(v.effect, v.message) for v in k.verdicts] == [(Effect.REFUSED, message)]
