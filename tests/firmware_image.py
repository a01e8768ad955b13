"""Linked images of small firmwares, for tests: an arena, a model, kernels, as a linker would have placed them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from elf_maker import ALLOC, EXECUTE, FUNCTION, WRITE, Section, Symbol, make
from networks import board_toml, dense

if TYPE_CHECKING:
    from networks import Tree

RAM = 0x20000000


def register(op: str) -> Symbol:
    """Return the function that a linked kernel is registered by."""
    name = f"Register_{op}"
    return Symbol(f"_ZN6tflite{len(name)}{name}Ev", 0x1000, 4, 0, FUNCTION)


def image(
    model: bytes | None = None,
    *,
    arena: int = 65536,
    at: int = RAM,
    ops: tuple[str, ...] = ("FULLY_CONNECTED",),
    library: str = "cmsis-nn",
    in_ram: bool = False,
) -> bytes:
    """Return an ELF file with a model in `g_model`, an arena in `tensor_arena`, and the registrations of ops."""
    data = dense() if model is None else model
    sections = [
        Section(".text", 0x1000, bytes(64), ALLOC | EXECUTE),
        Section(".data" if in_ram else ".rodata", 0x20100000 if in_ram else 0x8000, data, ALLOC | (WRITE if in_ram else 0)),
        Section(".bss", RAM, arena + 64, ALLOC | WRITE),
    ]
    symbols = [*map(register, ops), Symbol("g_model", sections[1].address, len(data), 1), Symbol("tensor_arena", at, arena, 2)]
    if library == "cmsis-nn":
        symbols.append(Symbol("arm_fully_connected_s8", 0x1000, 4, 0, FUNCTION))
    return make(sections, symbols)


def project(elf: bytes, manifest: str = 'arena = "64 KiB"') -> Tree:
    """Return a project whose manifest names the image beside its model."""
    return {
        "models/gesture.tflite": dense(),
        "build/firmware.elf": elf,
        "tflint.toml": board_toml(f'{manifest}\nimage = "build/firmware.elf"'),
    }
