"""What an image sets aside for the stack and the heap."""

import pytest
from elf_maker import ALLOC, EXECUTE, WRITE, Section, Symbol, make

from tflint.image import elf
from tflint.image.reserved import Reserved, reserved

SECTIONS = [Section(".text", 0x1000, bytes(64), ALLOC | EXECUTE), Section(".bss", 0x20000000, 4096, ALLOC | WRITE)]


def found(*symbols: tuple[str, int]) -> tuple[Reserved, ...]:
    return reserved(elf.parse(make(SECTIONS, [Symbol(name, value, 0, 1, 0) for name, value in symbols])))


def test_an_image_whose_linker_script_says_nothing_claims_nothing() -> None:
    assert found(("_estack", 0x20010000), ("main", 0x1000)) == ()


def test_sizes_are_the_values_of_their_symbols() -> None:
    assert found(("_Min_Heap_Size", 0x200), ("_Min_Stack_Size", 0x400)) == (
        Reserved("stack", 0x400, "_Min_Stack_Size"),
        Reserved("heap", 0x200, "_Min_Heap_Size"),
    )


def test_two_ends_say_how_much_and_where() -> None:
    assert found(("__StackTop", 0x20010000), ("__StackLimit", 0x2000F000)) == (
        Reserved("stack", 0x1000, "__StackLimit to __StackTop", 0x2000F000),
    )


@pytest.mark.parametrize("symbols", [[("__StackTop", 0x2000)], [("__StackTop", 0x1000), ("__StackLimit", 0x2000)]])
def test_one_end_or_ends_the_wrong_way_round_say_nothing(symbols: list[tuple[str, int]]) -> None:
    assert found(*symbols) == ()
