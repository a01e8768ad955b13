"""The memory map in characters: operators left to right, addresses upward; svg and html are the real one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.report.memory_map import Block, MemoryMap
    from tflint.report.options import Options

_ROWS = 12
_SHADES = "░▒▓"
_COLORS = {"input": "36", "output": "36", "tensor": "34", "scratch": "33", "variable": "35"}
_AXIS = 11
_WIDEST = 120


def lines(picture: MemoryMap, head: int, options: Options) -> Iterator[str]:
    """Yield the map, as wide as the terminal; `█` is what lives at the peak, shades separate neighbours."""
    room = min(options.width, _WIDEST) - _AXIS - 2
    columns = _columns(picture, room)
    yield f"  address ▲  {_legend(options)}"
    for row in range(_ROWS, 0, -1):
        top, bottom = head * row // _ROWS, head * (row - 1) // _ROWS
        label = f"{head:,} ┤" if row == _ROWS else "│"
        cells = (_cell(_fullest(picture, steps, bottom, top), picture, options) for steps, width in columns for _ in range(width))
        yield f"{label:>{_AXIS}}{''.join(cells)}".rstrip()
    width = sum(width for _, width in columns)
    yield f"{'0 ┼':>{_AXIS}}{_ticks(picture, columns, '─', '▲')}▶ op"
    peak = picture.label(picture.peak)
    at = _AXIS + _ticks(picture, columns, " ", "▲").find("▲")
    yield f"{' ' * max(0, min(at - len(peak) // 2, _AXIS + width - len(peak)))}{peak}"


def _columns(picture: MemoryMap, room: int) -> list[tuple[range, int]]:
    """Return (steps, cells): several cells a step where there is room, several steps a cell where there is not."""
    steps = picture.steps
    if len(steps) <= room:
        return [(range(step, step + 1), max(1, min(6, room // len(steps)))) for step in steps]
    each = -(-len(steps) // room)
    return [(range(start, min(start + each, steps.stop)), 1) for start in range(steps.start, steps.stop, each)]


def _fullest(picture: MemoryMap, steps: range, bottom: int, top: int) -> tuple[int, Block] | None:
    """Return the block that covers most of a cell, with its number."""
    best = None
    most = 0
    for number, block in enumerate(picture.blocks):
        if block.first < steps.stop and block.last >= steps.start:
            covered = min(top, block.offset + block.size) - max(bottom, block.offset)
            if covered > most:
                most, best = covered, (number, block)
    return best if 2 * most >= top - bottom else None


def _cell(found: tuple[int, Block] | None, picture: MemoryMap, options: Options) -> str:
    if found is None:
        return " "
    number, block = found
    shade = "█" if block.alive(picture.peak) else _SHADES[number % len(_SHADES)]
    return f"\x1b[{_COLORS[block.kind]}m{shade}\x1b[0m" if options.color else shade


def _ticks(picture: MemoryMap, columns: list[tuple[range, int]], plain: str, mark: str) -> str:
    marks = []
    for steps, width in columns:
        middle = width // 2
        here = picture.peak in steps
        marks.append(plain * middle + (mark if here else plain) + plain * (width - middle - 1))
    return "".join(marks)


def _legend(options: Options) -> str:
    if not options.color:
        return "█ alive at the peak   ░▒▓ other buffers"
    kinds = (("in, out", "36"), ("tensor", "34"), ("scratch", "33"), ("variable", "35"))
    return "  ".join(f"\x1b[{color}m▓\x1b[0m {kind}" for kind, color in kinds) + "  █ at the peak"
