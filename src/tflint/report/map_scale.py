"""The memory map's geometry: steps and bytes to pixels, round ticks, labels that do not overlap."""

from __future__ import annotations

from dataclasses import dataclass

from tflint.record import Record

LEFT, RIGHT, TOP, PLOT = 76, 330, 76, 400
_NAMED, _NUMBERED = 160, 74  # pixels below the plot for turned names, or for numbers and one name
_ROOM_FOR_NAMES = 15.0
_WIDEST_STEP, _NARROWEST_STEP, _ROOM = 220.0, 1.7, 820.0
_FAR = 1.6  # a given arena beyond so many times the minimum would press the map flat; it is told, not drawn
_TICKS = 6


class Label(Record):
    """A line of text at the right, at height `y`, that belongs to height `at`."""

    at: float
    y: float
    text: str
    style: str


@dataclass(frozen=True, slots=True)
class Scale:
    """Pixels of a map: `columns` steps from `first` on, `top` bytes high."""

    first: int
    columns: int
    top: int

    @property
    def step(self) -> float:
        """Return the width of one step."""
        return min(_WIDEST_STEP, max(_NARROWEST_STEP, _ROOM / self.columns))

    @property
    def plot(self) -> float:
        """Return the width of all steps."""
        return self.step * self.columns

    @property
    def width(self) -> float:
        """Return the picture's width."""
        return LEFT + max(self.plot, 420.0) + RIGHT

    @property
    def height(self) -> float:
        """Return the picture's height."""
        return float(TOP + PLOT + (_NAMED if self.named else _NUMBERED))

    @property
    def named(self) -> bool:
        """Return whether there is room for every operator's name."""
        return self.step >= _ROOM_FOR_NAMES

    def x(self, step: int) -> float:
        """Return the left edge of a step."""
        return LEFT + (step - self.first) * self.step

    def y(self, address: int) -> float:
        """Return the height of an address."""
        return TOP + PLOT * (1 - address / self.top)

    def ticks(self) -> list[int]:
        """Return round addresses, in a power of two or ten KiB, for the axis."""
        each = 16
        while self.top / each > _TICKS:
            each *= 2
        return list(range(0, self.top, each))


def scale(steps: range, minimum: int, given: int | None) -> Scale:
    """Return the scale of a map that shows the minimum, and the given arena where it is near."""
    top = max(minimum, given) if given is not None and given <= _FAR * minimum else minimum
    return Scale(steps.start, max(len(steps), 1), max(round(top * 1.04), 16))


def spread(labels: list[Label], gap: float, bottom: float) -> list[Label]:
    """Return the labels from top to bottom, moved apart so that each has `gap` pixels, none below `bottom`."""
    placed: list[Label] = []
    floor = float("-inf")
    for label in sorted(labels, key=lambda label: label.at):
        placed.append(label._replace(y=max(label.at, floor)))
        floor = placed[-1].y + gap
    ceiling = bottom
    for position in range(len(placed) - 1, -1, -1):
        placed[position] = placed[position]._replace(y=min(placed[position].y, ceiling))
        ceiling = placed[position].y - gap
    return placed
