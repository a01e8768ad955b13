"""Arduino: sketch.yaml and library.properties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.project import known_boards, libraries, yaml_lines
from tflint.project.fact import Fact, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.project.tree import Tree

SKETCH = ("sketch.yaml", "sketch.yml")
LIBRARY = "library.properties"


def sketch(tree: Tree, path: str) -> Iterator[Fact]:
    """Yield the boards and libraries that a sketch project names: the default profile's, else all."""
    found = list(yaml_lines.scalars(tree, path))
    default = next((it.value for it in found if it.keys == ("default_profile",)), "")
    for it in found:
        inside = it.keys[:1] != ("profiles",) or not default or it.keys[1:2] == (default,)
        if it.keys[-1:] in (("fqbn",), ("default_fqbn",)) and inside:
            yield from fqbn(it.value, path, it.line)
        elif "libraries" in it.keys and inside:
            yield from libraries.arduino(it.value, path, it.line)


def fqbn(text: str, path: str, line: int) -> Iterator[Fact]:
    """Yield the board of a fully qualified name, `arduino:mbed_nano:nano33ble`."""
    parts = text.split(":")
    if len(parts) < 3:  # noqa: PLR2004  vendor, architecture, board
        return
    if known_boards.board(parts[2]):
        yield Fact(Kind.BOARD, parts[2], path, line)
    elif known_boards.chip(parts[2]) is not None:
        yield Fact(Kind.CHIP, parts[2], path, line)


def library(tree: Tree, path: str) -> Iterator[Fact]:
    """Yield what a library states of itself and of the libraries that it depends on; its architectures are not one core."""
    for number, line in tree.lines(path):
        key, _, value = line.partition("=")
        if key.strip() == "name" and (value.strip().startswith("Harvard_TinyMLx")):
            yield Fact(Kind.RUNTIME, "harvard-tinymlx@1.2.4", path, number)
        elif key.strip() == "depends":
            yield from libraries.arduino(value, path, number)
