"""Opens one file and lints it, with the other revision's next to it under `--diff`; what cannot be opened is said, never raised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.check.esphome_budget import scoped
from tflint.check.lint import lint, read
from tflint.files import array_models, opening
from tflint.files.found import Unreadable
from tflint.model.data import sha256
from tflint.model.malformed import Malformed
from tflint.record import Record

if TYPE_CHECKING:
    from tflint.check.lint import Judged
    from tflint.check.scope import Scope
    from tflint.files.found import Source
    from tflint.files.revision import Revision
    from tflint.model.data import Data


class Linted(Record):
    """A file with what its lint came to."""

    source: Source
    judged: Judged


def judge(source: Source, scope: Scope) -> Judged | Unreadable:
    """Return what a file's lint came to, or why it could not be opened."""
    scope = scoped(source, scope)
    try:
        data = opening.model(source)
        before = None if scope.revision is None else _before(source, scope.revision)
        if before is not None:
            return compared(before, data, source, scope)
        return lint(data, source.name, scope, relative=source.relative)
    except OSError as why:
        return Unreadable(source.name, (why.strerror or str(why)).lower())
    except Malformed as why:  # a large file that was cut short after it was decoded
        return Unreadable(source.name, why.why)


def _before(source: Source, revision: Revision) -> bytes | memoryview | None:
    """Return a model's bytes in another revision, those of the array where it is one in a C source; None where it has none."""
    before = revision.read(source.path)
    if before is None or source.member is None:
        return before
    return array_models.earlier(source.member, opening.read(source.path), before)


def compared(before: bytes | memoryview, now: Data, source: Source, scope: Scope) -> Judged:
    """Return the lint of a model that has an earlier state, with that one's as `before`."""
    earlier = memoryview(before)
    previous = read(earlier, source.name).model
    judged = lint(now, source.name, scope, relative=source.relative, previous=previous)
    same = sha256(earlier) == judged.report.sha256
    was = judged if same else lint(earlier, source.name, scope, relative=source.relative)
    name = None if scope.revision is None else scope.revision.earlier_name(source.path, source.name)
    return judged._replace(before=was, moved_from=name)
