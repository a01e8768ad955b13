"""Tests of the ELF reader: what is not an image is one sentence, whatever the bytes are."""

import random

import pytest
from elf_maker import ALLOC, EXECUTE, FUNCTION, WRITE, Section, Symbol, make

from tflint.image import elf

TEXT = Section(".text", 0x1000, bytes(64), ALLOC | EXECUTE)
BSS = Section(".bss", 0x20000000, 4096, ALLOC | WRITE)


def test_sections_and_symbols_are_read() -> None:
    image = elf.parse(make([TEXT, BSS], [Symbol("main", 0x1001, 8, 0, FUNCTION), Symbol("arena", 0x20000010, 2048, 1)]))
    assert (image.machine, image.bits, image.stripped) == ("arm", 32, False)
    assert [(it.name, it.in_ram, it.in_flash) for it in image.sections] == [(".text", False, True), (".bss", True, False)]
    assert image.symbols == (
        elf.Symbol("main", 0x1001, 8, is_object=False),
        elf.Symbol("arena", 0x20000010, 2048, is_object=True),
    )


def test_an_image_without_a_symbol_table_is_stripped() -> None:
    assert elf.parse(make([TEXT])).stripped


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "it is empty"),
        (b":10000000", "Intel HEX"),
        (b"UF2\n" + bytes(508), "UF2 file"),
        (b"\xe9\x05\x02\x20" + bytes(60), "ESP flash image"),
        (bytes(100), "raw bytes"),
        (make([TEXT], machine="mips"), "EM_MIPS is not supported, expected Arm, Xtensa, RISC-V or x86-64"),
        (make([TEXT], kind=1), "expected a linked image"),
        (make([]), "no loaded section"),
        (make([TEXT])[:60], "damaged ELF file"),
    ],
)
def test_what_is_not_an_image_is_one_sentence(data: bytes, why: str) -> None:
    with pytest.raises(elf.NotAnImage, match=why):
        elf.parse(data)


def test_damaged_images_raise_nothing_else() -> None:
    """Mutants of a small image: read, or refused in one sentence."""
    whole = make([TEXT, BSS], [Symbol("main", 0x1001, 8, 0, FUNCTION), Symbol("arena", 0x20000010, 2048, 1)])
    draw = random.Random(7)
    refused = 0
    for _ in range(500):
        mutant = bytearray(whole)
        for _ in range(draw.randint(1, 8)):
            mutant[draw.randrange(len(mutant))] = draw.randrange(256)
        try:
            elf.parse(bytes(mutant[: draw.choice((len(mutant), draw.randrange(len(mutant))))]))
        except elf.NotAnImage:
            refused += 1
    assert refused > 100
