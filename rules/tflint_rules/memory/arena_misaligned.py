"""Arena whose start or size is not a multiple of 16.

## Why
The interpreter moves the start of its arena up to the next multiple of 16 and places what it keeps downwards from the end, each on a boundary of
its own. An arena that starts or ends in between has up to 15 bytes less at each side than its size says, and how many depends on where the
linker or the heap puts it: what fits to the byte in one build fails in the next. A size between boundaries is a note where no model comes that
close.

## Example
An array without `alignas`:

    tflint.toml: warning: arena-misaligned: arena 'tensor_arena' is aligned to 1 B, expected 16
        at firmware/main.cc:4:9
        alignas(16) uint8_t tensor_arena[…];

## Runtime
No message: `MicroAllocator::Create` (`tensorflow/lite/micro/micro_allocator.cc`) takes the next boundary and a shorter arena silently.

## Fix
`alignas(16) uint8_t tensor_arena[kTensorArenaSize];`, and a size that is a multiple of 16. Memory from a heap: ask for 15 bytes more, or
for aligned memory (`heap_caps_aligned_alloc(16, …)` on an ESP32).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import Deployment, Rule, Severity, UnreadableSource, arena_plan, firmware, readable_image

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Finding

rule = Rule(
    __name__, severity=Severity.WARNING, since="0.1", needs="boards.*.arena, .resolver.source or .image", runtimes=("tflm",)
)
ALIGNMENT = 16


@rule.on(Deployment)
def check(deployment: Deployment) -> Iterator[Finding]:
    """Look at the declared size, and at the arrays of the sources."""
    board = deployment.board
    if board.target.is_litert:
        return
    beyond = (board.arena or 0) % ALIGNMENT
    if board.arena and beyond:
        message = f"arena of {board.arena:,} B on {board.name} is not a multiple of {ALIGNMENT}"
        severity = Severity.WARNING if _is_tight(deployment, board.arena) else Severity.NOTE
        place = next(iter(board.where("arena")), None)
        yield rule.finding(None, message, severity=severity, place=place, given=board.arena, beyond=beyond)
    try:
        sources = deployment.models[0](firmware)
    except UnreadableSource:
        return
    for arena in sources.arenas if sources else ():
        if arena.alignment is not None and arena.alignment < ALIGNMENT:
            message = f"arena {arena.name!r} is aligned to {arena.alignment} B, expected {ALIGNMENT}"
            yield rule.finding(
                None,
                message,
                place=arena.array,
                help=(f"alignas({ALIGNMENT}) uint8_t {arena.name}[…];",),
                alignment=arena.alignment,
            )


def _is_tight(deployment: Deployment, given: int) -> bool:
    """Return whether a model leaves less than a boundary's worth of the arena free: then the lost bytes may be the missing ones."""
    needed = (model(arena_plan).minimum for model in deployment.models)
    return any(0 <= given - it < ALIGNMENT for it in needed)


@rule.on(Deployment)
def check_image(deployment: Deployment) -> Iterator[Finding]:
    """Look at where the linked image has its arenas."""
    linked = readable_image(deployment.models[0])
    for arena in linked.contents.arenas if linked else ():
        if arena.size is None or arena.alignment >= ALIGNMENT or linked is None:
            continue
        lost = -arena.address % ALIGNMENT
        yield rule.finding(
            None,
            f"arena {arena.name!r} of {linked.path} begins at {arena.address:#x}, expected a multiple of {ALIGNMENT}: {lost} B are lost",
            place=next(iter(deployment.board.where("image")), None),
            help=(f"alignas({ALIGNMENT}) uint8_t {arena.name}[…];",),
            address=arena.address,
            lost=lost,
        )
