"""Tests of what an image holds: models, arenas, kernels, memory."""

from pathlib import Path

import pytest
from elf_maker import ALLOC, FUNCTION, WRITE, Section, Symbol, make

from tflint.image import arenas, cpu, elf, kernels, linker_map, models

EXAMPLES = Path(__file__).resolve().parents[2] / "examples/models"
GESTURE = (EXAMPLES / "gesture.tflite").read_bytes()
OPS = {"CONV_2D": "AddConv2D", "SOFTMAX": "AddSoftmax", "TFLite_Detection_PostProcess": "AddDetectionPostprocess"}


def image_of(
    data: bytes, symbols: list[Symbol] | None = None, machine: str = "arm", at: int = 0x1000, flags: int = ALLOC
) -> elf.Image:
    bss = Section(".bss", 0x20000000, 70_000, ALLOC | WRITE)
    return elf.parse(make([Section(".rodata", at, data, flags), bss], symbols, machine))


def register(op: str, at: int = 0x1000) -> Symbol:
    name = f"Register_{op}"
    return Symbol(f"_ZN6tflite{len(name)}{name}Ev", at, 4, 0, FUNCTION)


def test_bytes_that_only_carry_the_identifier_are_not_a_model() -> None:
    assert models.models(image_of(b"\x18\0\0\0TFL3" + bytes(200))) == ()


def test_a_model_is_found_with_its_variable_and_its_exact_bytes() -> None:
    found = models.models(image_of(bytes(16) + GESTURE + bytes(64), [Symbol("g_model", 0x1010, len(GESTURE))]))
    assert [(it.name, it.address, it.exact, it.in_ram) for it in found] == [("g_model", 0x1010, True, False)]
    assert found[0].holds(GESTURE)
    assert not found[0].holds(GESTURE[:-1] + b"x")


def test_a_model_of_a_stripped_image_is_found_without_its_end() -> None:
    (found,) = models.models(image_of(bytes(16) + GESTURE + b"more"))
    assert (found.label, found.exact) == ("0x1010", False)
    assert found.holds(GESTURE)


def test_a_model_in_a_writable_section_takes_ram() -> None:
    (found,) = models.models(image_of(GESTURE, flags=ALLOC | WRITE))
    assert found.in_ram


def test_an_arena_is_a_variable_in_ram_that_is_called_so() -> None:
    found = arenas.arenas(
        image_of(
            bytes(64),
            [
                Symbol("arena_in_flash", 0x1000, 32, 0),
                Symbol("tensor_arena_size", 0x20000000, 4, 1),
                Symbol("_ZTVN6tflite26SingleArenaBufferAllocatorE", 0x20000000, 700, 1),
                Symbol("_ZL12tensor_arena", 0x20000010, 60_000, 1),
                Symbol("psram_arena", 0x20000004, 4, 1),
                Symbol("scratch", 0x20000008, 1024, 1),
            ],
        )
    )
    assert [(it.name, it.size, it.alignment) for it in found] == [("tensor_arena", 60_000, 16), ("psram_arena", None, 4)]


def test_a_variable_that_is_named_is_an_arena_whatever_its_name() -> None:
    image = image_of(bytes(64), [Symbol("scratch", 0x20000008, 1024, 1)])
    assert [it.name for it in arenas.arenas(image, ("scratch",))] == ["scratch"]


def test_ops_are_those_whose_registration_is_linked() -> None:
    found = kernels.kernels(
        image_of(
            bytes(64), [register("CONV_2D"), register("SOFTMAX_INT8"), register("DETECTION_POSTPROCESS"), register("NO_SUCH_OP")]
        ),
        OPS,
    )
    assert found.ops == {"CONV_2D", "SOFTMAX", "TFLite_Detection_PostProcess"}
    assert (found.library, found.complete) == ("reference", True)


@pytest.mark.parametrize(
    ("function", "library"), [("arm_convolve_wrapper_s8", "cmsis-nn"), ("esp_nn_add_elementwise_s8", "esp-nn")]
)
def test_the_library_is_reported_by_its_functions(function: str, library: str) -> None:
    image = image_of(bytes(64), [register("CONV_2D"), Symbol(function, 0x1000, 4, 0, FUNCTION)])
    assert kernels.kernels(image, OPS).library == library


def test_what_link_time_optimization_hides_is_not_called_missing() -> None:
    image = image_of(bytes(64), [register("CONV_2D"), Symbol("run.lto_priv.0", 0x1000, 4, 0, FUNCTION)])
    found = kernels.kernels(image, OPS)
    assert not found.complete
    assert "link-time optimization" in found.why


def test_a_stripped_image_shows_no_kernel_and_says_why() -> None:
    found = kernels.kernels(image_of(bytes(64)), OPS)
    assert (found.ops, found.library, found.why) == (frozenset(), None, "the image has no symbol table")


@pytest.mark.parametrize(
    ("machine", "at", "name"),
    [
        ("riscv", 0x42000000, "riscv32"),
        ("xtensa", 0x3C000020, "esp32s3"),
        ("xtensa", 0x3F400020, "esp32"),
        ("xtensa", 0x1000, None),
    ],
)
def test_the_cpu_is_named_where_the_image_says_it(machine: str, at: int, name: str | None) -> None:
    assert cpu.cpu(image_of(bytes(64), machine=machine, at=at)) == name


MAP = """Archive member included to satisfy reference by file (symbol)

Memory Configuration

Name             Origin             Length             Attributes
FLASH            0x0000000000001000 0x0000000000100000 xr
RAM              0x0000000020000000 0x0000000000020000 xrw
*default*        0x0000000000000000 0xffffffffffffffff

Linker script and memory map
"""


def test_regions_are_those_of_the_map_with_what_the_image_takes() -> None:
    flash, ram = linker_map.regions(MAP, image_of(bytes(64)))
    assert (flash.name, flash.used, flash.left) == ("FLASH", 64, 0x100000 - 64)
    assert (ram.name, ram.used) == ("RAM", 70_000)


def test_a_map_whose_script_declares_no_region_has_none() -> None:
    table = "Memory Configuration\n\nName             Origin             Length             Attributes\n"
    assert linker_map.regions(f"{table}*default*        0x0000000000000000 0xffffffffffffffff\n", image_of(bytes(64))) == ()


def test_a_file_without_the_table_is_not_a_map() -> None:
    with pytest.raises(linker_map.NotAMap, match="not a map of GNU ld"):
        linker_map.regions("Memory\n", image_of(bytes(64)))
