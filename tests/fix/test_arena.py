"""The arena made smaller: by a plan, by stripes, only as far as it must, and only with what the firmware has."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tflint import packs
from tflint.check.scope import Placement
from tflint.fix.figures import measure
from tflint.fix.request import Request
from tflint.fix.rewrite import rewrite
from tflint.manifest.board import Board, Manifest, ResolverSpec
from tflint.manifest.target import parse
from tflint.model import reader

if TYPE_CHECKING:
    from tflint.fix.change import Rewritten

PERSON = (Path(__file__).parents[2] / "examples/models/person.tflite").read_bytes()
ADDED = ("CONCATENATION", "SLICE")


def fitted(
    data: bytes = PERSON, *, ops: tuple[str, ...] | None = None, target: str = "cortex-m4/cmsis-nn", **more: object
) -> Rewritten:
    resolver = None if ops is None else ResolverSpec(ops=ops)
    board = Board("camera", parse(target), resolver=resolver)
    return rewrite(data, "person.tflite", Request((Placement(board),), packs.load(()), Manifest(), **more))  # type: ignore[arg-type]  # as named


def names(data: bytes) -> set[str]:
    return {it.name for it in reader.read(data).operators()}


@pytest.fixture(scope="module")
def smallest() -> Rewritten:
    return fitted()


def test_stripes_make_a_convolutional_net_need_a_third_less(smallest: Rewritten) -> None:
    assert [it.rule for it in smallest.changes if it.kind == "stripes"] == ["stripes"]
    assert smallest.after.minimum < 0.67 * smallest.before.minimum
    assert smallest.after.macs <= 1.1 * smallest.before.macs
    assert smallest.adds_operators == ADDED


def test_the_figures_are_what_planning_the_new_file_gives(smallest: Rewritten) -> None:
    assert smallest.after == measure(reader.read(smallest.data), parse("cortex-m4/cmsis-nn"))


def test_inputs_and_outputs_keep_their_names_and_types(smallest: Rewritten) -> None:
    def ends(data: bytes) -> list[tuple[str, tuple[int, ...], str]]:
        (graph,) = reader.read(data).subgraphs
        found = [graph.tensors[it] for it in (*(graph.inputs or ()), *(graph.outputs or ()))]
        return [(it.name, it.shape, it.dtype) for it in found]

    assert ends(smallest.data) == ends(PERSON)


def test_an_arena_that_is_enough_already_gets_no_stripes() -> None:
    found = fitted(arena=1 << 20)
    assert names(found.data) == names(PERSON)


def test_without_stripes_selected_no_operator_is_added() -> None:
    found = fitted(select=("offline-plan",))
    assert names(found.data) == names(PERSON)


def test_a_resolver_that_lacks_the_operators_is_left_alone_and_reported_what_they_would_save() -> None:
    found = fitted(ops=("CONV_2D", "DEPTHWISE_CONV_2D", "MEAN", "FULLY_CONNECTED", "SOFTMAX", "RESHAPE", "AVERAGE_POOL_2D"))
    assert names(found.data) <= names(PERSON)
    (note,) = found.notes
    assert note.startswith("with CONCATENATION and SLICE in the firmware's resolver the arena would be ")


def test_a_resolver_that_has_them_gets_stripes() -> None:
    assert set(ADDED) <= names(fitted(ops=(*names(PERSON), *ADDED)).data)


def test_the_interpreter_that_reads_no_plan_gets_none() -> None:
    found = fitted(target="litert")
    assert all(it.kind not in {"plan", "stripes"} for it in found.changes)


def test_the_runtime_agrees_bit_for_bit_in_the_arena_that_was_planned(smallest: Rewritten) -> None:
    pytest.importorskip("tflite_micro", reason="the wheel is the oracle here: pip install tflint[dev]")
    from tflint.fix.prove import prove

    (proof,) = prove(PERSON, smallest.data, runtimes=("tflite-micro",))
    assert proof.identical is True
    assert proof.tensors > 1
    assert proof.used == measure(reader.read(smallest.data), parse("host/reference")).used
