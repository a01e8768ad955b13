"""The arena plan as text: totals, what is kept, the peak and what lives there, a map where there is room."""

from __future__ import annotations

from itertools import groupby
from textwrap import wrap
from typing import TYPE_CHECKING

from tflint.report import plan_wording, process_words, wording
from tflint.report.escape import cut, terminal
from tflint.report.memory_map import draw

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tflint.check.report import Planned
    from tflint.facts import ProcessMemory
    from tflint.report.memory_map import MemoryMap
    from tflint.report.options import Options
    from tflint.runtime.plan import Plan

_BANDS = 6
_ALIVE = 8
_REASONS = 4
_HANGING = 11
_BESIDE_NAME = 42
_ROOM_FOR_A_MAP = 72


def render(plans: tuple[Planned, ...], options: Options) -> str:
    """Return the plans as text: a page per model, and a comparison where a model is planned for several targets."""
    pages = []
    for _, group in groupby(plans, key=lambda planned: planned.path):
        planned = tuple(group)
        pages.append([*_comparison(planned)] if len(planned) > 1 else [*_page(planned[0], options)])
    return "\n".join("".join(f"{line}\n" for line in _fitted(page, options)) for page in pages)


def _fitted(page: list[str], options: Options) -> Iterator[str]:
    """Yield a page's lines, wrapped where a terminal would break them in the middle of a word; the map fits as it is."""
    for line in page:
        if options.terminal and len(line) > options.width and "\x1b" not in line:
            hanging = _HANGING if line[:_HANGING].endswith("  ") else 4
            yield from wrap(line, options.width, subsequent_indent=" " * hanging)
        else:
            yield line


def _page(planned: Planned, options: Options) -> Iterator[str]:
    yield terminal(plan_wording.headline(planned))
    yield from _refusal(planned)
    plan = planned.plan
    if plan is None:
        return
    picture = draw(plan, planned.model)
    yield ""
    yield from _totals(planned, plan, picture)
    if picture.blocks:
        yield ""
        yield from _peak(picture, options)
        yield from _map(picture, plan, options)
    yield ""
    sentence = plan_wording.advice(plan, picture)
    if sentence:
        yield f"  {terminal(wording.short(sentence))}"
    for sentence in planned.smaller:
        yield f"  {terminal(sentence)}"
    if planned.process is None:
        yield f"  {terminal(plan_wording.constexpr(plan, planned.runtime))}"


def _refusal(planned: Planned) -> Iterator[str]:
    if not planned.allocates:
        reasons = ", ".join(planned.reasons) or "no reason given"
        why = f"; tflint {planned.path} says why" if planned.reasons else ""
        yield f"  does not allocate: {terminal(reasons + why)}"


def _totals(planned: Planned, plan: Plan, picture: MemoryMap) -> Iterator[str]:
    if planned.process is not None:
        yield from _process(planned, planned.process, plan)
        return
    why = plan_wording.above_used(plan)
    yield f"  arena    used {plan.used:,} B   minimum {plan.minimum:,} B" + (f"   ({terminal(why)})" if why else "")
    yield from _elsewhere(planned, plan)
    if planned.given is not None:
        room = planned.given - plan.minimum
        yield f"  given    {planned.given:,} B, " + (f"{room:,} B to spare" if room >= 0 else f"{-room:,} B too little")
    gaps = plan.head - picture.alive
    yield f"  head     {plan.head:,} B  reused while it runs: tensors and scratch" + (f", {gaps:,} B of gaps" if gaps > 0 else "")
    yield f"  tail     {plan.tail:,} B  kept"
    for band in picture.bands[:_BANDS]:
        yield f"           {band.size:>9,}  {terminal(band.category)}"
    rest = picture.bands[_BANDS:]
    if rest:
        yield f"           {sum(band.size for band in rest):>9,}  {len(rest)} other kinds"
    yield from _unknown(dict.fromkeys(plan.unknown, plan.standing))


def _elsewhere(planned: Planned, plan: Plan) -> Iterator[str]:
    """Yield what runtimes that nobody ruled out take at least and at most, where they differ from the one planned for."""
    minima = [it.minimum for it in planned.elsewhere]
    if minima and {*minima} != {plan.minimum}:
        least, most = planned.elsewhere[0], planned.elsewhere[-1]
        yield f"  runtime  not declared: {least.minimum:,} B with {least.runtime} to {most.minimum:,} B with {most.runtime}"


