"""The arenas of an image: the symbols whose name says that they are one, or that somebody named."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tflint.image import names
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.image.elf import Image, Symbol

SMALLEST = 512  # bytes; TFLM's own structs take more than that
WANTED_ALIGNMENT = 16
_NAME = re.compile(r"arena", re.IGNORECASE)
_NOT_STORAGE = re.compile(r"size|len|used|offset|count|alloc|planner|_ptr", re.IGNORECASE)


class Arena(Record):
    """An arena: its variable, address, size in bytes and section.

    `size` is None where the variable is a pointer: what it points to is allocated when the program runs.
    """

    name: str
    address: int
    size: int | None
    section: str

    @property
    def alignment(self) -> int:
        """Return the largest power of two, at most 16, that divides the address."""
        return next(it for it in (16, 8, 4, 2, 1) if self.address % it == 0)

    @property
    def usable(self) -> int | None:
        """Return the bytes left after MicroAllocator::Create() has aligned the start to 16 (micro_allocator.cc)."""
        return None if self.size is None else self.size - -self.address % WANTED_ALIGNMENT


def arenas(image: Image, named: tuple[str, ...] = ()) -> tuple[Arena, ...]:
    """Return the arenas of an image, largest first; `named` are variables that are arenas whatever their name."""
    found = {it.address: it for it in _found(image, named)}
    return tuple(sorted(found.values(), key=lambda it: (-(it.size or 0), it.address)))


def _found(image: Image, named: tuple[str, ...]) -> Iterator[Arena]:
    for symbol in image.symbols:
        if not symbol.is_object or names.is_of_compiler(symbol.name):
            continue
        name = names.variable(symbol.name)
        if name not in named and (not _NAME.search(name) or _NOT_STORAGE.search(name)):
            continue
        section = image.section_of(symbol.address, max(symbol.size, 1))
        if section is None or not section.in_ram:
            continue
        if symbol.size >= SMALLEST:
            yield Arena(name, symbol.address, symbol.size, section.name)
        elif _is_pointer(symbol, image):
            yield Arena(name, symbol.address, None, section.name)


def _is_pointer(symbol: Symbol, image: Image) -> bool:
    return symbol.size == image.bits // 8
