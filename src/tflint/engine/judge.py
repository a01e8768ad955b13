"""Opens one file and lints it; what cannot be opened is said, never raised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.engine.lint import lint
from tflint.files import opening
from tflint.files.found import Unreadable

if TYPE_CHECKING:
    from tflint.engine.lint import Judged
    from tflint.engine.scope import Scope
    from tflint.files.found import Source


def judge(source: Source, scope: Scope) -> Judged | Unreadable:
    """Return what a file's lint came to, or why it could not be opened."""
    try:
        data = opening.read(source.path)
    except OSError as why:
        return Unreadable(source.name, (why.strerror or str(why)).lower())
    return lint(data, source.name, scope, relative=source.relative)
