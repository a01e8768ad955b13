"""Models that stay on one allocator: what those of a run need together, a sentence for each board."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.check.lint import facts_of
from tflint.facts import Deployment, together
from tflint.model import reader
from tflint.model.malformed import Malformed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.check.scope import Placement, Scope
    from tflint.facts import Facts
    from tflint.model.data import Data


class Together:
    """Collects the models that go on boards whose interpreters share an allocator."""

    def __init__(self) -> None:
        self._models: dict[tuple[str | None, str], list[Facts]] = {}

    def add(self, data: Data, name: str, placement: Placement, scope: Scope) -> None:
        """Add a model where its board has one allocator; what is not a model is reported elsewhere."""
        if placement.declared and placement.board.one_allocator:
            try:
                facts = facts_of(reader.read(data), placement, scope, name)
            except Malformed:
                return
            self._models.setdefault((scope.manifest.path, placement.board.name), []).append(facts)

    def sentences(self) -> Iterator[str]:
        """Yield what the models of each board need together."""
        for (_, board), models in self._models.items():
            shared = together(Deployment(models[0].board, tuple(models))) if len(models) > 1 else None
            if shared is not None:
                whole = shared.whole
                bound = "" if whole.exact else f" ({whole.standing})"
                yield (
                    f"{board}: its {len(models)} models on one allocator need an arena of {whole.minimum:,} B{bound}: "
                    f"{whole.head:,} B planned, {whole.tail:,} B kept"
                )
