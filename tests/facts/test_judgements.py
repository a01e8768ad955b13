"""Verdicts in words and places."""

import pytest
from networks import dense

from tflint.facts import Facts, judgements, others, verdicts
from tflint.manifest.board import Board
from tflint.model import reader
from tflint.runtime.printed import Printed
from tflint.runtime.verdict import Cause, Citation, Effect, Phase, Verdict


def facts(*told: Verdict) -> Facts:
    it = Facts(reader.read(dense(ends="float32")), Board("nano33"), path="model.tflite")
    it._proved[verdicts] = told  # noqa: SLF001  a runtime's word, set here
    return it


def verdict(
    effect: Effect = Effect.ABORTS,
    operator: int | None = 1,
    tensor: int | None = None,
    why: str = "too small",
    phase: Phase = Phase.PREPARE,
) -> Verdict:
    at = Citation("micro/kernels/x.cc", "Prepare")
    return Verdict(phase, effect, Cause.CONSTRAINT, why, 0, operator, tensor, Printed("a != b"), at)


@pytest.mark.parametrize(
    ("told", "sentence", "path"),
    [
        (verdict(), "op 1 FULLY_CONNECTED: too small", "subgraphs/0/operators/1"),
        (verdict(tensor=0), "op 1 FULLY_CONNECTED: too small ('samples')", "subgraphs/0/operators/1"),
        (
            verdict(tensor=0, why="'samples' is too small"),
            "op 1 FULLY_CONNECTED: 'samples' is too small",
            "subgraphs/0/operators/1",
        ),
        (verdict(operator=None, tensor=0, why="tensor 'samples' is odd"), "tensor 'samples' is odd", "subgraphs/0/tensors/0"),
        (Verdict(Phase.PLAN, Effect.UNDEFINED, Cause.GRAPH, "no subgraph"), "no subgraph", ""),
    ],
)
def test_a_verdict_is_put_where_it_belongs(told: Verdict, sentence: str, path: str) -> None:
    (it,) = facts(told)(judgements)
    assert (it.sentence, it.location.path) == (sentence, path)


def test_what_the_runtime_prints_and_where_it_decides_is_reported() -> None:
    (it,) = facts(verdict())(judgements)
    assert it.help == (
        "aborts at AllocateTensors(): the program halts there",
        "the runtime prints: a != b",
        "decided in micro/kernels/x.cc:Prepare",
    )


def test_what_allocation_refuses_comes_before_what_invoke_refuses() -> None:
    late, early = verdict(Effect.REFUSED, 0, phase=Phase.INVOKE), verdict(Effect.REFUSED, 2)
    assert [it.verdict for it in facts(late, early)(judgements)] == [early, late]


def test_further_places_are_named_up_to_six() -> None:
    some = facts(verdict(operator=0), verdict(operator=1), verdict(operator=1))(judgements)
    assert others(some) == ("also op 1 FULLY_CONNECTED",)
    assert others(some[:1]) == ()
    many = [some[0]._replace(subject=f"op {number} ADD") for number in range(9)]
    assert others(many) == ("also op 1 ADD, op 2 ADD, op 3 ADD, op 4 ADD, op 5 ADD, op 6 ADD and 2 more",)
