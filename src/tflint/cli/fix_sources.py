"""The firmware's sources of a `tflint fix` run: which edits they get, and where the result goes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tflint.cli.errors import Usage, reason
from tflint.cli.fix_output import replace
from tflint.facts import Facts
from tflint.files import opening
from tflint.files.shown import named
from tflint.fix import edit, firmware
from tflint.fix.outcome import FixedFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tflint.check.scope import Placement
    from tflint.fix.edit import Edit
    from tflint.manifest.board import Manifest
    from tflint.model.view import Model


class Sources:
    """Gathers the edits of all models, then applies them to each file once."""

    def __init__(self, manifest: Manifest) -> None:
        self._manifest = manifest
        self._edits: dict[str, set[Edit]] = {}
        self._texts: dict[str, str] = {}

    def look(self, model: Model, path: str, placements: Iterable[Placement], selects: Callable[[str], bool]) -> None:
        """Gather the edits that a model, as it will be, asks for on the boards that the manifest gives it."""
        for placement in placements if self._manifest.path is not None else ():
            for found in firmware.edits(self._facts(model, path, placement), self.text):
                if selects(found.rule):
                    self._edits.setdefault(found.path, set()).add(found)

    @property
    def edits(self) -> tuple[Edit, ...]:
        """Return all that was gathered."""
        return tuple(it for edits in self._edits.values() for it in edits)

    def finish(self, output: str | None, *, in_place: bool) -> tuple[FixedFile, ...]:
        """Return the files that change; write them where that was asked for; raise Usage where one cannot be."""
        return tuple(self._finished(path, output, in_place=in_place) for path in sorted(self._edits))

    def _finished(self, path: str, output: str | None, *, in_place: bool) -> FixedFile:
        ordered = sorted(self._edits[path], key=lambda it: (it.start, it.end, it.text))
        text = self.text(path)
        fixed = FixedFile(path, tuple(ordered), tuple(edit.place(text, it.start)[0] for it in ordered))
        place = path if in_place else None if output is None else os.path.join(output, os.path.relpath(path, self._manifest.root))
        if place is None:
            return fixed
        try:
            replace(named(place), edit.applied(bytes(opening.read(named(path))[:]), ordered))
        except OSError as why:
            raise Usage(f"{place}: cannot be written: {reason(why)}") from None
        return fixed._replace(output=place)

    def _facts(self, model: Model, path: str, placement: Placement) -> Facts:
        root, settings = self._manifest.root, self._manifest.rules
        return Facts(
            model, placement.board, path=path, root=root, entry=placement.entry, settings=settings, declared=placement.declared
        )

    def text(self, path: str) -> str:
        """Return a source's text; OSError or UnicodeDecodeError where it has none."""
        if path not in self._texts:
            self._texts[path] = edit.read(bytes(opening.read(named(path))[:]))
        return self._texts[path]
