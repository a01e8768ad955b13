"""Which kernel file serves an op: an index made by tools/generate_kernel_index.py, and files newer than it."""

from __future__ import annotations

import json
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from tflint.runtime.tflm import kernels, tables
from tflint.runtime.tflm.build import Library

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.runtime.tflm.kernel import Kernel

INDEX = "kernels/index.json"


@cache
def find(op: str, library: Library = Library.REFERENCE) -> Kernel | None:
    """Return the kernel that a library has for a builtin or custom op, the reference kernel where it has none of its own.

    None where no kernel file serves the op. Only that op's file is imported.
    """
    module = index().get(op)
    if module is None:
        known = set(index().values())
        module = next(
            (name for name in modules() if name not in known and op in {served for served, _ in _of_module(name)}), None
        )
    if module is None:
        return None
    kernels_there = _of_module(module)
    return kernels_there.get((op, library)) or kernels_there.get((op, Library.REFERENCE))


@cache
def index() -> dict[str, str]:
    """Return the module of each op."""
    ops: dict[str, str] = json.loads(tables.text(INDEX))["ops"]
    return ops


def modules() -> Iterator[str]:
    """Yield the names of all kernel files, sorted."""
    import pkgutil

    yield from sorted(module.name for module in pkgutil.iter_modules(kernels.__path__))


def every() -> dict[str, str]:
    """Import all kernel files and return the module of each op; what the index must say."""
    return {op: module for module in modules() for op, _ in _of_module(module)}


@cache
def _of_module(name: str) -> dict[tuple[str, Library], Kernel]:
    declared: tuple[Kernel, ...] = getattr(import_module(f"{kernels.__name__}.{name}"), "KERNELS", ())
    return {(kernel.op, kernel.library): kernel for kernel in declared}
