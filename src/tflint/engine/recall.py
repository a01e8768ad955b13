"""Models for the rules that look at many: decoded again only where a check asks, so that a run keeps no model in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from tflint.engine.lint import read
from tflint.facts import Deployment, Facts, File, arena_plan
from tflint.files import opening

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tflint.engine.conclude import Linted
    from tflint.engine.report import BoardReport
    from tflint.engine.scope import Placement, Scope
    from tflint.files.found import Source
    from tflint.model.reader import Malformed
    from tflint.model.view import Model


class Recalled(Facts):
    """Facts of a model that was linted before; `arena_plan` has its figures, without the single buffers."""

    def __init__(self, source: Source, placement: Placement, scope: Scope, report: BoardReport | None) -> None:
        super().__init__(
            cast("Model", None),
            placement.board,
            path=source.name,
            root=scope.manifest.root,
            entry=placement.entry,
            settings=scope.manifest.rules,
            declared=placement.declared,
        )
        del self.model  # so that __getattr__ is asked
        self._source = source
        if report is not None and report.plan is not None:
            self._proved[arena_plan] = report.plan

    def __getattr__(self, name: str) -> Model:
        """Decode the model on first asking."""
        if name != "model":
            raise AttributeError(name)
        model = read(opening.read(self._source.path), self._source.name).model
        if model is None:
            raise OSError(f"{self._source.name} changed while it was linted")
        self.model = model
        return model


class RecalledFile(File):
    """A file that was linted before; bytes and model are read again on asking."""

    __slots__ = ("_source",)
    _source: Source

    def __init__(self, source: Source, scope: Scope) -> None:
        object.__setattr__(self, "path", source.name)
        object.__setattr__(self, "settings", scope.manifest.rules)
        object.__setattr__(self, "_source", source)

    @property
    def data(self) -> memoryview:
        """Return the bytes."""
        return opening.read(self._source.path)

    @property
    def model(self) -> Model | None:
        """Return the model, None where the bytes are none."""
        return read(self.data, self.path).model

    @property
    def malformed(self) -> Malformed | None:
        """Return what the reader holds against the bytes."""
        return read(self.data, self.path).malformed


def files(linted: Sequence[Linted], scope: Scope) -> tuple[File, ...]:
    """Return the files of a run, for the project's rules."""
    return tuple(RecalledFile(source, scope) for source, _ in linted)


def deployments(linted: Sequence[Linted], scope: Scope) -> tuple[Deployment, ...]:
    """Return each declared board with the readable models that go on it, in the order of the boards' names."""
    on_board: dict[str, list[Facts]] = {}
    for source, judged in linted:
        reports = {it.board: it for it in judged.report.boards}
        for placement in scope.placements(source.relative) if reports else ():
            if placement.declared:
                facts = Recalled(source, placement, scope, reports.get(placement.board.name))
                on_board.setdefault(placement.board.name, []).append(facts)
    return tuple(
        Deployment(group[0].board, tuple(sorted(group, key=lambda facts: facts.path)), scope.manifest.rules)
        for _, group in sorted(on_board.items())
    )
