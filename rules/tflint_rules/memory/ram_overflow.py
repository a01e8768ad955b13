"""Arenas and the firmware's own memory together larger than the chip's RAM.

## Why
The arena is one array among others: stack, heap, drivers and buffers live in the same RAM. The linker notices only what is static; an arena
from `malloc` or a stack that grows into it fails at run time. Arenas in PSRAM are another rule's, `region-overflow`. For LiteRT the figure is a
process: exact for what the interpreter allocates, an estimate for its libraries.

## Example
A board whose firmware keeps most of the RAM for itself:

    tflint.toml: error: ram-overflow: arenas of 65,536 B and 204,800 B of the firmware need 270,336 B on nano33, 262,144 B of RAM
        at tflint.toml:7:39

## Runtime
The linker says ``region `RAM' overflowed by … bytes``; a heap arena is a null pointer that TFLM then writes to.
LiteRT: nothing; Linux promises the memory, and kills the process when it is touched.

## Fix
Lower `arena` or `ram.reserved`, let models share one arena if they never run at the same time, or choose a chip with more RAM.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import RAM, Deployment, Rule, Severity, arenas_by_region, process_memory, readable_image

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Finding, ProcessMemory

rule = Rule(__name__, severity=Severity.ERROR, since="0.1", needs="boards.*.ram")


@rule.on(Deployment)
def check(deployment: Deployment) -> Iterator[Finding]:
    """Add up arenas and the firmware's share, and compare with the chip; for LiteRT, a process and what runs next to it."""
    board = deployment.board
    assert board.ram is not None
    yield from _process(deployment, board.ram) if board.target.is_litert else _firmware(deployment, board.ram)


def _firmware(deployment: Deployment, ram: int) -> Iterator[Finding]:
    board, reserved = deployment.board, deployment.board.ram_reserved or 0
    arenas = arenas_by_region(deployment).get(RAM, 0)
    if arenas + reserved > ram:
        key = "ram.reserved" if reserved else "arena"
        yield rule.finding(
            None,
            f"arenas of {arenas:,} B and {reserved:,} B of the firmware need {arenas + reserved:,} B on {board.name}, {ram:,} B of RAM",
            place=next(iter(board.where(key) or board.where("arena")), None),
            arenas=arenas,
            reserved=reserved,
            ram=ram,
            models=len(deployment.models),
        )


@rule.on(Deployment)
def check_image(deployment: Deployment) -> Iterator[Finding]:
    """Compare what the linked image takes with all memories of the board: which section lies in which is the linker's business."""
    board = deployment.board
    linked = readable_image(deployment.models[0])
    if linked is None or board.ram is None or linked.contents.machine == "x86-64":
        return
    given = board.ram + sum(board.memory.values())
    if linked.contents.ram > given:
        yield rule.finding(
            None,
            f"{linked.path} takes {linked.contents.ram:,} B of RAM, {board.name} has {given:,} B",
            place=next(iter(board.where("image")), None),
            help=tuple(f"{it.name}: {it.size:,} B" for it in linked.contents.sections if it.in_ram)[:5],
            linked=linked.contents.ram,
            ram=given,
        )


def _process(deployment: Deployment, ram: int) -> Iterator[Finding]:
    """Report each model whose own process is larger than the RAM: an error where arena and persistent memory are, else a warning."""
    reserved = deployment.board.ram_reserved or 0
    for facts in deployment.models:
        it = facts(process_memory)
        if it.expected + reserved <= ram:
            continue
        certain = it.certain + reserved > ram
        need = f"needs {it.certain:,} B" if certain else f"may need {it.expected:,} B"
        yield rule.finding(
            None,
            f"{facts.path} {need} in its process, next to {reserved:,} B reserved, on {deployment.board.name}, {ram:,} B of RAM",
            severity=rule.severity if certain else Severity.WARNING,
            place=next(iter(deployment.board.where("ram")), None),
            help=tuple(_shares(it)),
            certain=it.certain,
            expected=it.expected,
            reserved=reserved,
            ram=ram,
        )


def _shares(it: ProcessMemory) -> Iterator[str]:
    yield f"arena {it.arena:,} B and persistent {it.persistent:,} B: what the interpreter allocates without a delegate"
    yield f"file {it.file:,} B: mapped, read whole, can be dropped again"
    what = "XNNPACK, the default delegate, instead of the arena" if it.delegate else "what the kernels pack outside the arena"
    yield f"{what}: {it.estimated[0]:,} to {it.estimated[1]:,} B, estimated"
    yield f"Python, numpy and LiteRT: about {it.base:,} B, measured on x86-64"
