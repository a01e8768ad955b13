"""Bytes of an ELF file -> Image: its machine, sections and symbols. pyelftools reads it; nothing is executed."""

from __future__ import annotations

import struct
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from elftools.elf.elffile import ELFFile

MACHINES = {"EM_ARM": "arm", "EM_XTENSA": "xtensa", "EM_RISCV": "riscv", "EM_X86_64": "x86-64"}
LARGEST = 1 << 30
MOST_SECTIONS = 20_000
MOST_SYMBOLS = 2_000_000
_WRITE, _ALLOC, _EXECUTE = 1, 2, 4
_SYMBOLS = {32: struct.Struct("IIIBBH"), 64: struct.Struct("IBBHQQ")}
_OBJECT, _FUNCTION = 1, 2


class NotAnImage(ValueError):
    """A file that is not a linked image which this room reads; the message is one sentence."""


class Section(Record):
    """A section that is loaded: its name, address and size in bytes.

    `offset` is where its bytes lie in the file, None where it has none (.bss). `in_ram` says whether it occupies RAM while
    the program runs: it is writable, or its segment is loaded from another address than the one it runs at.
    `in_flash` says whether it occupies flash: it has bytes to load.
    """

    name: str
    address: int
    size: int
    offset: int | None
    in_ram: bool
    executable: bool = False

    @property
    def in_flash(self) -> bool:
        """Return whether the image carries bytes for the section."""
        return self.offset is not None

    def holds(self, address: int, size: int = 1) -> bool:
        """Return whether a range of addresses lies in the section."""
        return self.address <= address and address + size <= self.address + self.size


class Symbol(Record):
    """A defined symbol: its name as the linker has it (mangled), address and size in bytes."""

    name: str
    address: int
    size: int
    is_object: bool


class Image(Record):
    """A linked image.

    `machine` is one of `arm`, `xtensa`, `riscv`, `x86-64`; `bits` 32 or 64; `cpu` what the file says of the core, for Arm the
    architecture of its build attributes (`v7E-M`), empty where it says nothing. `symbols` is empty for a stripped image.
    `loaded_elsewhere` has (address, size) of what is stored at another address than it runs at, such as .data's values in flash.
    """

    path: str
    machine: str
    bits: int
    cpu: str
    sections: tuple[Section, ...]
    symbols: tuple[Symbol, ...]
    has_dwarf: bool
    data: bytes
    loaded_elsewhere: tuple[tuple[int, int], ...] = ()

    @property
    def stripped(self) -> bool:
        """Return whether the image has no symbol table."""
        return not self.symbols

    def section_of(self, address: int, size: int = 1) -> Section | None:
        """Return the loaded section that holds a range of addresses."""
        return next((it for it in self.sections if it.holds(address, size)), None)

    def bytes_at(self, address: int, size: int) -> bytes | None:
        """Return the bytes that the image loads at an address, None where it loads none there."""
        section = self.section_of(address, size)
        if section is None or section.offset is None:
            return None
        start = section.offset + address - section.address
        return self.data[start : start + size]


def read(path: Path) -> Image:
    """Read an ELF file; raise NotAnImage with one sentence for anything else, OSError where it cannot be read."""
    size = path.stat().st_size
    if size > LARGEST:
        raise NotAnImage(f"{size:,} B, expected at most {LARGEST:,} B")
    return parse(path.read_bytes(), str(path))


def parse(data: bytes, path: str = "") -> Image:
    """Decode an ELF file's bytes; raise NotAnImage. Total on any bytes: damage is reported, never raised as something else."""
    if data[:4] != b"\x7fELF":
        raise NotAnImage(f"not an ELF file: {_instead(data)}")
    try:
        return _Reader(data).image(path)
    except NotAnImage:
        raise
    except Exception as why:  # noqa: BLE001  pyelftools raises its parser's errors, assertions and struct errors on damaged files
        raise NotAnImage(f"damaged ELF file: {' '.join(str(why).split())[:120] or type(why).__name__}") from None


def _instead(data: bytes) -> str:
    """Return what a file is that does not begin as an ELF file."""
    if not data:
        return "it is empty"
    if data[:1] == b":":
        return "this looks like an Intel HEX file; name the .elf that it was made from"
    if data[:4] == b"UF2\n":
        return "this is a UF2 file; name the .elf that it was made from"
    if data[:1] == b"\xe9":
        return "this looks like an ESP flash image; name the .elf that it was made from"
    return "raw bytes have no symbols; name the .elf that they were made from"


