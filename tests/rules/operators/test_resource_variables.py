"""`resource-variables`: slots that the firmware must give."""

import pytest
from networks import Tree, dense

from tflint.finding import Severity
from tflint.manifest.board import Board
from tflint.manifest.target import Target, parse
from tflint.testing import ModelBuilder, run
from tflint_rules.operators.resource_variables import rule


def streaming(*names: str) -> bytes:
    b = ModelBuilder()
    y = b.input("frame", (1, 4), "int8", scale=0.5)
    for number, name in enumerate(names):
        handle, state = b.tensor(f"handle{number}", (), "resource"), b.tensor(f"state{number}", (1, 4), "int8", scale=0.5)
        b.operator("VAR_HANDLE", [], [handle], {"container": "", "shared_name": name})
        b.operator("ASSIGN_VARIABLE", [handle, y], [], {})
        b.operator("READ_VARIABLE", [handle], [state], {})
        y = state
    b.output(y)
    return b.build()


def bad() -> Tree:
    """A model with two variables."""
    return {"models/stream.tflite": streaming("ring", "level")}


def good() -> Tree:
    return {"models/stream.tflite": dense()}


def test_a_model_without_state_needs_nothing() -> None:
    assert run(rule, dense()) == ()


def test_litert_makes_its_own_room() -> None:
    assert run(rule, streaming("ring"), board=Board("pi", parse("litert"))) == ()


def test_slots_are_counted_by_name() -> None:
    (finding,) = run(rule, streaming("ring", "level", "ring"))
    assert finding.evidence == {"slots": 2, "given": None}
    assert finding.message == "resource variables need MicroResourceVariables::Create(allocator, 2)"


@pytest.mark.parametrize(("given", "severities"), [(0, []), (1, [Severity.ERROR]), (2, []), (None, [Severity.WARNING])])
def test_declared_slots_are_compared_and_none_is_an_arena_of_their_own(given: int | None, severities: list[Severity]) -> None:
    board = Board("nano33", Target("cortex-m4", "cmsis-nn", resource_variables=given))
    assert [it.severity for it in run(rule, streaming("ring", "level"), board=board)] == severities
