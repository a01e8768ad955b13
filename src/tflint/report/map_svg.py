"""The memory map as SVG: no script, no inline style; pointing at a block says what it is and lights up the operators that touch it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.report import plan_wording
from tflint.report.escape import cut, html
from tflint.report.map_scale import LEFT, PLOT, TOP, Label, scale, spread
from tflint.report.memory_map import drawn_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.report.map_scale import Scale
    from tflint.report.memory_map import Block, MemoryMap
    from tflint.runtime.plan import Plan

_CHARACTER = 5.9
_LINE = 14.0
_ROOM_FOR_NUMBERS = 44.0
_SEEN = 0.8
_WORTH_READING = 12
KINDS = (("input", "input"), ("output", "output"), ("tensor", "tensor"), ("scratch", "scratch"), ("variable", "variable"))


class Figure:
    """One map, drawn from bottom layer to top. `ident` is unique on the page, a prefix of the blocks' ids."""

    def __init__(self, picture: MemoryMap, plan: Plan, given: int | None, ident: str) -> None:
        self.picture, self.plan, self.given, self.ident = picture, plan, given, ident
        self.scale: Scale = scale(picture.steps, max(plan.minimum, plan.head + plan.tail), given)

    def svg(self, title: str, style: str = "") -> str:
        """Return the svg element; `style` is a style sheet for a map that stands alone."""
        s = self.scale
        size = f'width="{s.width:.0f}" height="{s.height:.0f}" viewBox="0 0 {s.width:.0f} {s.height:.0f}"'
        head = (
            f'<svg class="map{"" if s.named else " fine"}" xmlns="http://www.w3.org/2000/svg" {size} role="img"'
            f' aria-labelledby="{self.ident}-t {self.ident}-d"><title id="{self.ident}-t">{html(title)}</title>'
            f'<desc id="{self.ident}-d">{html(self.description())}</desc>'
        )
        sheet = f"<style>{style}</style>" if style else ""
        sheet += (
            f'<defs><pattern id="{self.ident}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
            '<path class="hatch" d="M0 0V6"/></pattern></defs>'
        )
        ground = f'<rect class="readout-ground" width="{s.width:.0f}" height="{s.height:.0f}"/>'
        return "\n".join([head + sheet + ground, self._heading(title), *self._layers(), "</svg>"])

    def description(self) -> str:
        """Return the picture in words, for those who do not see it."""
        plan, picture = self.plan, self.picture
        largest = picture.largest()
        most = f" The largest buffer there is {largest.name}, {largest.size:,} bytes." if largest else ""
        return (
            f"Arena of {plan.minimum:,} bytes: {plan.head:,} reused while the model runs, {plan.tail:,} kept."
            f" Most is alive at {picture.label(picture.peak)}: {picture.alive:,} bytes.{most}"
        )

    def _layers(self) -> Iterator[str]:
        yield from self._grid()
        yield from self._bands()
        yield self._peak()
        yield from self._gaps()
        yield from self._axis()
        yield from self._margin()
        until = drawn_until(self.picture.blocks)
        for position, block in enumerate(self.picture.blocks):
            yield self._block(position, block, until[position])
        yield from self._budget_lines()

    def _heading(self, title: str) -> str:
        keys = []
        x = float(LEFT)
        present = {block.kind for block in self.picture.blocks}
        for kind, word in KINDS:
            if kind in present:
                keys.append(f'<rect class="{kind} key" x="{x:.0f}" y="34" width="11" height="11" rx="2"/>')
                keys.append(f'<text x="{x + 16:.0f}" y="43.5">{word}</text>')
                x += 34 + _CHARACTER * len(word)
        keys.append(f'<rect class="band-b" x="{x:.0f}" y="34" width="11" height="11" rx="2"/>')
        keys.append(f'<text x="{x + 16:.0f}" y="43.5">kept</text>')
        x += 54
        if self.plan.head > self.picture.alive and self.picture.gaps():
            keys.append(f'<rect class="gap" fill="url(#{self.ident}-hatch)" x="{x:.0f}" y="34" width="11" height="11" rx="2"/>')
            keys.append(f'<text x="{x + 16:.0f}" y="43.5">gap</text>')
            x += 52
        hint = f'<text class="soft" x="{x:.0f}" y="43.5">pale: not alive at the peak</text>'
        return f'<text class="strong" x="{LEFT}" y="20" font-size="13">{html(cut(title, 120))}</text>{"".join(keys)}{hint}'

    def _grid(self) -> Iterator[str]:
        right = LEFT + self.scale.plot
        for address in self.scale.ticks():
            y = self.scale.y(address)
            yield f'<path class="grid" d="M{LEFT} {y:.1f}H{right:.1f}"/>'
            yield f'<text class="soft" x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{address:,}</text>'
        yield f'<text class="soft" x="{LEFT - 8}" y="{TOP - 12}" text-anchor="end">address</text>'

    def _bands(self) -> Iterator[str]:
        address = self.plan.head
        for position, band in enumerate(self.picture.bands):
            top, bottom = self.scale.y(address + band.size), self.scale.y(address)
            shade = "band-a" if position % 2 else "band-b"
            box = f'x="{LEFT}" y="{top:.1f}" width="{self.scale.plot:.1f}" height="{max(bottom - top, 0.5):.1f}"'
            yield f'<rect class="{shade}" {box}><title>{html(band.category)}: {band.size:,} bytes</title></rect>'
            address += band.size

    def _gaps(self) -> Iterator[str]:
        """Yield what the planner leaves free below the block that sets the head, hatched."""
        if self.plan.head - self.picture.alive <= 0:
            return
        for gap in self.picture.gaps():
            y, height = self.scale.y(gap.high), self.scale.y(gap.low) - self.scale.y(gap.high)
            if height >= _SEEN:
                words = f"free: {gap.high - gap.low:,} bytes from address {gap.low:,}, {self.picture.label(gap.first)} to {self.picture.label(gap.last)}"
                width = self.scale.step * (gap.last - gap.first + 1)
                box = f'x="{self.scale.x(gap.first):.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
                yield f'<rect class="gap" fill="url(#{self.ident}-hatch)" {box}><title>{html(words)}</title></rect>'

    def _peak(self) -> str:
        if not self.picture.blocks:
            return ""
        s, picture = self.scale, self.picture
        x, middle = s.x(picture.peak), s.x(picture.peak) + s.step / 2
        label = f"peak: {picture.label(picture.peak)}, {picture.alive:,} B alive"
        left = middle < LEFT + s.plot / 2 or x + s.step - LEFT < len(label) * _CHARACTER
        anchor, at = ("start", min(x, LEFT + s.plot / 2)) if left else ("end", x + s.step)
        return (
            f'<rect class="peak" x="{x:.1f}" y="{TOP - 6}" width="{s.step:.1f}" height="{PLOT + 6}"/>'
            f'<text class="peak-label" x="{at:.1f}" y="{TOP - 11}" text-anchor="{anchor}">{html(label)}</text>'
        )

    def _axis(self) -> Iterator[str]:
        s, base, peak = self.scale, TOP + PLOT, self.picture.peak
        yield f'<path class="axis" d="M{LEFT} {TOP - 6}V{base}H{LEFT + s.plot:.1f}"/>'
        if s.named:
            yield from (self._turned(step, base) for step in self.picture.steps)
            return
        every = max(1, round(_ROOM_FOR_NUMBERS / s.step))
        free = float("-inf")
        for step in self.picture.steps:
            label = self.picture.short(step).removeprefix("op ")
            start, end = self._extent(step, label)
            if step % every == 0 and start > free:
                yield self._straight(step, base, label, "soft")
                free = end + _CHARACTER
        yield self._straight(peak, base + 18, self.picture.label(peak), "peak-label")

    def _turned(self, step: int, base: float) -> str:
        x = self.scale.x(step) + self.scale.step / 2
        style = "peak-label" if step == self.picture.peak else "soft"
        place = f'transform="translate({x + 3:.1f} {base + 12}) rotate(-50)" text-anchor="end"'
        label = html(cut(self.picture.label(step).removeprefix("op "), 22))
        return f'<path class="axis" d="M{x:.1f} {base}v4"/><text class="{style}" {place}>{label}</text>'

    def _straight(self, step: int, base: float, label: str, style: str) -> str:
        x = self.scale.x(step) + self.scale.step / 2
        tick = f'<path class="axis" d="M{x:.1f} {TOP + PLOT}v4"/>'
        at_edge = self._extent(step, label)[0] == LEFT
        anchor = f'x="{LEFT}"' if at_edge else f'x="{x:.1f}" text-anchor="middle"'
        return f'{tick}<text class="{style}" {anchor} y="{base + 16}">{html(cut(label, 40))}</text>'

    def _extent(self, step: int, label: str) -> tuple[float, float]:
        """Return where a step's label begins and ends: centred, but not further left than the plot where it is a word."""
        x, width = self.scale.x(step) + self.scale.step / 2, len(cut(label, 40)) * _CHARACTER
        start = x - width / 2
        if start < LEFT and len(label) > len(str(step)):
            start = float(LEFT)
        return start, start + width

    def _margin(self) -> Iterator[str]:
        right = LEFT + self.scale.plot
        for label in spread(self._labels(), _LINE, TOP + PLOT + 40.0):
            elbow = f"M{right + 6:.1f} {label.at:.1f}L{right + 22:.1f} {label.y:.1f}h4"
            yield f'<path class="leader" d="{elbow}"/>'
            yield f'<text class="{label.style}" x="{right + 30:.1f}" y="{label.y + 4:.1f}">{html(label.text)}</text>'

    def _budget_lines(self) -> Iterator[str]:
        right = LEFT + self.scale.plot + 6
        for address, style in self._lines():
            yield f'<path class="{style} limit" d="M{LEFT} {self.scale.y(address):.1f}H{right:.1f}"/>'

    def _lines(self) -> Iterator[tuple[int, str]]:
        yield self.plan.head, "axis"
        yield self.plan.used, "used"
        yield self.plan.minimum, "minimum"
        if self.given is not None and self.given <= self.scale.top:
            yield self.given, f"given{' over' if self.given < self.plan.minimum else ''}"

    def _labels(self) -> list[Label]:
        plan, y = self.plan, self.scale.y
        labels = [
            Label(y(plan.minimum), 0, f"minimum {plan.minimum:,} B", "strong"),
            Label(y(plan.used), 0, f"used {plan.used:,} B", "soft"),
            Label(y(plan.head + plan.tail // 2), 0, f"{plan_wording.parts(plan)[1]} {plan.tail:,} B, kept", "strong"),
            Label(y(plan.head), 0, f"{plan_wording.parts(plan)[0]} {plan.head:,} B, reused", "strong"),
        ]
        if self.given is not None:
            short = self.given < plan.minimum
            words = f"given {self.given:,} B" + (f", {plan.minimum - self.given:,} too little" if short else "")
            at = min(self.given, self.scale.top)
            labels.append(Label(y(at), 0, words + (" ↑" if self.given > self.scale.top else ""), "over" if short else "strong"))
        address = plan.head
        for band in self.picture.bands:
            if band.size * 50 >= plan.minimum:  # what is under 2 % is a line too thin to see
                labels.append(Label(y(address + band.size // 2), 0, f"{band.size:,} B {cut(band.category, 32)}", "soft"))
            address += band.size
        return labels

    def _block(self, position: int, block: Block, until: int) -> str:
        s = self.scale
        x, y = s.x(block.first), s.y(block.offset + block.size)
        width, height = s.step * (until - block.first + 1), s.y(block.offset) - y
        box = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{max(height, _SEEN):.1f}"'
        peak = " at-peak" if block.alive(self.picture.peak) else ""
        words = describe(block, self.picture)
        return (
            f'<g class="b {block.kind}{peak}" id="{self.ident}-{position}"><title>{html(words)}</title>'
            f'<g class="on">{"".join(self._touched(block))}</g><rect class="body" {box}/>{_name(block, x, y, width, height)}'
            f'<g class="on"><rect class="halo" {box}/>{self._readout(words)}</g></g>'
        )

    def _touched(self, block: Block) -> Iterator[str]:
        for step in sorted({max(block.first, self.scale.first), *block.readers}):
            made = " made" if step == block.first else ""
            box = f'x="{self.scale.x(step):.1f}" y="{TOP}" width="{self.scale.step:.1f}" height="{PLOT}"'
            yield f'<rect class="touch{made}" {box}/>'

    def _readout(self, words: str) -> str:
        y, ground = self.scale.height - 7, f'width="{self.scale.width:.0f}" height="22"'
        return (
            f'<rect class="readout-ground" x="0" y="{y - 15:.0f}" {ground}/>'
            f'<text class="strong" x="{LEFT}" y="{y:.0f}">{html(cut(words, 190))}</text>'
        )


def describe(block: Block, picture: MemoryMap) -> str:
    """Return what a block is: name, bytes, shape, who makes it and who reads it, where it lies."""
    name = cut(block.name, 80)
    parts = [f"{block.kind} '{name}'" if block.name else block.kind, f"{block.size:,} B"]
    if block.shape:
        parts.append(block.shape)
    if block.kind == "scratch":
        parts.append(f"for {picture.label(block.first)}")
    elif block.first > 0:
        parts.append(f"made by {picture.label(block.first)}")
    if block.readers:
        parts.append(f"read by {', '.join(picture.label(step) for step in block.readers[:4])}{' …' * (len(block.readers) > 4)}")  # noqa: PLR2004  a line's worth
    return " · ".join([*parts, f"address {block.offset:,} to {block.offset + block.size:,}"])


def _name(block: Block, x: float, y: float, width: float, height: float) -> str:
    """Return the block's name and bytes inside it, on two lines, one, or turned, as much as fits; nothing where nothing does."""
    across = int((width - 6) / _CHARACTER) if height >= _LINE else 0
    upward = int((height - 6) / _CHARACTER) if width >= _LINE else 0
    middle, center = x + width / 2, y + height / 2
    name, figure = block.name.partition(";")[0], f"{block.size:,}"
    if height >= 2 * _LINE + 2 and across >= max(min(_WORTH_READING, len(name)), len(figure)) and name:
        return _text(f'x="{middle:.1f}" y="{center - 3:.1f}"', _end(name, across)) + _text(
            f'x="{middle:.1f}" y="{center + 10:.1f}"', figure
        )
    words = _fitting(name, figure, max(across, upward))
    if across >= len(words):
        return _text(f'x="{middle:.1f}" y="{center + 3.5:.1f}"', words)
    return _text(f'transform="translate({middle + 3.5:.1f} {center:.1f}) rotate(-90)"', words)


def _text(place: str, words: str) -> str:
    return f'<text class="name" text-anchor="middle" {place}>{html(words)}</text>' if words else ""


def _fitting(name: str, figure: str, room: int) -> str:
    """Return name and bytes, or as much of the name's end as leaves room for them, or the bytes alone."""
    left = room - len(figure) - 3
    if name and left >= min(_WORTH_READING, len(name)):
        return f"{_end(name, left)} · {figure}"
    return figure if room >= len(figure) else ""


def _end(name: str, room: int) -> str:
    """Return a name cut to its end, which says more than its scope."""
    return name if len(name) <= room else f"…{name[1 - room :]}"
