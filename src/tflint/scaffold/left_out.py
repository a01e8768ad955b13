"""Sources that a build leaves out: its CMakeLists.txt lists another program of their folder, and not them."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from tflint.files.found import C_SUFFIXES
from tflint.firmware.closure import includes
from tflint.project import cmake, platformio
from tflint.project.tree import upwards

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from tflint.project.tree import Tree

LISTS = "CMakeLists.txt"
_HERE = re.compile(r"^(?:\$\{(?:CMAKE_CURRENT_(?:LIST|SOURCE)_DIR|CMAKE_SOURCE_DIR|PROJECT_SOURCE_DIR|COMPONENT_DIR)\}/|\./)+")
_SEARCHES = ("file", "aux_source_directory", "list")
_BUILT_OTHERWISE = (".h", ".hh", ".hpp", ".ino")


def left_out(programs: Collection[str], read: Callable[[str], bytes], tree: Tree) -> frozenset[str]:
    """Return which of the programs the nearest list of sources has not that has another one of their folder."""
    included = {posixpath.basename(it.name) for path in programs for it in includes(read(path))}
    listed: dict[str, set[str] | None] = {}
    found = set()
    for path in programs:
        beside = {it for it in programs if it != path and posixpath.dirname(it) == posixpath.dirname(path)}
        if not beside or path.endswith(_BUILT_OTHERWISE) or posixpath.basename(path) in included:
            continue
        for folder in upwards(posixpath.dirname(path)):
            if folder not in listed:
                listed[folder] = _listed(folder, tree)
            names = listed[folder]
            if names is None or path in names:
                break
            if names & beside:
                found.add(path)
                break
    return frozenset(found)


def _listed(folder: str, tree: Tree) -> set[str] | None:
    """Return the sources that a folder's CMakeLists.txt names.

    None where it searches for them, where a variable may hold more, and where PlatformIO builds what lies there.
    """
    if tree.has(posixpath.join(folder, platformio.NAME)):
        return None
    found: set[str] = set()
    for command in cmake.commands(tree.text(posixpath.join(folder, LISTS))):
        if command.name in _SEARCHES or "SRC_DIRS" in command.words:
            return None
        names = [_HERE.sub("", word) for word in command.words if word.endswith(C_SUFFIXES)]
        if any("$" in it or "*" in it for it in names):
            return None
        found |= {posixpath.normpath(posixpath.join(folder, it)) for it in names}
    return found
