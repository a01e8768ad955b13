"""Models in C sources that are copies of a .tflite file of the same run: checked once, as the file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tflint.files import opening
from tflint.files.found import LeftOut, Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tflint.files.found import Found, Source


def without_copies(arrays: Sequence[Source], files: Sequence[Source], declared: Callable[[Source], str]) -> Iterator[Found]:
    """Yield the arrays that are models of their own; a copy is left out, with the file whose bytes it holds.

    `declared` returns the `path` of the entry that names a source as its `array`, empty where none does.
    """
    by_size: dict[int, list[Source]] = {}
    for file in files:
        by_size.setdefault(_size(file), []).append(file)
    for array in arrays:
        entry = declared(array)
        try:
            original = entry or _original(array, by_size)
        except OSError as why:
            yield Unreadable(array.name, (why.strerror or str(why)).lower())
            continue
        yield LeftOut(array.name, f"the C array of {original}, checked as that file") if original else array


def _original(array: Source, by_size: dict[int, list[Source]]) -> str:
    """Return the name of the file that has the same bytes, empty where none has."""
    data = opening.model(array)
    whole = bytes(data[0 : len(data)])
    for file in by_size.get(len(whole), ()):
        other = opening.model(file)
        if bytes(other[0 : len(other)]) == whole:
            return file.name
    return ""


def _size(file: Source) -> int:
    try:
        return os.stat(file.path).st_size if file.member is None else -1  # noqa: PTH116  a name may hold any bytes
    except OSError:
        return -1
