"""What `tflint fix` made of its models, for the reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.record import Record

if TYPE_CHECKING:
    from tflint.check.report import Planned
    from tflint.fix.change import Rewritten
    from tflint.fix.edit import Edit
    from tflint.fix.prove import Proof


class Fixed(Record):
    """One model: its path as the user named it, the target that it was fitted to, and what came of it.

    `output` is the file that was written, None where nothing was. `proved` is None where no proof was asked for or nothing
    changed. `planned` are the plans before and after, where a picture of them is asked for. `trouble` says why the file is not a model that can be looked at; `rewritten` is then None.
    """

    path: str
    target: str
    rewritten: Rewritten | None
    output: str | None = None
    proved: tuple[Proof, ...] | None = None
    trouble: str = ""
    planned: tuple[Planned, Planned] | None = None

    @property
    def changed(self) -> bool:
        """Return whether the model changes."""
        return self.rewritten is not None and bool(self.rewritten.changes)


class FixedFile(Record):
    """A source of the firmware: its path as the user would name it, its edits, and the file that was written, None where nothing was.

    `lines` has the line of each edit, from 1.
    """

    path: str
    edits: tuple[Edit, ...]
    lines: tuple[int, ...]
    output: str | None = None


class Outcome(Record):
    """A whole run: the models, and the firmware's sources that change."""

    models: tuple[Fixed, ...]
    files: tuple[FixedFile, ...] = ()
