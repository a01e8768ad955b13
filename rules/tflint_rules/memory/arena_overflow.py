"""Model that needs a larger tensor arena than the board gives it.

## Why
The interpreter takes all its memory from one array of bytes, the arena, when `AllocateTensors()` runs. If the model needs more than the
array has, that call fails on the device (or, where its result is not checked, the first `Invoke()` hard-faults), far from the commit that caused it.

## Example
A model on a board whose manifest gives it too little:

    models/gesture.tflite: error: arena-overflow: arena needs 1,568 to 1,776 B, as the runtime decides, on nano33, 1,024 B given
        at tflint.toml:6:9
        1,568 B with harvard-tinymlx@1.2.4, 1,776 B with arduino@2023-02: declare the board's runtime
        peak at op 0 FULLY_CONNECTED: 'samples' 1,200 + 'scores' 80
        436 B are kept for the interpreter's life: parameters, structs, variables
        give 1,776 B, or make what is alive at the peak smaller

## Runtime
`Failed to resize buffer. Requested: …, available …, missing: …` and `Failed to allocate memory for …`
(`micro/arena_allocator/single_arena_buffer_allocator.cc`), then `AllocateTensors() failed`.

## Fix
Give the arena at least the minimum named here: `arena = "…"` in the manifest, and the same number for `kTensorArenaSize` in the firmware.
Or shrink the peak: `tflint plan` shows which tensors are alive there. A smaller input, a stride in the first layer, or int8 instead of float32
(`converter.representative_dataset`) take most off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import (
    Model,
    Rule,
    Severity,
    arena_plan,
    esp_nn_versions,
    made_to_fit,
    peak,
    plausible_runtimes,
    reference_kernels,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Facts, Finding, Peak, Plan

rule = Rule(__name__, severity=Severity.ERROR, since="0.1", needs="boards.*.arena")
SHOWN = 4


@rule.on(Model)
def check(model: Model, facts: Facts) -> Iterator[Finding]:
    """Compare the smallest arena that works with the one that is given."""
    given, plan = facts.board.arena, facts(arena_plan)
    assert given is not None
    least, most = _range(facts)
    if most <= given:
        return
    top, fitted, needs = facts(peak), facts(made_to_fit), f"{most:,} B" if plan.exact else f"{most:,} B ({plan.standing})"
    if least < most:
        undeclared = "esp-nn version" if facts.board.target.kernels == "esp-nn" else "runtime"
        needs = f"{least:,} to {most:,} B, as the {undeclared} decides,"
    yield rule.finding(
        model if top is None else top,
        f"arena needs {needs} on {facts.board.name}, {given:,} B given",
        severity=rule.severity if least > given and (plan.accepted or most) > given else Severity.WARNING,
        place=next(iter(facts.board.where("arena")), None),
        help=(*_runtimes(facts), *_causes(top, plan, given), *_cures(facts, most, given), *([fitted.sentence] if fitted else [])),
        needed=most,
        used=plan.used,
        given=given,
        head=plan.head,
        tail=plan.tail,
        exact=plan.exact,
        rewritten=fitted and fitted.minimum,
        fits_rewritten=fitted and fitted.fits(given),
    )


def _range(facts: Facts) -> tuple[int, int]:
    """Return the least and the most that the model may need: one figure where runtime and version of ESP-NN are declared."""
    versions = () if facts.board.target.version else facts(esp_nn_versions)
    needed = [facts(arena_plan).minimum, *(it.minimum for it in versions), *(it.minimum for it in facts(plausible_runtimes))]
    return min(needed), max(needed)


def _runtimes(facts: Facts) -> Iterator[str]:
    """Yield which runtimes the range is between, where it is one."""
    found = facts(plausible_runtimes)
    if found and found[0].minimum < found[-1].minimum:
        least, most = found[0], max(found, key=lambda it: it.minimum)  # the first of several
        yield f"{least.minimum:,} B with {least.runtime}, {most.minimum:,} B with {most.runtime}: declare the board's runtime"


def _causes(top: Peak | None, plan: Plan, given: int) -> Iterator[str]:
    if plan.accepted is not None and plan.accepted <= given:
        yield f"AllocateTensors() may succeed with {plan.accepted:,} B, but what it keeps then overwrites memory still in use or finds no room"
    if top is not None:
        alive = [f"{repr(it.name) if it.tensor is not None else it.kind} {it.size:,}" for it in top.alive[:SHOWN]]
        rest = sum(it.size for it in top.alive[SHOWN:])
        yield f"peak at {top.name}: {' + '.join(alive)}" + (f" + {rest:,} in {len(top.alive) - SHOWN} more" if rest else "")
    yield f"{plan.tail:,} B are kept for the interpreter's life: parameters, structs, variables"


def _cures(facts: Facts, needed: int, given: int) -> Iterator[str]:
    """Yield what would help: more arena, or the newest kernel library that does with what there is."""
    others = (*facts(esp_nn_versions), *filter(None, [facts(reference_kernels)]))
    smaller = [it for it in others if it.minimum < needed]
    fitting = [it for it in smaller if it.minimum <= given]
    esp_nn = [it for it in fitting if it.kernels.startswith("esp-nn")]
    best = next(iter(esp_nn[-1:] or fitting), None)
    if best is None:
        yield f"give {needed:,} B, or make what is alive at the peak smaller"
    else:
        target = facts.board.target
        now = f"{target.kernels} {target.version or 'in its newest version'}" if target.kernels == "esp-nn" else target.kernels
        yield f"{now} needs {needed - best.minimum:,} B more for this model than {best.kernels}"
        yield f"give {needed:,} B, or take {best.kernels} ({best.minimum:,} B)"
