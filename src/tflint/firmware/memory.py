"""Which of a chip's memories an arena lies in, by how its array is declared or how it is allocated."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tflint.firmware.given import Given

_SECTION = re.compile(r'section[ \t]*\([ \t]*"([^"]{1,60})"')
_WORDS = (  # attributes and section names of SDKs
    (re.compile(r"EXT_RAM_BSS_ATTR|EXT_RAM_ATTR|EXT_RAM_NOINIT_ATTR|\.ext_ram|EXTMEM\b|psram|spiram", re.IGNORECASE), "psram"),
    (re.compile(r"sdram", re.IGNORECASE), "sdram"),
    (re.compile(r"DTCM|\bdtcm", re.IGNORECASE), "dtcm"),
    (re.compile(r"ITCM|\bitcm", re.IGNORECASE), "itcm"),
    (re.compile(r"\bocram|OCRAM|DMAMEM\b", re.IGNORECASE), "ocram"),
)
_BY_KCONFIG = re.compile(r"EXT_RAM_BSS_ATTR|EXT_RAM_ATTR")
_ALLOWS_BSS = "CONFIG_SPIRAM_ALLOW_BSS_SEG_EXTERNAL_MEMORY"
_CALL = r"(?<![\w.]){name}[ \t]*=[^;=]{{0,80}}?\b(?!(?:static|reinterpret)_cast\b)([A-Za-z_]\w*)[ \t\n]*\(([^;]{{0,300}})"


def of_declaration(attributes: str, given: Given) -> str:
    """Return the region that an array's attributes put it in, empty where they say nothing or a Kconfig symbol decides."""
    for pattern, region in _WORDS:
        if pattern.search(attributes):
            if _BY_KCONFIG.search(attributes):  # a plain array unless Kconfig lets .bss be external
                return region if given.defines(_ALLOWS_BSS) else ""
            return region
    return ""


def of_allocation(name: str, texts: Iterable[str]) -> str:
    """Return the region that a pointer's memory is allocated from, empty where no source says it or two disagree."""
    if not re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII):
        return ""
    pattern = re.compile(_CALL.format(name=re.escape(name)), re.ASCII)
    # coralmicro's libs/tensorflow/utils.h
    macro = re.compile(rf"\bSTATIC_TENSOR_ARENA_IN_(SDRAM|OCRAM)\s*\(\s*{re.escape(name)}\s*,", re.ASCII)
    found = set[str]()
    for text in texts:
        found |= {_of_call(match[1], match[2]) for match in pattern.finditer(text)} | {
            match[1].lower() for match in macro.finditer(text)
        }
    return found.pop() if len(found) == 1 else ""


def _of_call(function: str, arguments: str) -> str:
    if "prefer" in function:  # heap_caps_malloc_prefer falls back to the next kind of memory
        return ""
    if function.startswith(("heap_caps_", "malloc_")) and "SPIRAM" in arguments:
        return "psram"
    if re.search(r"(?<![a-z])ps_(?:malloc|calloc)|psram|spiram|extmem_(?:malloc|calloc)", function, re.IGNORECASE):
        return "psram"
    return "sdram" if "sdram" in function.lower() else ""
