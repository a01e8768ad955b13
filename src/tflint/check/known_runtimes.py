"""Boards on runtimes that the op tables know: a manifest's own word is a mistake where they do not, a lock file's is let go."""

from __future__ import annotations

from tflint.finding import Place
from tflint.manifest.mistakes import ManifestError, Mistake
from tflint.manifest.target import UnknownTarget

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tflint.manifest.board import Board, Manifest


def settled(manifest: Manifest) -> Manifest:
    """Return a manifest whose boards all have a runtime that is known; raise ManifestError for what it declares itself."""
    unknown = {name: why for name, board in manifest.boards.items() if (why := _unknown(board))}
    if not unknown:
        return manifest
    mistakes = [_mistake(manifest, name, why) for name, why in unknown.items() if manifest.boards[name].where("runtime")]
    if mistakes:
        raise ManifestError(mistakes)
    return manifest._replace(boards={name: board_on_known_runtime(board) for name, board in manifest.boards.items()})


def board_on_known_runtime(board: Board) -> Board:
    """Return a board on the newest runtime where a lock file names one that no table knows."""
    return board._replace(target=board.target._replace(runtime="")) if _unknown(board) else board


def _unknown(board: Board) -> str:
    """Return why a board's runtime is not known, nothing where it is or none is named."""
    if not board.target.runtime or board.target.is_litert:
        return ""
    from tflint.runtime.tflm import op_tables

    try:
        op_tables.snapshot(board.target.runtime)
    except UnknownTarget as why:
        return str(why)
    return ""


def _mistake(manifest: Manifest, name: str, why: str) -> Mistake:
    place = next(iter(manifest.boards[name].where("runtime")), Place(manifest.path or ""))
    return Mistake(place, f"boards.{name}.runtime: {why}")
