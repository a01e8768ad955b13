"""Models in C sources that are copies of another model of the same run: checked once, as that one."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

from tflint.files import opening
from tflint.files.found import LeftOut, Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tflint.files.found import Found, Source


def without_copies(
    arrays: Sequence[Source], files: Sequence[Source], array_of: Callable[[Source], str], is_declared: Callable[[Source], bool]
) -> Iterator[Found]:
    """Yield the arrays that are models of their own; a copy is left out, with the file or array whose bytes it holds.

    `array_of` returns the `path` of the entry that names a source as its `array`, empty where none does; an array of which
    an entry speaks itself (`is_declared`) stays, and comes before those of which none does.
    """
    by_size: dict[int, list[Source]] = {}
    for file in files:
        by_size.setdefault(_size(file), []).append(file)
    before: dict[tuple[str, bytes], str] = {}  # by manifest and digest
    for array in sorted(arrays, key=lambda it: not is_declared(it)):
        entry = array_of(array)
        try:
            data = opening.model(array)
            whole = bytes(data[0 : len(data)])
            original = entry or _original(whole, by_size)
        except OSError as why:
            yield Unreadable(array.name, (why.strerror or str(why)).lower())
            continue
        first = before.setdefault((array.manifest, hashlib.sha256(whole).digest()), array.name)
        if original:
            yield LeftOut(array.name, f"the C array of {original}, checked as that file")
        elif first == array.name or is_declared(array):
            yield array
        else:
            yield LeftOut(array.name, f"the same model as {first}, checked as that one")


def _original(whole: bytes, by_size: dict[int, list[Source]]) -> str:
    """Return the name of the file that has the same bytes, empty where none has."""
    for file in by_size.get(len(whole), ()):
        other = opening.model(file)
        if bytes(other[0 : len(other)]) == whole:
            return file.name
    return ""


def _size(file: Source) -> int:
    try:
        return os.stat(file.path).st_size if file.member is None else -1
    except OSError:
        return -1
