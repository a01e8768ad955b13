"""Compiler flags, as build files of every kind hold them: cores, macros, kernel libraries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tflint.project import known_boards
from tflint.project.fact import Fact, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

_FLAG = re.compile(
    r"(?<![\w-])(?:-(?:mcpu|mtune)=(?P<cpu>[\w.+-]+)|-march=(?P<march>rv32\w*)|-mprocessor=(?P<chip>\w+)|-D\s*(?P<name>[A-Za-z_]\w*)(?:=(?P<value>\"[^\"\s]*\"|'[^'\s]*'|[^\s\"')>;]*))?"
    r"|-U\s*(?P<undefined>[A-Za-z_]\w*)|(?:TAGS|OPTIMIZED_KERNEL_DIR|TF_MAKE_TAGS)\s*[:?+]?=\s*[\"']?(?P<tags>[\w, -]+))",
    re.ASCII,
)
_KERNELS = {"CMSIS_NN": "cmsis-nn", "ESP_NN": "esp-nn"}
_CORE_MACRO = re.compile(r"ARM_MATH_C(M\d+)(?:PLUS)?", re.ASCII)
_CHIP_MACRO = re.compile(
    r"STM32[A-Z]\w{3,10}|NRF5\d{4}\w*|(?:__)?(?:SAM[DEC]\d\d\w+|IMXRT\d{4})(?:__)?|MIMXRT\d{4}\w*|PICO_RP2\d{3}", re.ASCII
)


def facts(text: str, path: str, line: int, *, certain: bool = True) -> Iterator[Fact]:
    """Yield what the compiler flags in a line of a build file state."""
    for match in _FLAG.finditer(text):
        if match["cpu"]:
            if core := known_boards.core(match["cpu"]):
                yield Fact(Kind.CPU, core, path, line, certain=certain)
        elif match["march"]:
            yield Fact(Kind.CPU, "riscv32", path, line, certain=certain)
        elif match["chip"]:
            yield Fact(Kind.CHIP, match["chip"], path, line, certain=certain)
        elif match["undefined"]:
            yield Fact(Kind.UNDEFINE, "", path, line, match["undefined"], certain=certain)
        elif match["tags"]:
            yield from _tags(match["tags"], path, line, certain=certain)
        else:
            yield from macro(match["name"], (match["value"] or "1").strip("\"'\\"), path, line, certain=certain)


def macro(name: str, value: str, path: str, line: int, *, certain: bool = True) -> Iterator[Fact]:
    """Yield what a macro given to the compiler states."""
    yield Fact(Kind.DEFINE, value, path, line, name, certain=certain)
    if name in _KERNELS and value != "0":
        yield Fact(Kind.KERNELS, _KERNELS[name], path, line, certain=certain)
    elif match := _CORE_MACRO.fullmatch(name):
        if core := known_boards.core(f"cortex-{match[1].lower()}" + ("plus" if "PLUS" in name else "")):
            yield Fact(Kind.CHIP, core, path, line, certain=certain)
    elif _CHIP_MACRO.fullmatch(name) and known_boards.chip(name.strip("_").removeprefix("PICO_")):
        yield Fact(Kind.CHIP, name.strip("_").removeprefix("PICO_"), path, line, certain=certain)


def _tags(words: str, path: str, line: int, *, certain: bool) -> Iterator[Fact]:
    """Yield the kernel library among the tags of TFLM's own Makefile."""
    for word in re.split(r"[\s,]+", words):
        if (name := word.replace("_", "-")) in ("cmsis-nn", "esp-nn", "helia"):
            yield Fact(Kind.KERNELS, name, path, line, certain=certain)
