"""What a lint is held against: rules, boards, budgets; everything but the bytes."""

from __future__ import annotations

import posixpath
from functools import lru_cache

from tflint.files import array_models, match
from tflint.manifest.board import Board, CopyOps
from tflint.manifest.target import DEFAULT
from tflint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tflint.check.rule import Rule
    from tflint.files.revision import Revision
    from tflint.manifest.board import Manifest, ModelEntry
    from tflint.manifest.target import Target
    from tflint.project.copies import Seen


class Placement(Record):
    """A board that a model is judged on, and the manifest's entry for it; `declared` is False for a mere default target."""

    board: Board
    entry: ModelEntry | None = None
    declared: bool = True


class Scope(Record):
    """Everything besides the bytes that decides what a lint says; picklable.

    `boards` replace the manifest's where the command line names some; `declared` says whether they are more than a target.
    `detail` keeps decoded models and whole plans for the report (the HTML page draws them). `revision` is what to compare with.
    `seen` is what the tree shows of the TFLM that a board without a runtime is built with. `placed` stands for all that the manifest would say of one file's boards; `runtimes` replace those of all boards.
    `advised` is False where only the findings count, not what would help.
    """

    rules: tuple[Rule, ...]
    manifest: Manifest
    boards: tuple[Board, ...] = ()
    declared: bool = True
    detail: bool = False
    revision: Revision | None = None
    placed: tuple[Placement, ...] = ()
    runtimes: tuple[str, ...] = ()
    seen: tuple[Seen, ...] = ()
    advised: bool = True

    def entries(self, path: str) -> tuple[ModelEntry, ...]:
        """Return the manifest's entries that speak of a model, its path relative to the manifest's folder: by pattern or as the array."""
        file = array_models.split(path)[0]
        return tuple(it for it in self.manifest.models if match.model(it.path, path) or it.array in (path, file))

    def placements(self, path: str) -> tuple[Placement, ...]:
        """Return the boards that a model is judged on, each on every runtime that was named; `path` is relative to the manifest's folder."""
        placed = tuple(self._as_seen(it, path) for it in self._placements(path)) if self.seen else self._placements(path)
        if not self.runtimes:
            return placed
        return tuple(it._replace(board=self._on(it.board, runtime)) for it in placed for runtime in self.runtimes)

    def shown(self, board: Board, path: str) -> Seen | None:
        """Return the TFLM that the tree shows around a board's sources, around the model where it has none; None where it shows none."""
        if not self.seen:
            return None
        from tflint.project import copies

        sources = board.resolver.source if board.resolver is not None else ()
        return copies.nearest(posixpath.dirname(sources[0] if sources else path), self.seen, board.target.cpu)

    def seen_by(self, path: str) -> Iterator[Seen]:
        """Yield the TFLM by which the tree has a model judged, for each of its boards that names no runtime."""
        for it in self._placements(path):
            if it != self._as_seen(it, path):
                yield from filter(None, [self.shown(it.board, path)])

    def _as_seen(self, it: Placement, path: str) -> Placement:
        """Return a placement on the runtime that the tree shows, where its board names none or the same, built as its build files say."""
        target = it.board.target
        seen = None if target.is_litert or it.board.image else self.shown(it.board, path)
        if seen is None:
            return it
        static = seen.static_memory if target.static_memory is None else target.static_memory
        if target.runtime:
            if target.runtime != seen.runtime or not (static is False or seen.patched):
                return it
            seen_target = target._replace(static_memory=False if static is False else target.static_memory, patched=seen.patched)
            return it._replace(board=it.board._replace(target=seen_target))
        shown = target._replace(runtime=seen.runtime, stands_for=seen.stands_for, patched=seen.patched, static_memory=static)
        copy = CopyOps(seen.root or ".", seen.at, seen.methods, seen.all_ops) if seen.methods else None
        return it._replace(board=it.board._replace(target=shown, copy=copy))

    def _on(self, board: Board, runtime: str) -> Board:
        name = f"{board.name} on {runtime}" if len(self.runtimes) > 1 else board.name
        return board._replace(name=name, target=board.target._replace(runtime=runtime))

    def _placements(self, path: str) -> tuple[Placement, ...]:
        if self.placed:
            return self.placed
        entries = self.entries(path)
        if self.boards:
            return tuple(Placement(b, _entry_for(b, entries), self.declared) for b in self.boards)
        boards = self.manifest.boards
        if entries:
            return _placed(entries, boards) or tuple(self._undeclared(entries[0]))
        if not self.manifest.models and boards:
            return tuple(Placement(board) for board in boards.values())
        return tuple(self._undeclared(None))

    def _undeclared(self, entry: ModelEntry | None) -> Iterator[Placement]:
        """Yield a placement on each target of the manifest, for a model of which no board is known."""
        return (Placement(_plain(target), entry, declared=False) for target in self._targets())

    def _targets(self) -> tuple[Target, ...]:
        targets = dict.fromkeys(board.target for board in self.manifest.boards.values())
        return tuple(targets) or (DEFAULT,)


@lru_cache(maxsize=64)
def _plain(target: Target) -> Board:
    """Return a target as a board of which nothing else is known."""
    return Board(str(target), target)


def _entry_for(board: Board, entries: tuple[ModelEntry, ...]) -> ModelEntry | None:
    named = (entry for entry in entries if board.name in entry.boards or not (entry.boards or entry.nowhere))
    return next(named, entries[0] if entries else None)


def _placed(entries: tuple[ModelEntry, ...], boards: Mapping[str, Board]) -> tuple[Placement, ...]:
    """Return each board once, with the first entry that names it; an entry that names none stands for all."""
    placed: dict[str, Placement] = {}
    for entry in entries:
        for name in entry.boards or (() if entry.nowhere else tuple(boards)):
            if (board := boards.get(name) or known_firmware(name)) is not None:
                placed.setdefault(name, Placement(board, entry))
    return tuple(placed.values())


def known_firmware(name: str) -> Board | None:
    """Return a firmware of the catalogue, `fw:…`, which an entry names without declaring it; None for any other name."""
    if not name.startswith("fw:"):
        return None
    from tflint.manifest import catalogue

    try:
        return catalogue.board(name)
    except KeyError:
        return None
