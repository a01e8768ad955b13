"""The models of an image: found by the identifier of the file format, and verified by the reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.image import names
from tflint.model import reader
from tflint.model.malformed import Malformed
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.image.elf import Image, Section, Symbol

IDENTIFIER = b"TFL3"
IDENTIFIER_AT = 4
MOST = 100
MOST_TRIED = 2_000


class Embedded(Record):
    """A model inside an image: the variable that holds it (empty where no symbol covers it), its address and its bytes.

    `exact` says whether the bytes end where the variable ends; without a symbol they reach to the end of the section, and
    the model's own end is not known. `in_ram` says that the bytes take RAM besides flash.
    """

    name: str
    address: int
    data: bytes
    section: str
    exact: bool
    in_ram: bool

    @property
    def label(self) -> str:
        """Return the variable's name, else the address."""
        return self.name or f"{self.address:#x}"

    def holds(self, model: bytes) -> bool:
        """Return whether the image holds the bytes of a .tflite file here, zero padding after them left out."""
        if not self.exact:
            return self.data.startswith(model)
        return self.data == model or (self.data.startswith(model) and not self.data[len(model) :].strip(b"\0"))


def models(image: Image) -> tuple[Embedded, ...]:
    """Return the models of an image, by address; at most 100 of them."""
    found: list[Embedded] = []
    covering = _Covering(image)
    for section in image.sections:
        if section.offset is None or (section.executable and image.machine == "x86-64"):
            continue
        found += _in_section(image, section, covering, MOST - len(found))
    return tuple(sorted(found, key=lambda it: it.address))


def _in_section(image: Image, section: Section, covering: _Covering, most: int) -> Iterator[Embedded]:
    start, end = section.offset or 0, (section.offset or 0) + section.size
    at = image.data.find(IDENTIFIER, start, end)
    tried = 0
    while at >= 0 and most > 0 and tried < MOST_TRIED:
        address = section.address + at - IDENTIFIER_AT - start
        tried += 1
        if address % 4 == 0 and at - IDENTIFIER_AT >= start and (found := _model(image, section, address, covering)):
            yield found
            most -= 1
        at = image.data.find(IDENTIFIER, at + 1, end)


def _model(image: Image, section: Section, address: int, covering: _Covering) -> Embedded | None:
    """Return the model at an address if the reader takes it."""
    symbol = covering.at(address)
    size = symbol.size if symbol else section.address + section.size - address
    data = image.bytes_at(address, size) or b""
    try:
        reader.read(data)
    except Malformed:
        return None
    return Embedded(
        names.variable(symbol.name) if symbol else "", address, data, section.name, symbol is not None, section.in_ram
    )


class _Covering:
    """The data symbols of an image by their address."""

    def __init__(self, image: Image) -> None:
        self._at: dict[int, Symbol] = {}
        for symbol in image.symbols:
            if symbol.is_object and symbol.size > IDENTIFIER_AT + len(IDENTIFIER):
                self._at.setdefault(symbol.address, symbol)

    def at(self, address: int) -> Symbol | None:
        """Return the symbol that begins at an address."""
        return self._at.get(address)
