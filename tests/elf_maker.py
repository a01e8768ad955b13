"""Small ELF files for tests: sections and symbols as a linker would write them, for any machine."""

from __future__ import annotations

import struct
from typing import NamedTuple

MACHINES = {"arm": 40, "xtensa": 94, "riscv": 243, "x86-64": 62, "mips": 8}
WRITE, ALLOC, EXECUTE = 1, 2, 4
PROGBITS, SYMTAB, STRTAB, NOBITS = 1, 2, 3, 8
OBJECT, FUNCTION = 1, 2


class Section(NamedTuple):
    """A section: bytes, or a number of zero bytes for .bss."""

    name: str
    address: int
    data: bytes | int
    flags: int = ALLOC


class Symbol(NamedTuple):
    """A symbol in the section of that index (0 is the first)."""

    name: str
    address: int
    size: int
    section: int = 0
    kind: int = OBJECT


def make(sections: list[Section], symbols: list[Symbol] | None = None, machine: str = "arm", kind: int = 2) -> bytes:
    """Return the bytes of a 32-bit little-endian ELF file."""
    bodies: list[tuple[str, int, int, int, bytes | int, int, int]] = [
        (it.name, NOBITS if isinstance(it.data, int) else PROGBITS, it.flags, it.address, it.data, 0, 0) for it in sections
    ]
    if symbols is not None:
        names, rows = b"\0", struct.pack("<IIIBBH", 0, 0, 0, 0, 0, 0)
        for it in symbols:
            rows += struct.pack("<IIIBBH", len(names), it.address, it.size, 0x10 | it.kind, 0, it.section + 1)
            names += it.name.encode() + b"\0"
        bodies += [(".symtab", SYMTAB, 0, 0, rows, len(bodies) + 2, 16), (".strtab", STRTAB, 0, 0, names, 0, 0)]
    heads = b"\0" + b"".join(name.encode() + b"\0" for name, *_ in bodies) + b".shstrtab\0"
    bodies.append((".shstrtab", STRTAB, 0, 0, heads, 0, 0))
    return _written(bodies, heads, machine, kind)


def _written(bodies: list[tuple[str, int, int, int, bytes | int, int, int]], heads: bytes, machine: str, kind: int) -> bytes:
    at, content, table = 52, b"", struct.pack("<10I", *[0] * 10)
    for name, form, flags, address, data, link, entry in bodies:
        raw = b"" if isinstance(data, int) else data
        size = data if isinstance(data, int) else len(data)
        content += b"\0" * (-(at + len(content)) % 16)
        where = at + len(content)
        table += struct.pack("<10I", heads.index(name.encode() + b"\0"), form, flags, address, where, size, link, 0, 4, entry)
        content += raw
    content += b"\0" * (-len(content) % 4)
    head = b"\x7fELF" + bytes((1, 1, 1)) + bytes(9)
    head += struct.pack(
        "<HHIIIIIHHHHHH", kind, MACHINES[machine], 1, 0, 0, at + len(content), 0, 52, 32, 0, 40, len(bodies) + 1, len(bodies)
    )
    return head + content + table
