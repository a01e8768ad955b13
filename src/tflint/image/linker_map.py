"""A GNU linker map -> the memory regions that the linker script declares, and what of each is used."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tflint.image.elf import Image

LARGEST = 256 << 20
_HEADING = "Memory Configuration"
_TABLE = 20_000  # characters that are read of a table of regions
_REGION = re.compile(r"^(\S{1,80})\s+0x([0-9a-fA-F]{1,16})\s+0x([0-9a-fA-F]{1,16})(?:\s+([xrwail!]{1,12}))?\s*$")


class NotAMap(ValueError):
    """A file that is not a GNU linker map; the message is one sentence."""


class Region(Record):
    """A memory region of the linker script: where it begins, its length and what is linked into it, bytes."""

    name: str
    origin: int
    length: int
    attributes: str
    used: int = 0

    @property
    def left(self) -> int:
        """Return the bytes that nothing is linked into."""
        return self.length - self.used

    def holds(self, address: int) -> bool:
        """Return whether an address lies in the region."""
        return self.origin <= address < self.origin + self.length


def text(path: Path) -> str:
    """Return a map's text; raise NotAMap where it is too large, OSError where it cannot be read."""
    if path.stat().st_size > LARGEST:
        raise NotAMap(f"{path.stat().st_size:,} B, expected at most {LARGEST:,} B")
    return path.read_text("utf-8", "replace")


def regions(text: str, image: Image) -> tuple[Region, ...]:
    """Return the regions of a map with what the image's sections take of each, none where its script declares none; raise NotAMap."""
    _, heading, table = text.partition(_HEADING)
    if not heading or not any(map(_REGION.match, table[:_TABLE].splitlines())):
        raise NotAMap(f"no {_HEADING!r} table: not a map of GNU ld")
    return tuple(it._replace(used=_used(it, image)) for it in _declared(table))


def _declared(table: str) -> Iterator[Region]:
    for line in table[:_TABLE].splitlines()[1:]:
        match = _REGION.match(line)
        if line.startswith("Linker script and memory map"):
            return
        if match and match[1] != "*default*":
            yield Region(match[1], int(match[2], 16), int(match[3], 16), match[4] or "")


def _used(region: Region, image: Image) -> int:
    """Return the bytes of a region that sections run in or are loaded from, as `--print-memory-usage` counts them."""
    return sum(it.size for it in image.sections if region.holds(it.address)) + sum(
        size for address, size in image.loaded_elsewhere if region.holds(address)
    )
