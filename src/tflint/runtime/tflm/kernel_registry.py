"""Which kernel file serves an op: an index made by tools/generate_kernel_index.py, and files newer than it."""

from __future__ import annotations

import json
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from tflint.model.opcodes import NUMBERS
from tflint.runtime.tflm import kernels, tables, vendor_libraries
from tflint.runtime.tflm.build import VENDORS, Library
from tflint.runtime.tflm.kernel import Kernel

if TYPE_CHECKING:
    from tflint.model.view import Model, Operator
    from tflint.runtime.tflm.build import Build
    from tflint.runtime.tflm.micro_context import MicroContext

INDEX = "kernels/index.json"


@cache
def find(op: str, library: Library = Library.REFERENCE) -> Kernel | None:
    """Return the kernel that a library has for a builtin or custom op, the reference kernel where it has none of its own.

    None where no kernel file serves the op. Only that op's file is imported.
    """
    if library is Library.SILABS_MVP:
        return _of_vendor("silabs_mvp").get(op)
    module = index().get(op)
    if module is None:
        known = set(index().values())
        module = next(
            (name for name in modules() if name not in known and op in {served for served, _ in _of_module(name)}), None
        )
    if module is None:
        return None
    kernels_there = _of_module(module)
    nearest = Library.CMSIS_NN if library is Library.HELIA else library
    return kernels_there.get((op, nearest)) or kernels_there.get((op, Library.REFERENCE))


def serving(operator: Operator, library: Library) -> Kernel | None:
    """Return the kernel that serves an operator, None where TFLM has none; a custom op with a builtin's name is not that builtin."""
    return None if operator.code.name == "CUSTOM" and operator.name in NUMBERS else find(operator.name, library)


def unread(model: Model, operator: Operator, built: Build) -> Kernel | None:
    """Return a kernel that says so where a vendor's takes a type that TFLM's refuses, and what it then asks for was not read."""
    if built.library not in VENDORS:
        return None
    name = VENDORS[built.library]
    dtype = vendor_libraries.of(name).takes_more(model, operator, mve=built.mve)
    if dtype is None:
        return None

    def prepare(k: MicroContext) -> None:
        k.uncertain(
            f"{operator.name} of {name} supports {dtype}, which TFLM's does not: what it keeps was not read and is not counted"
        )

    return Kernel(operator.name, built.library, prepare=prepare)


@cache
def index() -> dict[str, str]:
    """Return the module of each op."""
    ops: dict[str, str] = json.loads(tables.text(INDEX))["ops"]
    return ops


@cache
def modules() -> tuple[str, ...]:
    """Return the names of all kernel files, sorted."""
    import pkgutil

    return tuple(sorted(module.name for module in pkgutil.iter_modules(kernels.__path__)))


def every() -> dict[str, str]:
    """Import all kernel files and return the module of each op; what the index must say."""
    return {op: module for module in modules() for op, _ in _of_module(module)}


@cache
def _of_module(name: str) -> dict[tuple[str, Library], Kernel]:
    declared: tuple[Kernel, ...] = getattr(import_module(f"{kernels.__name__}.{name}"), "KERNELS", ())
    return {(kernel.op, kernel.library): kernel for kernel in declared}


@cache
def _of_vendor(name: str) -> dict[str, Kernel]:
    declared: tuple[Kernel, ...] = import_module(f"tflint.runtime.tflm.vendors.{name}").KERNELS
    return {kernel.op: kernel for kernel in declared}
