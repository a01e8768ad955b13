"""ESP-IDF: sdkconfig, dependencies.lock, idf_component.yml and Kconfig."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from tflint.project import known_boards, yaml_lines
from tflint.project.fact import Fact, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.project.tree import Tree

LOCK = "dependencies.lock"
COMPONENT = "idf_component.yml"
SDKCONFIG = re.compile(r"sdkconfig(?:\.defaults)?")
KCONFIG = ("Kconfig", "Kconfig.projbuild")
_SYMBOL = re.compile(r"\s*(CONFIG_\w+)\s*=\s*(.*?)\s*", re.ASCII)
_UNSET = re.compile(r"\s*#\s*(CONFIG_\w+) is not set\s*", re.ASCII)
_RELEASE = re.compile(r"[=^~v ]*(\d+\.\d+\.\d+(?:~\d+)?)")


def sdkconfig(tree: Tree, path: str) -> Iterator[Fact]:
    """Yield the symbols of an sdkconfig or its defaults: `n` for one that is not set."""
    for number, line in tree.lines(path):
        if match := _SYMBOL.fullmatch(line):
            value = match[2].strip('"')
            yield Fact(Kind.CONFIG, value or "n", path, number, match[1])
            yield from _symbol(match[1], value, path, number)
        elif match := _UNSET.fullmatch(line):
            yield Fact(Kind.CONFIG, "n", path, number, match[1])


def _symbol(name: str, value: str, path: str, line: int) -> Iterator[Fact]:
    if name == "CONFIG_IDF_TARGET":
        if core := known_boards.core(value):
            yield Fact(Kind.CPU, core, path, line)
    elif name == "CONFIG_NN_OPTIMIZED" and value == "y":
        yield Fact(Kind.KERNELS, "esp-nn", path, line)


def lock(tree: Tree, path: str) -> Iterator[Fact]:
    """Yield what a dependencies.lock states: the target, the versions of esp-nn and esp-tflite-micro."""
    for it in yaml_lines.scalars(tree, path):
        if it.keys == ("target",) and (core := known_boards.core(it.value)):
            yield Fact(Kind.CPU, core, path, it.line)
        elif it.keys[:1] == ("dependencies",) and it.keys[2:] == ("version",):
            yield from _component(it.keys[1].rpartition("/")[2], it.value, path, it.line)


def _component(name: str, version: str, path: str, line: int) -> Iterator[Fact]:
    release = _RELEASE.fullmatch(version)
    if name == "esp-nn" and release:
        yield Fact(Kind.KERNELS, f"esp-nn@{release[1].partition('~')[0]}", path, line)
    elif name == "esp-tflite-micro" and release:
        yield Fact(Kind.RUNTIME, f"esp-tflite-micro@{release[1]}", path, line)


def component(tree: Tree, path: str) -> Iterator[Fact]:
    """Yield what an idf_component.yml states: a dependency on esp-tflite-micro, its version where it is one and no range."""
    for it in yaml_lines.scalars(tree, path):
        if it.keys[:1] != ("dependencies",) or len(it.keys) < 2:  # noqa: PLR2004  dependencies, name
            continue
        name, key = it.keys[1].rpartition("/")[2], it.keys[2:]
        if name == "esp-tflite-micro" and key in ((), ("version",)):
            yield Fact(Kind.KERNELS, "esp-nn", path, it.line)
            if (match := re.fullmatch(r"==?\s*(\d+\.\d+\.\d+(?:~\d+)?)", it.value)) is not None:
                yield Fact(Kind.RUNTIME, f"esp-tflite-micro@{match[1]}", path, it.line)
            else:
                yield Fact(Kind.LIBRARY, f"esp-tflite-micro {it.value}", path, it.line)
        elif name == "esp-tflite-micro" and key == ("override_path",):
            yield from _override(tree, path, it.value)


def _override(tree: Tree, path: str, folder: str) -> Iterator[Fact]:
    """Yield the version of a component that lies in the repository, where `override_path` stays inside it."""
    inner = posixpath.normpath(posixpath.join(posixpath.dirname(path), folder))
    if not inner.startswith(".."):
        yield from itself(tree, COMPONENT if inner == "." else f"{inner}/{COMPONENT}")


def itself(tree: Tree, path: str) -> Iterator[Fact]:
    """Yield the version of esp-tflite-micro where this is its own idf_component.yml."""
    found = {it.keys[0]: it for it in yaml_lines.scalars(tree, path) if len(it.keys) == 1}
    described = " ".join(found[key].value for key in ("url", "description", "repository") if key in found)
    if not any(name in described for name in ("esp-tflite-micro", "tflite-micro-esp-examples")):
        return
    if "version" in found and _RELEASE.fullmatch(found["version"].value):
        yield Fact(Kind.RUNTIME, f"esp-tflite-micro@{found['version'].value}", path, found["version"].line)
    for it in yaml_lines.scalars(tree, path):
        if it.keys[:2] == ("dependencies", "espressif/esp-nn") or it.keys[:2] == ("dependencies", "esp-nn"):
            yield Fact(Kind.KERNELS, "esp-nn", path, it.line)
            return


def kconfig(tree: Tree, path: str) -> Iterator[Fact]:
    """Yield the defaults of a Kconfig's int and hex symbols that have one default without a condition: a build may set others."""
    name, found = "", list[tuple[str, int]]()
    for number, line in [*tree.lines(path), (0, "config _")]:
        words = line.split("#")[0].split()
        if words[:1] in (["config"], ["menuconfig"]) and len(words) > 1:
            if name and len(found) == 1:
                yield Fact(Kind.CONFIG, found[0][0], path, found[0][1], f"CONFIG_{name}", certain=False)
            name, found = words[1], []
        elif words[:1] == ["default"] and len(words) > 1:
            found.append((words[1], number) if len(words) == 2 else ("", number))  # noqa: PLR2004  default VALUE, and no `if`
