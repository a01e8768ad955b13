"""Project files of chip makers and IDEs: STM32CubeMX, STM32CubeIDE, SEGGER Embedded Studio, Keil µVision, Silicon Labs' .slcp, linker scripts."""

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
_SEGGER = re.compile(r'\b(arm_core_type|arm_target_device_name|c_preprocessor_definitions)="([^"]*)"')
_KEIL = re.compile(r'<(Device|Define)>([^<]*)</|CPUTYPE\("([^"]*)"\)')
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


def segger(tree: Tree, path: str) -> Iterator[Fact]:
    """Yield the core, the chip and the macros of a project of SEGGER Embedded Studio, as nRF5 SDK and Silicon Labs make them."""
    for number, line in tree.lines(path):
        for name, value in _SEGGER.findall(line):
            if name == "arm_core_type" and (core := known_boards.core(value)):
                yield Fact(Kind.CPU, core, path, number)
            elif name == "arm_target_device_name" and known_boards.chip(value):
                yield Fact(Kind.CHIP, value, path, number)
            elif name == "c_preprocessor_definitions":
                yield from _macros(value, path, number)


def keil(tree: Tree, path: str) -> Iterator[Fact]:
    """Yield the core, the chip and the macros of a project of Keil µVision."""
    for number, line in tree.lines(path):
        for name, value, cpu in _KEIL.findall(line):
            if core := known_boards.core(cpu):
                yield Fact(Kind.CPU, core, path, number)
            elif name == "Device" and known_boards.chip(value):
                yield Fact(Kind.CHIP, value, path, number)
            elif name == "Define":
                yield from _macros(value, path, number)


def _macros(listed: str, path: str, line: int) -> Iterator[Fact]:
    """Yield the macros that one configuration of several gives the compiler: `DEBUG;N=2`, `DEBUG, N=2`."""
    for word in re.split(r"[;,\s]+", listed):
        if match := re.fullmatch(r"([A-Za-z_]\w*)(?:=(.*))?", word, re.ASCII):
            yield from flags.macro(match[1], match[2] or "1", path, line, certain=False)


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
        elif it.keys == ("sdk", "version"):
            name = _GECKO.get(".".join(it.value.split(".")[:2]))
            yield (
                Fact(Kind.RUNTIME, name, path, it.line)
                if name
                else Fact(Kind.LIBRARY, f"TFLM of Gecko SDK {it.value}", path, it.line)
            )
        elif it.keys == ("define", "name"):
            yield from flags.macro(it.value, "1", path, it.line, certain=False)
        elif (
            it.keys[-1:] in (("id",), ("device",), ("board",))
            and (match := _SILABS.search(it.value))
            and known_boards.chip(match[1])
        ):
            yield Fact(Kind.CHIP, match[1], path, it.line)
