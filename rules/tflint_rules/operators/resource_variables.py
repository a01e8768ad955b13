"""Model with resource variables, which the firmware must make room for.

## Why
A streaming model keeps its state in resource variables (VAR_HANDLE, READ_VARIABLE, ASSIGN_VARIABLE). TensorFlow Lite Micro has a
place for them only if the firmware hands the interpreter a `MicroResourceVariables` with enough slots.

## Example
A model with two variables:

    models/stream.tflite: warning: resource-variables: resource variables need MicroResourceVariables::Create(allocator, 2)
        at op 0 VAR_HANDLE
        hand it to the MicroInterpreter, and count its slots: one for each variable of each model

## Runtime
`VAR_HANDLE requires resource variables. Please create ResourceVariables and pass it to the interpreter.`
(`tensorflow/lite/micro/kernels/var_handle.cc`), or with too few slots `Failed to allocate resource variable. Maximum resource variable count (…)`
(`tensorflow/lite/micro/micro_resource_variable.cc`).

## Fix
Before the interpreter is made:

    auto* resources = tflite::MicroResourceVariables::Create(allocator, N);
    tflite::MicroInterpreter interpreter(model, resolver, allocator, resources);
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Judgements, Model, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding

rule = Rule(__name__, severity=Severity.WARNING, since="0.1", runtimes=("tflm",))


@rule.on(Model)
def check(model: Model, facts: Facts) -> Iterator[Finding]:
    """Say how many slots the firmware must give."""
    handles = [it for it in model.operators() if it.code.name == "VAR_HANDLE"]
    if not handles:
        return
    slots = len({((it.options or {}).get("container"), (it.options or {}).get("shared_name")) for it in handles})
    given = facts.board.target.resource_variables
    if given is not None and (given == 0 or given >= slots):
        return  # declared: an arena of their own, or room enough
    message = f"resource variables need MicroResourceVariables::Create(allocator, {slots})"
    yield rule.finding(
        handles[0],
        message if given is None else f"{message}, {given} slots declared",
        severity=rule.severity if given is None else Severity.ERROR,
        place=next(iter(facts.board.where("resource_variables")), None),
        help=("hand it to the MicroInterpreter, and count its slots: one for each variable of each model",),
        slots=slots,
        given=given,
    )


@rule.on(Judgements)
def check_refused(own: Judgements, _facts: Facts) -> Iterator[Finding]:
    """Report what is wrong with a variable whatever the firmware gives."""
    for it in own:
        yield rule.judged(it, Severity.ERROR)
