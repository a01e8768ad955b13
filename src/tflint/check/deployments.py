"""Models for the rules that look at many: decoded again only where a check asks, so that a run keeps no model in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from tflint.check.esphome_budget import scoped
from tflint.check.lint import read
from tflint.facts import Deployment, Facts, File, arena_plan, file_size, op_names
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tflint.check.lint import Judged
    from tflint.check.lint_file import Linted
    from tflint.check.scope import Placement, Scope
    from tflint.files.found import Source
    from tflint.model.data import Data
    from tflint.model.reader import Malformed
    from tflint.model.view import Model

    Open = Callable[[Source], Data]


class Again(Record):
    """How to read a file again."""

    source: Source
    open: Open

    def file(self) -> File:
        """Return the file as it is now."""
        return read(self.open(self.source), self.source.name)


class Recalled(Facts):
    """Facts of a model that was linted before; `arena_plan` has its figures, without the single buffers."""

    def __init__(self, again: Again, placement: Placement, scope: Scope, judged: Judged) -> None:
        super().__init__(
            cast("Model", None),
            placement.board,
            path=again.source.name,
            root=scope.manifest.root,
            entry=placement.entry,
            settings=scope.manifest.rules,
            declared=placement.declared,
        )
        self._again = again
        self._decoded: Model | None = None
        self._proved |= {file_size: judged.report.size, op_names: judged.operators}
        plan = next((it.plan for it in judged.report.boards if it.board == placement.board.name), None)
        if plan is not None:
            self._proved[arena_plan] = plan

    @property
    def model(self) -> Model:
        """Return the model, decoded again on first asking."""
        if self._decoded is None:
            self._decoded = self._again.file().model
        if self._decoded is None:
            raise OSError(f"{self.path} changed while it was linted")
        return self._decoded


class RecalledFile(File):
    """A file that was linted before; bytes and model are read again on each asking."""

    def __init__(self, again: Again, scope: Scope) -> None:
        super().__init__(again.source.name, memoryview(b""), None, None, scope.manifest.rules)
        self._again = again

    @property
    def data(self) -> Data:
        """Return the bytes."""
        return self._again.open(self._again.source)

    @property
    def model(self) -> Model | None:
        """Return the model that the bytes are, None where they are none."""
        return self._again.file().model

    @property
    def malformed(self) -> Malformed | None:
        """Return what the reader holds against the bytes, None where they are a model."""
        return self._again.file().malformed


def files(linted: Sequence[Linted], scope: Scope, opened: Open) -> tuple[File, ...]:
    """Return the files of a run, for the project's rules."""
    return tuple(RecalledFile(Again(source, opened), scope) for source, _ in linted)


def deployments(linted: Sequence[Linted], scope: Scope, opened: Open) -> tuple[Deployment, ...]:
    """Return each declared board with the readable models that go on it, in the order of the boards' names."""
    on_board: dict[str, list[Facts]] = {}
    for source, judged in linted:
        for placement in scoped(source, scope).placements(source.relative) if judged.report.boards else ():
            if placement.declared:
                facts = Recalled(Again(source, opened), placement, scope, judged)
                on_board.setdefault(placement.board.name, []).append(facts)
    return tuple(
        Deployment(group[0].board, tuple(sorted(group, key=lambda facts: facts.path)), scope.manifest.rules)
        for _, group in sorted(on_board.items())
    )
