"""A fact that a project's file states, with the line that states it."""

from __future__ import annotations

from enum import Enum

from tflint.record import Record


class Kind(Enum):
    """What a fact is about.

    `CPU` is a core that the compiler is told, `CHIP` and `BOARD` a name that stands for one; `KERNELS` a kernel library;
    `RUNTIME` a snapshot of TFLM, `LIBRARY` a library that brings TFLM in a version that the project leaves open; `DEFINE` and
    `UNDEFINE` macros of the build; `CONFIG` a Kconfig symbol; `FRAMEWORK` the build system's SDK.
    """

    CPU = "cpu"
    CHIP = "chip"
    BOARD = "board"
    KERNELS = "kernels"
    RUNTIME = "runtime"
    LIBRARY = "library"
    DEFINE = "define"
    UNDEFINE = "undefine"
    CONFIG = "config"
    FRAMEWORK = "framework"


class Fact(Record):
    """A fact: `value` is what is stated (of `name`, for a macro or Kconfig symbol), `path:line` where.

    `certain` is False where the build may leave it out: a branch of a condition, one environment of several.
    """

    kind: Kind
    value: str
    path: str
    line: int
    name: str = ""
    certain: bool = True

    @property
    def at(self) -> str:
        """Return the line that states it, as people write a place."""
        return f"{self.path}:{self.line}"
