"""Whether a copy of TFLM in a project is built with TF_LITE_STATIC_MEMORY, without which its structs are larger.

TFLM's own Makefile defines the macro; a copy that an IDE, PlatformIO or Arduino builds has it only where a build file of the project says so.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from tflint.project import platformio
from tflint.project.tree import shared_folders, upwards
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from tflint.project.tree import Tree
    from tflint.project.vendored import Vendored

MACRO = "TF_LITE_STATIC_MEMORY"
MOST_FILES = 500
_BUILD = re.compile(
    rf"{re.escape(platformio.NAME)}|library\.(?:json|properties)|CMakeLists\.txt|CMakePresets\.json|(?:GNUm|[Mm])akefile[\w.]*|\.cproject"
    r"|configurations\.xml|mbed_(?:app|lib)\.json|BUILD(?:\.bazel)?|SCons(?:truct|cript)|meson\.build|platform(?:\.local)?\.txt"
    r"|.*\.(?:cmake|mk|mak|pro|pri|ino|slcp|slcc|emProject|uvprojx?|ewp|sh|bat|ps1)|.*\.c(?:project|layer|solution)\.yml|.*script.*\.py"
)
_UPSTREAM = ("ci", "codegen", "data", "docs", "python", "tools")  # of TFLM's repository, next to tensorflow/
_COMMENT = re.compile(r"\s*(?:#|//|;|REM\b)")
_ESPIDF = re.compile(
    r"^[ \t]*framework\b.*\bespidf\b", re.MULTILINE
)  # PlatformIO runs ESP-IDF's CMake then, which builds components
_DEFINED = re.compile(rf"^[ \t]*#[ \t]*define[ \t]+{MACRO}\b", re.MULTILINE)


class StaticMemory(Record):
    """Whether the macro is defined, and the file (with the line that does) that says so."""

    defined: bool
    at: str


def of(copy: Vendored, names: Collection[str], copies: Sequence[Vendored] = ()) -> StaticMemory | None:
    """Return whether the macro is defined for a copy of TFLM; None where its structs do not depend on it, no build file is there, or they disagree.

    `names` are the project's files; those of the folders around the copy count too where a walk leaves them out. A build file counts where
    it is in a folder around the copy or in the copy's own, else where no other is nearer to it. Of the project's other `copies` the build
    files are their own, and those in TFLM's sources are upstream's.
    """
    tree = copy.tree
    guard, header = copy.tensor_guard() or ("", "")
    if guard != MACRO:
        return None
    if match := _DEFINED.search(tree.text(header)):
        return StaticMemory(defined=True, at=f"{header}:{tree.text(header).count(chr(10), 0, match.start()) + 1}")
    around = set(upwards(copy.root))
    files = _build_files({*names, *(name for folder in around for name in tree.files_in(folder))}, copy, copies)
    near = max((shared_folders(copy.root, posixpath.dirname(it)) for it in files), default=0)
    defining = [(it, line) for it in files if (line := _line(tree, it))]
    for name, line in defining:
        folder = posixpath.dirname(name)
        if folder in around or _is_in(folder, copy.root) or shared_folders(copy.root, folder) == near:
            return StaticMemory(defined=True, at=f"{name}:{line}")
    return StaticMemory(defined=False, at=files[0]) if files and not defining else None


def _build_files(names: Collection[str], copy: Vendored, copies: Sequence[Vendored]) -> list[str]:
    """Return the project's build files, those that share most folders with the copy first."""
    upstream = [posixpath.join(copy.root, name) for name in ("tensorflow", *(() if copy.root else _UPSTREAM))]
    foreign = [it.root for it in copies if it.root != copy.root and not _is_in(copy.root, it.root)]
    described = [it for it in names if posixpath.basename(it) == platformio.NAME and not _ESPIDF.search(copy.tree.text(it))]
    libraries = [posixpath.join(posixpath.dirname(it), "lib") for it in described]
    found = [
        name
        for name in names
        if _BUILD.fullmatch(posixpath.basename(name))
        and not (copy.holds(name) or any(_is_in(name, folder) for folder in upstream))
        and not any(_is_in(name, root) for root in foreign)
        and not _unread_by_platformio(name, libraries)
    ]
    return sorted(found, key=lambda it: (-shared_folders(copy.root, posixpath.dirname(it)), it))[:MOST_FILES]


def _unread_by_platformio(name: str, libraries: Sequence[str]) -> bool:
    """Return whether a file is of a library that PlatformIO builds by itself: of its build files it reads library.json only."""
    described = posixpath.basename(name) in {"library.json", "library.properties"}
    return not described and any(_is_in(name, folder) for folder in libraries)


def _is_in(path: str, folder: str) -> bool:
    return path == folder or not folder or path.startswith(f"{folder}/")


def _line(tree: Tree, name: str) -> int:
    """Return the first line of a file, but for comments, that names the macro, 0 where none does."""
    if MACRO not in tree.text(name):
        return 0
    return next((number for number, line in tree.lines(name) if MACRO in line and not _COMMENT.match(line)), 0)
