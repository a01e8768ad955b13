"""Chip makers' own project files: STM32CubeMX and STM32CubeIDE, linker scripts, Silicon Labs' .slcp, mbed_app.json."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from tflint.project import flags, known_boards, yaml_lines
from tflint.project.fact import Fact, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.project.tree import Tree

_STM32 = re.compile(r"\b(STM32[A-Z]{1,2}\w{2,12})\b", re.IGNORECASE)
_IOC = re.compile(r"Mcu\.(?:CPN|UserName|Name)=(\S+)")
_SILABS = re.compile(r"\b(efr32\w{2,}|efm32\w{2,})", re.IGNORECASE)
_GECKO = {"4.4": "gecko-sdk@4.4"}


def ioc(tree: Tree, path: str) -> Iterator[Fact]:
    """Yield the chip of an STM32CubeMX project."""
    for number, line in tree.lines(path):
        if (match := _IOC.fullmatch(line.strip())) and known_boards.chip(match[1]):
            yield Fact(Kind.CHIP, match[1], path, number)
            return


def cproject(tree: Tree, path: str) -> Iterator[Fact]:
    """Yield the chip and the macros of an Eclipse project (STM32CubeIDE), as its options hold them."""
    for number, line in tree.lines(path):
        if "target_mcu" in line and (match := _STM32.search(line)) and known_boards.chip(match[1]):
            yield Fact(Kind.CHIP, match[1], path, number)
        elif match := re.search(r'<listOptionValue[^>]*value="([A-Za-z_]\w*)(?:=([^"]*))?"', line, re.ASCII):
            yield from flags.macro(match[1], match[2] or "1", path, number, certain=False)


def linker_script(_tree: Tree, path: str) -> Iterator[Fact]:
    """Yield the chip that a linker script or startup file is called after: `STM32F429ZITX_FLASH.ld`, `startup_stm32f429xx.s`."""
    name = posixpath.splitext(posixpath.basename(path))[0]
    for word in re.split(r"[_.-]", name):
        if (match := _STM32.fullmatch(word)) and known_boards.chip(match[1]):
            yield Fact(Kind.CHIP, match[1], path, 1)
            return


def slcp(tree: Tree, path: str) -> Iterator[Fact]:
    """Yield the kernels and the SDK of a Silicon Labs project."""
    for it in yaml_lines.scalars(tree, path):
        if match := re.search(r"tensorflow_lite_micro_(reference|optimized)_kernels", it.value):
            yield Fact(Kind.KERNELS, {"reference": "reference", "optimized": "cmsis-nn"}[match[1]], path, it.line)
        elif it.keys == ("sdk", "version") and (name := _GECKO.get(".".join(it.value.split(".")[:2]))):
            yield Fact(Kind.RUNTIME, name, path, it.line)
        elif (
            it.keys[-1:] in (("id",), ("device",), ("board",))
            and (match := _SILABS.search(it.value))
            and known_boards.chip(match[1])
        ):
            yield Fact(Kind.CHIP, match[1], path, it.line)
