"""Passes, one after another; a pass that makes the arena larger is not applied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.fix.passes import (
    boundary_quantization,
    dead_code,
    duplicate_constants,
    float16_weights,
    hybrid_weights,
    noop_reshape,
    pad_before_convolution,
    short_lstm,
    tensor_names,
)
from tflint.model import reader, writer
from tflint.record import Record
from tflint.runtime import target_runtime

if TYPE_CHECKING:
    from collections.abc import Callable

    from tflint.fix.change import Change
    from tflint.manifest.target import Target
    from tflint.model.tree import Tree
    from tflint.model.view import Model


class Pass(Record):
    """A pass, and the rules that its changes go by. One that `repairs` is only tried where the runtime refuses the model."""

    rules: tuple[str, ...]
    run: Callable[[Tree], list[Change]]
    repairs: bool = False


PASSES = (
    Pass(("dead-operator", "unused-tensor", "orphan-buffer"), dead_code.run),
    Pass(("float16-weights",), float16_weights.run, repairs=True),
    Pass(("short-lstm",), short_lstm.run, repairs=True),
    Pass(("pad-before-convolution",), pad_before_convolution.run),
    Pass(("noop-reshape",), noop_reshape.run),
    Pass(("duplicate-constants",), duplicate_constants.run),
)
ASKED = (Pass(("tensor-names",), tensor_names.run),)
UNSAFE = (
    Pass(("float-input", "float-output", "uint8-io"), boundary_quantization.run),
    Pass(("hybrid-operator",), hybrid_weights.run, repairs=True),
)


class State(Record):
    """A tree on its way, the model that it reads as, and the arena that this needs; `refusals` counts what the runtime has against it."""

    tree: Tree
    model: Model
    minimum: int
    refusals: int


def improve(
    tree: Tree, target: Target, selected: Callable[[str], bool], passes: tuple[Pass, ...] = PASSES
) -> tuple[State, tuple[Change, ...]]:
    """Return the tree after all selected passes that help, and what they did."""
    state = judged(tree, target)
    changes: list[Change] = []
    for each in passes:
        if not any(map(selected, each.rules)) or (each.repairs and not state.refusals):
            continue
        candidate = state.tree.copy()
        did = each.run(candidate)
        if not did:
            continue
        if each.run is not dead_code.run:
            dead_code.run(candidate)
        after = judged(candidate, target)
        if after.refusals < state.refusals or (after.minimum <= state.minimum and after.refusals == state.refusals):
            state = after
            changes += did
    return state, tuple(changes)


def judged(tree: Tree, target: Target) -> State:
    """Return what a tree comes to on a target."""
    model = reader.read(writer.write(tree))
    allocation = target_runtime.allocation(model, target)
    refusals = sum(1 for it in allocation.verdicts if it.effect.fatal)
    return State(tree, model, allocation.plan.minimum, refusals)
