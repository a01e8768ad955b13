"""What kernels' Prepare refuses on models of one op, and what it must not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from litert_cases import ABORTED, BIAS_OF_FIVE, KILLED, REFUSED, TAKEN, WINDOW, Case, F, weights
from one_op import T, i8, i32

from tflint.manifest.target import Target
from tflint.model.reader import read
from tflint.runtime.litert import interpreter
from tflint.runtime.verdict import Effect

if TYPE_CHECKING:
    from tflint.runtime.verdict import Verdict


def verdicts(case: Case, release: str = "2.3.0") -> list[Verdict]:
    return list(interpreter.verdicts(read(case.build()), Target("", "litert", release)))


@pytest.mark.parametrize("case", TAKEN, ids=lambda case: case.op)
def test_what_prepare_takes(case: Case) -> None:
    assert verdicts(case) == []


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: f"{case.op}: {case.words}")
def test_what_prepare_refuses(case: Case) -> None:
    (verdict,) = verdicts(case)
    assert case.words in verdict.why
    assert (verdict.effect, verdict.cause, verdict.operator) == (Effect.REFUSED, case.cause, 0)
    assert verdict.citation.file.startswith("kernels/")


@pytest.mark.parametrize(
    ("case", "effect"),
    [*((case, Effect.ABORTS) for case in ABORTED), *((case, Effect.UNDEFINED) for case in KILLED)],
    ids=lambda it: it.op if isinstance(it, Case) else "",
)
def test_what_prepare_dies_of(case: Case, effect: Effect) -> None:
    (verdict,) = verdicts(case)
    assert case.words in verdict.why
    assert verdict.effect is effect
    assert verdict.at_allocate


GROUPS = Case("CONV_2D", (i8(1, 8, 8, 4), weights(5, 3, 3, 2), BIAS_OF_FIVE), (i8(1, 8, 8, 5),), WINDOW)
SIX_AXES = Case("SLICE", (F((1,) * 6), i32(*(0,) * 6), i32(*(1,) * 6)), (F((1,) * 6),), {})
INT4 = Case("QUANTIZE", (F((1, 4)),), (T((1, 4), "int4", 0.5),), {})


@pytest.mark.parametrize(
    ("case", "release", "taken"),
    [
        (GROUPS, "2.0.3", True),
        (GROUPS, "2.3.0", False),
        (SIX_AXES, "2.0.3", False),
        (SIX_AXES, "2.3.0", True),
        (INT4, "1.0.1", False),
        (INT4, "2.3.0", True),
    ],
)
def test_what_changed_between_releases(case: Case, release: str, *, taken: bool) -> None:
    assert (verdicts(case, release) == []) == taken
