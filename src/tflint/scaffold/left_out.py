"""Sources that a build leaves out: its CMakeLists.txt lists another program next to them, and not them."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from tflint.files.found import C_SUFFIXES
from tflint.firmware.closure import includes
from tflint.project import cmake
from tflint.project.tree import upwards

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from tflint.project.tree import Tree

    Read = Callable[[str], bytes]

_HERE = re.compile(r"^(?:\$\{(?:CMAKE_CURRENT_(?:LIST|SOURCE)_DIR|CMAKE_SOURCE_DIR|PROJECT_SOURCE_DIR|COMPONENT_DIR)\}/|\./)+")
LISTS = "CMakeLists.txt"
_SEARCHES = ("file", "aux_source_directory", "list")
_HEADERS = (".h", ".hh", ".hpp")


def is_left_out(path: str, others: Collection[str], read: Read, tree: Tree) -> bool:
    """Return whether the nearest list of sources that has another program has not this one; False where a list is a search's."""
    if path.endswith(_HEADERS) or any(_includes(other, path, read) for other in others):
        return False
    for folder in upwards(posixpath.dirname(path)):
        listed = _listed(folder, tree)
        if listed is None or path in listed:
            return False
        if listed & {*others}:
            return True
    return False


def _includes(other: str, path: str, read: Read) -> bool:
    base = posixpath.basename(path)
    return any(posixpath.basename(it.name) == base for it in includes(read(other)))


def _listed(folder: str, tree: Tree) -> set[str] | None:
    """Return the sources that a folder's CMakeLists.txt names, None where it searches for them or a variable may hold more."""
    found: set[str] = set()
    for command in cmake.commands(tree.text(posixpath.join(folder, LISTS))):
        if command.name in _SEARCHES or "SRC_DIRS" in command.words:
            return None
        names = [_HERE.sub("", word) for word in command.words]
        if any(it.endswith(C_SUFFIXES) and ("$" in it or "*" in it) for it in names):
            return None
        found |= {posixpath.normpath(posixpath.join(folder, it)) for it in names if it.endswith(C_SUFFIXES)}
    return found