def _process(planned: Planned, memory: ProcessMemory, plan: Plan) -> Iterator[str]:
    """Yield a LiteRT process's shares, first in one line."""
    yield f"  {process_words.line(memory, planned.ram)}"
    yield ""
    rows = list(process_words.rows(memory))
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    for row in rows:
        yield f"  {row.name:<{widths[0]}}  {row.size:>{widths[1]}}  {row.what}"
    sentence = process_words.taken(memory, planned.model)
    if sentence:
        yield f"  {terminal(sentence)}"
    yield from _unknown(dict.fromkeys(plan.unknown, plan.standing))


def _unknown(reasons: Mapping[str, str]) -> Iterator[str]:
    """Yield why figures are not exact; `reasons` have what each makes of them, `a lower bound` for one."""
    for reason, standing in list(reasons.items())[:_REASONS]:
        yield f"  {standing}: {terminal(reason)}"
    if len(reasons) > _REASONS:
        yield f"    and {len(reasons) - _REASONS:,} more reasons"


def _peak(picture: MemoryMap, options: Options) -> Iterator[str]:
    alive = picture.at(picture.peak)
    room = min(wording.LONGEST_NAME, options.width - _BESIDE_NAME) if options.terminal else wording.LONGEST_NAME
    yield f"  peak at {terminal(picture.label(picture.peak))}{terminal(_shapes(picture))}: {picture.alive:,} B alive"
    rows = [
        (block.kind, terminal(f"'{cut(block.name, room)}'"), f"{block.size:,}", f"lives {picture.life(block)}")
        for block in alive[:_ALIVE]
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for kind, name, size, life in rows:
        yield f"    {kind:<{widths[0]}}  {name:<{widths[1]}}  {size:>{widths[2]}}  {life}"
    if len(alive) > _ALIVE:
        yield f"    and {len(alive) - _ALIVE:,} smaller ones"


def _shapes(picture: MemoryMap) -> str:
    """Return ` (1x48x48x8 → 1x48x48x16)`: the largest tensor read and the largest written at the peak."""
    alive = [block for block in picture.at(picture.peak) if block.shape]
    read = next((block.shape for block in alive if picture.peak in block.readers), "")
    written = next((block.shape for block in alive if block.first == picture.peak), "")
    return f" ({read} → {written})" if read and written else ""


def _map(picture: MemoryMap, plan: Plan, options: Options) -> Iterator[str]:
    if options.terminal and options.width >= _ROOM_FOR_A_MAP:
        from tflint.report import terminal_map

        yield ""
        yield from terminal_map.lines(picture, plan.head, options)


def _comparison(plans: tuple[Planned, ...]) -> Iterator[str]:
    yield terminal(plans[0].path)
    yield ""
    labels = _labels(plans)
    rows: list[tuple[str, ...]] = [(labels[0], "used", "minimum", "head", "tail", "", "")]
    rows.extend(_row(planned, plans[0], label) for planned, label in zip(plans, labels[1:], strict=True))
    widths = [max(len(row[column]) for row in rows) for column in range(6)]
    for row in rows:
        figures = "  ".join(f"{cell:>{width}}" for cell, width in zip(row[1:5], widths[1:5], strict=True))
        yield f"  {row[0]:<{widths[0]}}  {figures}  {row[5]:<{widths[5]}}  {row[6]}".rstrip()
    standings = {reason: planned.plan.standing for planned in plans if planned.plan for reason in planned.plan.unknown}
    yield from _unknown(standings)


def _labels(plans: tuple[Planned, ...]) -> list[str]:
    """Return the first column: what the plans differ in, target or runtime or both."""
    targets, runtimes = [it.target for it in plans], [it.runtime for it in plans]
    if len(set(runtimes)) == len(plans) and len(set(targets)) == 1:
        return ["runtime", *runtimes]
    if len(set(targets)) < len(plans):
        return ["target", *(f"{target} · {runtime}" for target, runtime in zip(targets, runtimes, strict=True))]
    return ["target", *targets]


def _row(planned: Planned, first: Planned, label: str) -> tuple[str, ...]:
    plan = planned.plan
    if plan is None or not planned.allocates:
        why = f"does not allocate: {', '.join(planned.reasons)}"
        return (terminal(label), "–", "–", "–", "–", "", terminal(why))
    figures = (f"{figure:,}" for figure in (plan.used, plan.minimum, plan.head, plan.tail))
    why = "" if planned is first else terminal(plan_wording.difference(first, planned))
    return (terminal(label), *figures, "" if plan.exact else plan.standing, why)
