"""The sentences about a plan: what forces the minimum, what would help, why two targets differ."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tflint.report.memory_map import category, draw
from tflint.runtime.plan import Bound

if TYPE_CHECKING:
    from tflint.check.report import Planned
    from tflint.report.memory_map import MemoryMap
    from tflint.runtime.plan import Moment, Plan

ALIGNMENT = 16
_WORTH_CLOSING = 10  # gaps of at least a tenth of the arena


def headline(planned: Planned) -> str:
    """Return `models/x.tflite · cortex-m4/cmsis-nn · tflm@2024-08 · exact`."""
    plan = planned.plan
    exact = "" if plan is None else plan.standing
    board = f"{planned.board} ({planned.target})" if planned.board not in (None, planned.target) else planned.target
    return " · ".join(part for part in (planned.path, board, planned.runtime, exact) if part)


def constexpr(plan: Plan, runtime: str) -> str:
    """Return the C++ line that reserves the arena, with the runtime it is for, and whether it may be too small; LiteRT reserves its own."""
    if plan.target.startswith("litert"):
        return "the interpreter allocates this itself, in two pieces on the heap: head and tail"
    caveat = "" if plan.exact or plan.bound is Bound.UPPER else f": {plan.standing}, may be too small"
    return f"constexpr int kTensorArenaSize = {plan.minimum};   // alignas(16), for {runtime}{caveat}"


def above_used(plan: Plan) -> str:
    """Return why the minimum is above `used`, empty where it is not."""
    extra = plan.minimum - plan.used
    if extra <= 0:
        return ""
    if extra < ALIGNMENT:
        return f"+{extra}: the arena ends on a multiple of {ALIGNMENT}"
    moment = _widest(plan)
    return f"+{extra:,}: {_in_words(moment)}" if moment else f"+{extra:,}"


def parts(plan: Plan) -> tuple[str, str]:
    """Return what the runtime calls the memory that tensors share, and what it keeps: LiteRT has two arenas, not two ends of one."""
    return ("arena", "persistent arena") if plan.target.startswith("litert") else ("head", "tail")


def advice(plan: Plan, picture: MemoryMap) -> str:
    """Return one sentence on what would lower the arena most, empty for a model without buffers."""
    moment = _widest(plan)
    if plan.minimum - plan.used >= ALIGNMENT and moment:
        return f"what sets the minimum is not the running model but {_in_words(moment)}"
    if gaps := _gaps(plan, picture):
        return gaps
    if plan.tail > plan.head and picture.bands:
        band = picture.bands[0]
        return f"most of it is kept, not reused: {band.category} takes {band.size:,} B of {plan.tail:,}"
    return _shrink(picture)


def _gaps(plan: Plan, picture: MemoryMap) -> str:
    """Return what gaps below the block that sets the head cost, empty where they are less than a tenth of the arena."""
    gaps = plan.head - picture.alive
    if gaps <= 0 or gaps * _WORTH_CLOSING < plan.minimum or plan.target.startswith("litert"):
        return ""
    top = max(picture.blocks, key=lambda it: it.offset + it.size)
    what = f"'{top.name}'" if top.name else f"the {top.kind} buffer"
    return (
        f"{gaps:,} B ({gaps / plan.head:.0%}) of the head are gaps: {what} at {picture.label(top.first)} lies above them; "
        "an offline memory plan saves at most that much"
    )


def _shrink(picture: MemoryMap) -> str:
    """Name the buffer without which the widest step would shrink most, and the step that would then be the widest.

    The model's inputs are left out: nothing can be done about what the caller hands in.
    """
    rivals = [(picture.runner_up(block), block) for block in picture.at(picture.peak) if block.kind != "input"]
    if not rivals:
        return ""
    (step, size), block = min(rivals, key=lambda rival: rival[0][1])
    if size == picture.alive:
        return f"no single buffer sets the peak: {picture.label(picture.peak)} and {picture.label(step)} need the same"
    scratch = block.kind == "scratch"
    what = f"the scratch buffer of {picture.label(block.first)}" if scratch else f"tensor '{block.name}'"
    return (
        f"shrink {what} first: saves up to {picture.alive - size:,} B, after that {picture.label(step)} dominates with {size:,} B"
    )


def difference(first: Planned, other: Planned) -> str:
    """Return why another target needs more or less than the first: its head, and the two largest changes of its tail."""
    if first.plan is None or other.plan is None:
        return ""
    parts = []
    if head := other.plan.head - first.plan.head:
        parts.append(f"head {head:+,} B{_scratch(max((first, other), key=_head))}")
    before, after = _kept(first.plan), _kept(other.plan)
    changes = {what: after[what] - before[what] for what in before | after}
    largest = sorted((-abs(change), what) for what, change in changes.items() if change)[:2]
    return ", ".join([*parts, *(f"{what} {changes[what]:+,} B" for _, what in largest)])


def _head(planned: Planned) -> int:
    return planned.plan.head if planned.plan else 0


def _scratch(planned: Planned) -> str:
    """Return ` (scratch of op 3 CONV_2D)` where a kernel's scratch buffer is alive at the peak."""
    picture = draw(planned.plan, planned.model) if planned.plan else None
    scratch = next((block for block in picture.at(picture.peak) if block.kind == "scratch"), None) if picture else None
    return f" (scratch of {picture.label(scratch.first)})" if picture and scratch else ""


def _kept(plan: Plan) -> Counter[str]:
    kept: Counter[str] = Counter()
    for it in plan.persistent:
        kept[category(it)] += it.size
    return kept


def _widest(plan: Plan) -> Moment | None:
    return max(plan.moments, key=lambda moment: moment.low + moment.tail, default=None)


def _in_words(moment: Moment) -> str:
    where = "" if moment.operator is None else f" of op {moment.operator}"
    graph = f" of subgraph {moment.subgraph}" if moment.operator is not None and moment.subgraph else ""
    return f"{moment.what}{where}{graph} ({moment.low:,} B low + {moment.tail:,} B tail)"
