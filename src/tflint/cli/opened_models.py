"""The one loop over a command's models: each opened, with what it is held against. `check` alone lints in processes of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.cli.errors import reason
from tflint.files import opening
from tflint.files.found import LeftOut, Unreadable
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.check.scope import Placement, Scope
    from tflint.cli.configuration import Configuration
    from tflint.files.found import Source
    from tflint.model.data import Data


class Opened(Record):
    """A model file with its bytes and the scope that it is held against, ESPHome's JSON included."""

    source: Source
    data: Data
    scope: Scope

    @property
    def placements(self) -> tuple[Placement, ...]:
        """Return the boards that the model goes on; the default target, undeclared, where nothing names one."""
        return self.scope.placements(self.source.relative)


def opened(configuration: Configuration, troubles: list[str]) -> Iterator[Opened]:
    """Yield each model of a run; what cannot be opened becomes a sentence in `troubles`.

    All are looked for before the first one is yielded: a model that is rewritten in place must not make its copy in a C array one of its own.
    """
    for it in [*configuration.found()]:
        if isinstance(it, Unreadable):
            troubles.append(f"{it.name}: {it.why}")
        if isinstance(it, LeftOut | Unreadable):
            continue
        try:
            data = opening.model(it)
        except OSError as why:
            troubles.append(f"{it.name}: {reason(why)}")
            continue
        yield Opened(it, data, configuration.scope(it))
