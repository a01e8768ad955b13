"""`resource-variables`: slots that the firmware must give."""

from networks import Tree, dense

from tflint.manifest.board import Board
from tflint.manifest.target import parse
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
    return {"models/stream.tflite": streaming("ring", "level")}


def good() -> Tree:
    return {"models/stream.tflite": dense()}


def test_a_model_without_state_needs_nothing() -> None:
    assert run(rule, dense()) == ()


def test_litert_makes_its_own_room() -> None:
    assert run(rule, streaming("ring"), board=Board("pi", parse("litert"))) == ()


def test_slots_are_counted_by_name() -> None:
    (finding,) = run(rule, streaming("ring", "level", "ring"))
    assert finding.evidence == {"slots": 2}
    assert finding.message == "resource variables need MicroResourceVariables::Create(allocator, 2)"
