"""Arena constant in the sources that is not the manifest's arena.

## Why
The manifest says what tflint checks, the constant says what the device has. Where they differ, a green run proves nothing: the model was held
against an arena that does not exist.

## Example
The constant was lowered, the manifest was not:

    tflint.toml: warning: arena-constant-mismatch: arena 'tensor_arena' has 49,152 B, the manifest gives nano33 65,536 B
        at firmware/main.cc:3:15
        tflint.toml:6:9: declared here

## Fix
Write the same size at both places; which of them is right, the finding cannot know. `tflint plan` shows what the model needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.api import (
    Deployment,
    Rule,
    Severity,
    Skip,
    UnreadableSource,
    firmware,
    readable_image,
    wake_word,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.api import Finding

rule = Rule(__name__, severity=Severity.WARNING, since="0.1", needs="boards.*.arena", runtimes=("tflm",))


@rule.on(Deployment)
def check(deployment: Deployment) -> Iterator[Finding]:
    """Compare the declared arena with those that the sources give interpreters; one that agrees is enough."""
    board = deployment.board
    assert board.arena is not None
    yield from _linked(deployment)
    wake_words = list(_wake_words(deployment, board.arena))
    yield from wake_words
    try:
        sources = deployment.models[0](firmware)
    except UnreadableSource as why:
        raise Skip(str(why)) from None
    if sources is None:
        if not wake_words and board.image is None:
            raise Skip("no resolver source declared")
        return
    known = [arena for arena in sources.arenas if arena.size is not None]
    if not known and sources.arenas:
        raise Skip(f"{sources.arenas[0].place.path}: {sources.arenas[0].why}")
    if any(arena.size == board.arena for arena in known):
        return
    if possible := next((arena for arena in known if arena.defaults), None):
        raise Skip(
            f"{possible.place.path}:{possible.place.line}: {', '.join(possible.defaults)} is a default that a build may replace"
        )
    for arena in known:
        message = f"arena {arena.name!r} has {arena.size:,} B, the manifest gives {board.name} {board.arena:,} B"
        yield rule.finding(None, message, place=arena.place, related=board.where("arena"), found=arena.size, declared=board.arena)


def _linked(deployment: Deployment) -> Iterator[Finding]:
    """Compare the declared arena with those of the linked image; one that agrees is enough."""
    board = deployment.board
    linked = readable_image(deployment.models[0])
    if linked is None:
        return
    known = [arena for arena in linked.contents.arenas if arena.size is not None]
    if any(board.arena in (arena.size, arena.usable) for arena in known):
        return
    for arena in known:
        message = f"arena {arena.name!r} of {linked.path} has {arena.size:,} B, the manifest gives {board.name} {board.arena:,} B"
        place = next(iter(board.where("arena")), None)
        yield rule.finding(None, message, place=place, found=arena.size, declared=board.arena, address=arena.address)


def _wake_words(deployment: Deployment, given: int) -> Iterator[Finding]:
    """Compare with the ESPHome manifests next to the models, where these are not what declares the board."""
    board = deployment.board
    for facts in deployment.models:
        found = facts(wake_word)
        place = next(iter(found.where("arena")), None) if found is not None else None
        if found is None or found.arena == given or place in board.where("arena"):
            continue
        message = f"tensor_arena_size of {found.name!r} is {found.arena:,} B, the manifest gives {board.name} {given:,} B"
        yield rule.finding(None, message, place=place, related=board.where("arena"), found=found.arena, declared=given)