class _Reader:
    """One pass over an ELF file."""

    def __init__(self, data: bytes) -> None:
        from io import BytesIO

        from elftools.elf.elffile import ELFFile

        self._data = data
        self._elf: ELFFile = ELFFile(BytesIO(data))
        if self._elf.num_sections() > MOST_SECTIONS:
            raise NotAnImage(f"{self._elf.num_sections():,} sections, expected at most {MOST_SECTIONS:,}")

    def image(self, path: str) -> Image:
        machine = MACHINES.get(str(self._elf["e_machine"]))
        if machine is None:
            raise NotAnImage(f"machine {self._elf['e_machine']} is not supported, expected Arm, Xtensa, RISC-V or x86-64")
        if self._elf["e_type"] not in ("ET_EXEC", "ET_DYN"):
            raise NotAnImage("an object file or core dump, expected a linked image")
        sections = tuple(self._sections())
        if not sections:
            raise NotAnImage("no loaded section: the section headers are stripped")
        names = {str(it.name) for it in self._all}
        return Image(
            path,
            machine,
            int(self._elf.elfclass),
            self._arm_architecture() if machine == "arm" else "",
            sections,
            tuple(self._symbols()),
            ".debug_info" in names or ".zdebug_info" in names,
            self._data,
            tuple((int(it["p_paddr"]), int(it["p_filesz"])) for it in self._segments if _is_moved(it)),
        )

    @cached_property
    def _all(self) -> list[Any]:
        return list(self._elf.iter_sections())

    @cached_property
    def _segments(self) -> list[Any]:
        return [it for it in self._elf.iter_segments() if it["p_type"] == "PT_LOAD"]

    def _sections(self) -> Iterator[Section]:
        for it in self._all:
            flags = int(it["sh_flags"])
            if not flags & _ALLOC or not it["sh_size"]:
                continue
            has_bytes = it["sh_type"] != "SHT_NOBITS"
            if has_bytes and it["sh_offset"] + it["sh_size"] > len(self._data):
                raise NotAnImage(f"section {it.name!r} ends past the end of the file")
            moved = has_bytes and any(_is_moved(segment) and _covers(segment, it) for segment in self._segments)
            yield Section(
                str(it.name),
                int(it["sh_addr"]),
                int(it["sh_size"]),
                int(it["sh_offset"]) if has_bytes else None,
                bool(flags & _WRITE) or moved,
                bool(flags & _EXECUTE),
            )

    def _symbols(self) -> Iterator[Symbol]:
        """Yield the defined objects and functions. Unpacked at once: pyelftools builds an object for each, in 30 times the time."""
        for table in self._all:
            if table["sh_type"] != "SHT_SYMTAB" or table["sh_entsize"] <= 0:
                continue
            layout = struct.Struct(("<" if self._elf.little_endian else ">") + _SYMBOLS[self._elf.elfclass].format)
            rows = self._bytes(table)
            if len(rows) // layout.size > MOST_SYMBOLS:
                raise NotAnImage(f"{len(rows) // layout.size:,} symbols, expected at most {MOST_SYMBOLS:,}")
            names = self._bytes(self._elf.get_section(table["sh_link"]))
            whole = memoryview(rows)[: len(rows) // layout.size * layout.size]
            yield from _defined(layout.iter_unpack(whole), names, self._elf.elfclass)

    def _bytes(self, section: Any) -> bytes:  # noqa: ANN401  pyelftools has no types
        if section is None:
            return b""
        start = int(section["sh_offset"])
        return self._data[start : start + int(section["sh_size"])]

    def _arm_architecture(self) -> str:
        """Return the architecture of the build attributes, such as `v7E-M+DSP`, `v8.1-M.main+MVE`; empty where there are none."""
        for section in self._all:
            if section["sh_type"] == "SHT_ARM_ATTRIBUTES":
                tags = {
                    attribute.tag: attribute.value
                    for part in section.iter_subsections()
                    for group in part.iter_subsubsections()
                    for attribute in group.iter_attributes()
                }
                return _architecture(tags)
        return ""


# Addenda to the ABI for the Arm architecture, "Tag_CPU_arch" and "Tag_MVE_arch"
_ARM_ARCHITECTURES = {11: "v6-M", 12: "v6S-M", 10: "v7-M", 13: "v7E-M", 16: "v8-M.base", 17: "v8-M.main", 21: "v8.1-M.main"}


def _architecture(tags: dict[str, object]) -> str:
    number = tags.get("TAG_CPU_ARCH")
    name = _ARM_ARCHITECTURES.get(number, "") if isinstance(number, int) else ""
    if not name:
        return ""
    return name + ("+DSP" if tags.get("TAG_DSP_EXTENSION") else "") + ("+MVE" if tags.get("TAG_MVE_ARCH") else "")


def _is_moved(segment: Any) -> bool:  # noqa: ANN401  pyelftools has no types
    """Return whether a segment is stored elsewhere than it runs: start-up code copies it to RAM."""
    return bool(segment["p_filesz"] and segment["p_paddr"] != segment["p_vaddr"])


def _covers(segment: Any, section: Any) -> bool:  # noqa: ANN401  pyelftools has no types
    return bool(segment["p_vaddr"] <= section["sh_addr"] < segment["p_vaddr"] + segment["p_filesz"])


def _defined(rows: Iterator[tuple[int, ...]], names: bytes, bits: int) -> Iterator[Symbol]:
    for row in rows:
        at, address, size, info, _, section = row if bits == 32 else (row[0], row[4], row[5], row[1], row[2], row[3])  # noqa: PLR2004
        kind = info & 15
        if not section or kind > _FUNCTION or not at:
            continue
        end = names.find(b"\0", at)
        name = names[at : end if end >= 0 else len(names)]
        if not name.startswith((b"$", b".L")):
            yield Symbol(name.decode("utf-8", "replace"), address, size, kind == _OBJECT)
