"""Arenas larger than the memory region that they are in, alone or with those of the same device.

## Why
PSRAM, SDRAM and tightly coupled memory are finite as well, and two interpreters of one firmware share them. A static arena that does not fit stops
the linker; one from the heap is a null pointer on the device.

## Example
An arena in PSRAM, on a module that has less of it:

    tflint.toml: error: region-overflow: arenas need 8,388,608 B of psram on nano33, 4,194,304 B there
        at tflint.toml:7:9

## Runtime
The linker says ``region `…' overflowed by … bytes``; `heap_caps_malloc(…, MALLOC_CAP_SPIRAM)` returns NULL.

## Fix
Lower `arena`, let models share one that never run at the same time, or name the region that the module has in `memory`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import RAM, Deployment, Project, Rule, Severity, Skip, arenas_by_region, capacity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Finding

rule = Rule(__name__, severity=Severity.ERROR, since="0.2", needs="boards.*.memory", runtimes=("tflm",))


@rule.on(Deployment)
def check(deployment: Deployment) -> Iterator[Finding]:
    """Hold the arenas of a board against the regions besides its RAM."""
    board = deployment.board
    regions = {name: size for name, size in arenas_by_region(deployment).items() if name != RAM}
    if not regions:
        raise Skip("no arena outside of the RAM")
    for region, needed in regions.items():
        given = capacity(board, region)
        if given is not None and needed > given:
            message = f"arenas need {needed:,} B of {region} on {board.name}, {given:,} B there"
            place = next(iter(board.where("arena")), None)
            yield rule.finding(None, message, place=place, needed=needed, given=given, region=region)


@rule.on(Project)
def check_devices(project: Project) -> Iterator[Finding]:
    """Add up the arenas of the boards that are the interpreters of one firmware, region by region."""
    devices: dict[str, list[Deployment]] = {}
    for deployment in project.deployments:
        if deployment.board.device is not None:
            devices.setdefault(deployment.board.device, []).append(deployment)
    for device, group in devices.items():
        yield from _together(device, group)


def _together(device: str, group: list[Deployment]) -> Iterator[Finding]:
    """Report the regions in which arenas do not fit together, though each does alone."""
    boards = [deployment.board for deployment in group]
    needed = [arenas_by_region(deployment) for deployment in group]
    for region in dict.fromkeys(name for it in needed for name in it):
        sizes = [it[region] for it in needed if region in it]
        reserved = max(board.ram_reserved or 0 for board in boards) if region == RAM else 0
        given = min((size for board in boards if (size := capacity(board, region)) is not None), default=None)
        if given is not None and max(sizes) + reserved <= given < sum(sizes) + reserved:
            names = ", ".join(board.name for board in boards)
            total = sum(sizes) + reserved
            message = f"arenas of {names} need {total:,} B of {region} together on {device}, {given:,} B there"
            place = next(iter(boards[0].where("device")), None)
            yield rule.finding(None, message, place=place, needed=total, given=given, region=region)
