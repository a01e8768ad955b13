"""What keeps a rewritten model from taking the original's place."""

from __future__ import annotations

from fix.fix_models import INT8, twice
from networks import dense

from tflint import packs
from tflint.check.scope import Placement
from tflint.fit import apply
from tflint.fix import gates
from tflint.fix.change import Change, Rewritten
from tflint.fix.figures import measure
from tflint.fix.request import Request
from tflint.manifest.board import Board, Manifest
from tflint.manifest.target import DEFAULT, parse
from tflint.model import reader, tree, writer
from tflint.testing import ModelBuilder

PLACEMENTS = tuple(Placement(Board(it, parse(it)), declared=False) for it in ("cortex-m4/cmsis-nn", "host/reference"))
REQUEST = Request(PLACEMENTS, packs.load(()), Manifest())


def result(before: bytes, after: bytes, rule: str = "noop-reshape") -> Rewritten:
    old, new = (measure(reader.read(data), DEFAULT) for data in (before, after))
    return Rewritten(after, old, new, (Change("graph", rule, "changed"),))


def refused(before: bytes, after: bytes, rule: str = "noop-reshape") -> str:
    return gates.refuse(before, "m.tflite", result(before, after, rule), REQUEST)


def read_late() -> bytes:
    """Return two additions, the second of which reads the input again."""
    b = ModelBuilder()
    x, y, z = (b.tensor(name, (1, 16), **INT8) for name in "xyz")
    b.graph_inputs(x)
    b.operator("ADD", [x, b.constant("c", range(16), (1, 16), **INT8)], [y], {})
    b.operator("ADD", [y, x], [z], {})
    b.output(z)
    return b.build()


def overlapping(data: bytes) -> bytes:
    """Return a model all of whose tensors lie at offset 0."""
    return writer.write(apply.with_plan(tree.read(data), {(0, tensor): 0 for tensor in range(3)}))


def unsupported(data: bytes) -> bytes:
    """Return a model whose operators are some that TFLM does not have."""
    held = tree.read(data)
    for code in tree.tables(held.model, "operator_codes"):
        code |= {"builtin_code": 150, "deprecated_builtin_code": 127}
    return writer.write(held)


def test_the_original_itself_passes() -> None:
    assert refused(dense(), dense()) == ""


def test_a_larger_arena_is_refused() -> None:
    assert refused(dense(), dense(inputs=400)).startswith("the rewritten model needs ")


def test_a_repair_may_need_more_arena_than_what_never_ran() -> None:
    assert refused(dense(), dense(inputs=400), "float16-weights") == ""


def test_a_new_error_is_refused() -> None:
    assert (
        refused(dense(), unsupported(dense()))
        == "the rewritten model has a new error: unsupported-operator on cortex-m4/cmsis-nn"
    )


def test_a_plan_that_loses_no_value_passes() -> None:
    assert refused(twice(), overlapping(twice())) == ""


def test_a_plan_that_loses_a_value_is_refused() -> None:
    assert refused(read_late(), overlapping(read_late())).startswith("the rewritten model's plan loses bytes ")


def test_another_board_that_loses_is_named() -> None:
    (note,) = gates.notes(dense(), dense(inputs=400), REQUEST)
    assert note.startswith("host/reference needs ")
