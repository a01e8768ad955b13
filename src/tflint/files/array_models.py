"""Models inside C sources: each array with a model in it is linted like a file of its own."""

from __future__ import annotations

import os
import re

from tflint.files.found import ArrayMember, is_c_source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.files.found import Source
    from tflint.firmware.c_array import Array
    from tflint.model.data import Data

SEARCHED = 4 << 20  # bytes of a source that are searched for a model's identifier
BETWEEN = rb"[uU]?\s*,\s*"
# the identifier TFL3 as the elements of an array, each with a literal that a plain search finds first
SPELLINGS = (
    (b"0x54", BETWEEN.join((rb"0x54", rb"0x46", rb"0x4[cC]", rb"0x33"))),
    (b"0X54", BETWEEN.join((rb"0X54", rb"0X46", rb"0X4[cC]", rb"0X33"))),
    (b"84", BETWEEN.join((rb"84", rb"70", rb"76", rb"51"))),
    (b"0x334c4654", rb"0x334c4654"),
    (b"0x334C4654", rb"0x334C4654"),
    (b"860636756", rb"860636756"),
)


def split(text: str) -> tuple[str, str]:
    """Return (source, array) of `firmware/models.cc#g_kws`; the array is empty where the text names none."""
    before, mark, array = text.rpartition("#")
    return (before, array) if mark and is_c_source(before) else (text, "")


def may_hold_model(path: str) -> bool:
    """Return whether a source spells a model's identifier in its first 4 MiB; False where it cannot be read."""
    return spells_model(head(path))


def head(path: str) -> bytes:
    """Return a source's first 4 MiB, none where it cannot be read. A walk asks for every source of a tree."""
    try:
        file = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        return b""
    try:
        return os.read(file, min(SEARCHED, os.fstat(file).st_size))
    except OSError:
        return b""
    finally:
        os.close(file)


def spells_model(data: bytes) -> bool:
    """Return whether a source's text spells a model's identifier."""
    return any(literal in data and re.search(spelling, data) is not None for literal, spelling in SPELLINGS)


def members(source: Source, data: Data) -> Iterator[Source]:
    """Yield the models in a C source: `kws_model.cc`, and `models.cc#g_second` where it has several; none where it has none."""
    models = list(_models(data))
    for number, array in enumerate(models):
        name = f"{source.name}#{array.name}" if len(models) > 1 else source.name
        yield source._replace(name=name, relative=f"{source.relative}#{array.name}", member=ArrayMember(array.name, number))


def extracted(member: ArrayMember, data: Data) -> memoryview:
    """Return the bytes of an array of a source; raise OSError where the source has changed."""
    models = list(_models(data))
    if member.number >= len(models):
        raise OSError(0, "changed while it was linted")
    return memoryview(models[member.number].data or b"")


def earlier(member: ArrayMember, now: Data, before: bytes) -> memoryview | None:
    """Return the same array in a source's other state: that of the same name, or the only one of both."""
    others = list(_models(memoryview(before)))
    alone = len(others) == len(list(_models(now))) == 1
    found = (it for it in others if alone or it.name == member.name)
    return next((memoryview(it.data or b"") for it in found), None)


def _models(data: Data) -> Iterator[Array]:
    from tflint.firmware import c_array

    return (array for array in c_array.arrays(bytes(data[0 : len(data)])) if array.is_model)
