"""Boards whose manifest names a linked image take from it what they leave open: arena, month of the runtime, struct sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tflint.facts.linked_image import LinkedImage
    from tflint.manifest.board import Board, Manifest
    from tflint.manifest.target import Target


def completed(manifest: Manifest) -> Manifest:
    """Return a manifest whose boards with a readable image have what the image shows; what cannot be read is a rule's to report."""
    if all(board.image is None for board in manifest.boards.values()):
        return manifest
    return manifest._replace(boards={name: _completed(board, manifest.root) for name, board in manifest.boards.items()})


def _completed(board: Board, root: str) -> Board:
    from tflint.facts.linked_image import UnreadableImage, image_of

    try:
        linked = image_of(board, root)
    except UnreadableImage:
        return board
    if linked is None or board.target.is_litert:
        return board
    arena = linked.contents.arena()
    given = board.arena if board.arena is not None or board.split is not None or arena is None else arena.usable
    return board._replace(arena=given, target=_target(board.target, linked))


def _target(declared: Target, linked: LinkedImage) -> Target:
    """Return the declared target with the image's struct sizes, on the image's runtime where none is declared.

    Several months of TFLM may define the image's functions; only where all of them plan alike is one of them taken.
    """
    from tflint.facts.linked_image import targets
    from tflint.runtime.tflm import build

    if not declared.runtime and linked.contents.months is None:
        return declared
    possible = [it for it in targets(linked.contents, declared) if (it.cpu, it.kernels) == (declared.cpu, declared.kernels)]
    alike = {(built.features, built.unknown, built.struct_sizes) for built in map(build.of, possible)}
    return possible[-1] if len(alike) == 1 else declared
