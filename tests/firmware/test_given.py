"""Macros of the build."""

import pytest

from tflint.firmware import constant, source
from tflint.firmware.given import Given, defaults, settled


def branch(condition: str, given: Given) -> list[str]:
    text = f"{condition}\nA\n#else\nB\n#endif"
    return [line for line in settled(text, given).split("\n") if line in ("A", "B")]


@pytest.mark.parametrize(
    ("condition", "taken"),
    [
        ("#ifdef ON", ["A"]),
        ("#ifndef ON", ["B"]),
        ("#if ON", ["A"]),
        ("#if !ON", ["B"]),
        ("#if ZERO", ["B"]),
        ("#if defined(ON)", ["A"]),
        ("#if !defined ON", ["B"]),
        ("#ifdef CONFIG_OFF", ["B"]),
        ("#ifdef CONFIG_MISSING", ["B"]),
        ("#if 0", ["B"]),
        ("#ifdef ELSEWHERE", ["A", "B"]),
        ("#if ON > 3", ["A", "B"]),
    ],
)
def test_a_branch_is_taken_where_the_build_settles_it(condition: str, taken: list[str]) -> None:
    assert branch(condition, Given({"ON": "1", "ZERO": "0", "CONFIG_OFF": "n"}, whole=True)) == taken


def test_without_the_whole_configuration_a_missing_symbol_is_open() -> None:
    assert branch("#ifdef CONFIG_MISSING", Given({"ON": "1"})) == ["A", "B"]


def test_line_breaks_stay_and_elif_counts_once() -> None:
    text = "#if ON\na\n#elif ON\nb\n#else\nc\n#endif\nd"
    assert settled(text, Given({"ON": "1"})) == "#if ON\na\n#elif ON\n\n#else\n\n#endif\nd"


@pytest.mark.parametrize("text", ["#endif\n#else\n#elif X", "#if ON\n" * 300, "#if\n#ifdef\n", "#else\n" * 5])
def test_any_text_is_settled(text: str) -> None:
    assert settled(text, Given({"ON": "1"})).count("\n") == text.count("\n")


def test_a_default_is_a_definition_that_the_build_may_replace() -> None:
    text = "#ifndef A\n#define A 1\n#endif\n#if !defined(B)\n\n# define B 2\n#endif\n#define C 3\n#ifndef D\nint d;\n#endif\n"
    assert defaults(text) == {"A", "B"}


def test_what_an_expression_rests_on_is_followed() -> None:
    text = "#ifndef A\n#define A 1\n#endif\n#define B (A * 4)\nconstexpr int kC = B + 1;\n"
    found = constant.constants((text,))
    assert (found.value("kC"), found.rests_on("kC", found.defaults)) == (5, frozenset({"A"}))
    given = constant.constants((text,), Given({"A": "10"}))
    assert (given.value("kC"), given.rests_on("kC", given.defaults), given.rests_on("kC", given.given)) == (
        41,
        frozenset(),
        frozenset({"A"}),
    )


ARENA = "void f() {{ {before}\n tflite::MicroInterpreter i(model, resolver, arena, 1024); }}"


@pytest.mark.parametrize(
    ("text", "memory"),
    [
        ("uint8_t arena[1024];\n" + ARENA.format(before=""), ""),
        ('uint8_t arena[1024] __attribute__((section(".sdram_bss")));\n' + ARENA.format(before=""), "sdram"),
        ('static uint8_t arena[1024] __attribute__((section(".dtcm")));\n' + ARENA.format(before=""), "dtcm"),
        ("EXTMEM uint8_t arena[1024];\n" + ARENA.format(before=""), "psram"),
        ("DMAMEM uint8_t arena[1024];\n" + ARENA.format(before=""), "ocram"),
        ("STATIC_TENSOR_ARENA_IN_SDRAM(arena, 1024);\n" + ARENA.format(before=""), "sdram"),
        (ARENA.format(before="arena = (uint8_t*)ps_malloc(1024);"), "psram"),
        (
            ARENA.format(before="arena = static_cast<uint8_t*>(heap_caps_malloc(1024, MALLOC_CAP_SPIRAM | MALLOC_CAP_8BIT));"),
            "psram",
        ),
        (ARENA.format(before="arena = heap_caps_aligned_alloc(16, 1024, MALLOC_CAP_SPIRAM);"), "psram"),
        (ARENA.format(before="arena = heap_caps_malloc_prefer(1024, 2, MALLOC_CAP_SPIRAM, MALLOC_CAP_8BIT);"), ""),
        (ARENA.format(before="arena = heap_caps_malloc(1024, MALLOC_CAP_INTERNAL);"), ""),
        (ARENA.format(before="arena = malloc(1024);"), ""),
    ],
)
def test_the_memory_of_an_arena_is_read(text: str, memory: str) -> None:
    (arena,) = source.read({"main.cc": text.encode()}).arenas
    assert (arena.size, arena.memory) == (1024, memory)
