"""Zephyr: prj.conf, overlays, west.yml."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from tflint.project import known_boards, yaml_lines
from tflint.project.fact import Fact, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.project.tree import Tree

PRJ_CONF = re.compile(r"prj(?:_\w+)?\.conf", re.ASCII)
WEST = ("west.yml", "west.yaml", "submanifest.yml")
TFLM = "CONFIG_TENSORFLOW_LITE_MICRO"
# the module's commits, branches and tags in zephyrproject-rtos/tflite-micro, each once named in Zephyr's own manifest
_REVISIONS = {
    "9156d050": "zephyr@2.7.0",
    "zephyr_202108023": "zephyr@2.7.0",
    "1a34dcab": "zephyr@3.6.0",
    "zephyr_20230809": "zephyr@3.6.0",
    "zephyr-v3.6.0": "zephyr@3.6.0",
    "48613f7b": "zephyr@3.7.0",
    "e1eecbee": "zephyr@3.7.0",
    "zephyr_20240627": "zephyr@3.7.0",
    "8d404de7": "zephyr@4.1.0",
    "zephyr-v4.1.0": "zephyr@4.1.0",
    "fcc760af": "zephyr@4.4.0",
    "zephyr-v4.4.0": "zephyr@4.4.0",
}
# the manifest was changed in 2021-08, 2023-08, 2024-06, 2025-02 and 2026-03 (pull requests 37318, 56957, 73995, 85547, 105485)
_RELEASES = {
    "zephyr@2.7.0": ("2.7", "3.0", "3.1", "3.2", "3.3", "3.4"),
    "zephyr@3.6.0": ("3.5", "3.6"),
    "zephyr@3.7.0": ("3.7", "4.0"),
    "zephyr@4.1.0": ("4.1", "4.2", "4.3"),
    "zephyr@4.4.0": ("4.4",),
}
_RELEASE = re.compile(r"v(\d+\.\d+)(?:[.-].*)?", re.ASCII)
_SYMBOL = re.compile(r"\s*(CONFIG_\w+)\s*=\s*(\S+)\s*(?:#.*)?", re.ASCII)


def prj_conf(tree: Tree, path: str) -> Iterator[Fact]:
    """Yield the symbols that an application sets, and the kernels that TFLM's module is built with for them.

    The module builds the reference kernels unless CONFIG_TENSORFLOW_LITE_MICRO_CMSIS_NN_KERNELS is set
    (modules/tflite-micro/Kconfig in Zephyr's tree, an option without a default).
    """
    symbols: dict[str, tuple[str, int]] = {}
    for number, line in tree.lines(path):
        if match := _SYMBOL.fullmatch(line):
            symbols[match[1]] = (match[2].strip('"'), number)
            yield Fact(Kind.CONFIG, match[2].strip('"'), path, number, match[1])
    if symbols.get(TFLM, ("", 0))[0] == "y":
        kernels = symbols.get(f"{TFLM}_CMSIS_NN_KERNELS", ("n", symbols[TFLM][1]))
        yield Fact(Kind.KERNELS, "cmsis-nn" if kernels[0] == "y" else "reference", path, kernels[1])
        yield Fact(Kind.FRAMEWORK, "zephyr", path, symbols[TFLM][1])


def overlay(_tree: Tree, path: str) -> Iterator[Fact]:
    """Yield the board that an overlay or a board's .conf is called after, where it is one that the tables know."""
    stem = posixpath.splitext(posixpath.basename(path))[0]
    words = [word for word in re.split(r"[^A-Za-z0-9]+", stem) if word]
    for start in range(len(words)):
        for end in range(len(words), start, -1):
            name = "".join(words[start:end])
            if len(name) > 4 and known_boards.board(name):  # noqa: PLR2004  shorter ones are words
                yield Fact(Kind.BOARD, name, path, 1)
                return
            if start + 1 == end and len(name) > 5 and known_boards.chip(name):  # noqa: PLR2004  as above
                yield Fact(Kind.CHIP, name, path, 1)
                return


def west(tree: Tree, path: str) -> Iterator[Fact]:
    """Yield the snapshot of TFLM that a west manifest pins, by the module's revision or by Zephyr's release."""
    projects: dict[int, dict[str, yaml_lines.Scalar]] = {}
    for it in yaml_lines.scalars(tree, path):
        if "projects" in it.keys:
            projects.setdefault(it.item, {})[it.keys[-1]] = it
    pinned = {found["name"].value: found["revision"] for found in projects.values() if {"name", "revision"} <= found.keys()}
    module, zephyr = pinned.get("tflite-micro"), pinned.get("zephyr")
    if module is not None:
        name = next((name for start, name in _REVISIONS.items() if module.value.startswith(start)), "")
        yield Fact(Kind.RUNTIME if name else Kind.LIBRARY, name or f"tflite-micro at {module.value}", path, module.line)
    elif zephyr is not None:
        release = _RELEASE.fullmatch(zephyr.value)
        name = next((name for name, found in _RELEASES.items() if release is not None and release[1] in found), "")
        yield Fact(Kind.RUNTIME if name else Kind.LIBRARY, name or f"zephyr at {zephyr.value}", path, zephyr.line)
