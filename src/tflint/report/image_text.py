"""A linked image as text: what it was built for, memory, arenas, models and kernels, then the findings."""

from __future__ import annotations

from itertools import chain
from textwrap import wrap
from typing import TYPE_CHECKING

from tflint.report import render as render_report
from tflint.report.escape import terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.check.image import Examined, Need
    from tflint.report.options import Options

_COLUMN = 11


def render(examined: Examined, options: Options) -> str:
    """Return what an image shows as rows of a label and its facts, and the findings after them, as a terminal has them where it is one."""
    rows = chain(_memory(examined), _arenas(examined), _models(examined), _kernels(examined), _unseen(examined))
    headline = wrap(_headline(examined), max(options.width, 60), break_on_hyphens=False)
    lines = [*headline, "", *(line for label, text in rows for line in _row(label, text, options.width))]
    return "".join(f"{terminal(line)}\n" for line in lines) + "\n" + render_report("text", examined.report, options)


def _row(label: str, text: str, width: int) -> list[str]:
    return wrap(f"  {label:<{_COLUMN - 2}}{text}", max(width, 60), subsequent_indent=" " * _COLUMN, break_on_hyphens=False)


def _headline(examined: Examined) -> str:
    contents = examined.contents
    library = contents.kernels.library or "kernels not visible"
    detail = "debug information" if contents.sizes else "no symbols" if contents.stripped else "symbols"
    return " · ".join((examined.path, contents.cpu or contents.machine, library, _runtime(examined), detail))


def _runtime(examined: Examined) -> str:
    months = examined.contents.months
    if months is None:
        return f"{examined.targets[-1].runtime} {'as given' if examined.runtime_given else 'assumed'}"
    span = months.first if months.first == months.last else f"{months.first} to {months.last}"
    return f"TFLM of {span} (by {months.symbols} functions)"


def _memory(examined: Examined) -> Iterator[tuple[str, str]]:
    contents = examined.contents
    for region in contents.regions:
        yield region.name[:8], f"{region.used:,} of {region.length:,} B, {region.left:,} left"
    if not contents.regions:
        yield "memory", f"{contents.ram:,} B of RAM, {contents.flash:,} B of flash in sections"
    for it in contents.reserved:
        inside = next((region.name for region in contents.regions if it.address is not None and region.holds(it.address)), "")
        yield it.what, f"{it.size:,} B set aside{f' in {inside}' if inside else ''} ({it.by})"


def _arenas(examined: Examined) -> Iterator[tuple[str, str]]:
    for arena in examined.contents.arenas:
        if arena.size is None:
            yield "arena", f"{arena.name} is a pointer: what it points to is allocated at run time"
        else:
            yield "arena", f"{arena.name}: {arena.size:,} B at {arena.address:#x} ({arena.section})"


def _models(examined: Examined) -> Iterator[tuple[str, str]]:
    for model, need in zip(examined.contents.models, examined.needs, strict=True):
        name = f"{model.name}: " if model.name else ""
        size = f"{len(model.data):,} B " if model.exact else ""
        equal = f" = {', '.join(need.files)}" if need.files else "" if model.exact else ", its end not visible"
        yield "model", f"{name}{size}at {model.address:#x} ({model.section}){equal}; {_needs(need, examined)}"


def _needs(need: Need, examined: Examined) -> str:
    if need.least.minimum != need.most.minimum:
        return f"needs an arena of {need.least.minimum:,} to {need.most.minimum:,} B, by the month of the runtime"
    target = examined.targets[-1]
    shown = examined.contents.kernels.library is not None and (examined.contents.months is not None or examined.runtime_given)
    condition = "" if shown else f" if it is built for {target} with {target.runtime}"
    return f"needs an arena of {need.most.minimum:,} B{condition}" + ("" if need.most.exact else f" ({need.most.standing})")


def _kernels(examined: Examined) -> Iterator[tuple[str, str]]:
    kernels = examined.contents.kernels
    if kernels.ops:
        yield "ops", ", ".join(sorted(kernels.ops)) + (f" (more may be linked: {kernels.why})" if kernels.why else "")
    if kernels.resolver_sizes:
        yield "resolver", ", ".join(f"MicroMutableOpResolver<{size}>" for size in kernels.resolver_sizes)


def _unseen(examined: Examined) -> Iterator[tuple[str, str]]:
    contents = examined.contents
    if not contents.models:
        yield "model", "none visible in this image"
    if not contents.arenas:
        yield "arena", "none visible in this image"
    if not contents.kernels.ops:
        yield "ops", f"not visible: {contents.kernels.why}"
