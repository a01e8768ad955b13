"""The moment at which an arena is fullest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tflint.facts import Facts, arena_plan, peak
from tflint.manifest.board import Board
from tflint.model import reader
from tflint.runtime.plan import BufferRequest, Plan, PlannedBuffer
from tflint.testing import ModelBuilder

if TYPE_CHECKING:
    from collections.abc import Iterator


def facts(*requests: BufferRequest) -> Facts:
    b = ModelBuilder()
    x, y, z = b.input("x", (1, 4)), b.tensor("y", (1, 4)), b.tensor("z", (1, 4))
    b.operator("ABS", [x], [y])
    b.operator("NEG", [y], [z])
    b.output(z)
    it = Facts(reader.read(b.build()), Board("nano33"), path="model.tflite")
    it._proved[arena_plan] = Plan("t", 0, 0, 0, 0, buffers=tuple(_placed(requests)))  # noqa: SLF001  a plan of our own
    return it


def _placed(requests: tuple[BufferRequest, ...]) -> Iterator[PlannedBuffer]:
    """Give each buffer bytes of its own; one that is named after another takes that one's."""
    offsets: dict[str, int] = {}
    for request in requests:
        offset = offsets.setdefault(request.name.partition("/")[0], 100 * len(offsets))
        yield PlannedBuffer(request, offset)


def tensor(name: str, size: int, first: int, last: int, operator: int | None = None) -> BufferRequest:
    return BufferRequest("tensor", 0, 0, operator, name, size, first, last)


def test_no_buffers_have_no_peak() -> None:
    assert facts()(peak) is None
    assert facts(tensor("x", 0, 0, 1))(peak) is None


def test_the_step_with_most_bytes_alive_is_the_peak() -> None:
    top = facts(tensor("x", 10, 0, 1), tensor("y", 20, 1, 2, 0), tensor("z", 5, 2, 2, 1))(peak)
    assert top is not None
    assert (top.name, top.size, [it.name for it in top.alive]) == ("op 0 ABS", 30, ["y", "x"])


@pytest.mark.parametrize(("last", "size"), [(0, 20), (1, 30)])
def test_a_buffer_lives_through_its_last_step(last: int, size: int) -> None:
    top = facts(tensor("x", 10, 0, last), tensor("y", 20, 1, 2, 0))(peak)
    assert top is not None
    assert top.size == size


def test_what_is_written_in_place_counts_once() -> None:
    top = facts(tensor("x", 10, 0, 1), tensor("x/relu", 10, 1, 2, 0), tensor("y", 7, 1, 1, 0))(peak)
    assert top is not None
    assert (top.size, [it.name for it in top.alive]) == (17, ["x/relu", "y"])


def test_a_peak_before_the_first_op_is_the_inputs_own() -> None:
    top = facts(tensor("x", 50, 0, 0), tensor("y", 20, 1, 2, 0))(peak)
    assert top is not None
    assert (top.name, top.location.path) == ("the inputs", "")


def test_the_real_plan_names_its_own_operator() -> None:
    it = facts()
    del it._proved[arena_plan]  # noqa: SLF001  now the planner's own
    top = it(peak)
    assert top is not None
    assert top.operator is not None
