"""VAR_HANDLE (var_handle.cc): four bytes for the id, kept; the variable itself is on the heap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import PERSISTENT, Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node

HANDLE_BYTES = 4


def prepare(node: Node) -> None:
    """Keep the handle in the persistent arena."""
    y = node.output()
    if y is not None:
        y.allocation, y.bytes = PERSISTENT, HANDLE_BYTES


def _handle(node: Node) -> None:
    handle = node.need()
    ensure.takes(node, handle, {"resource", "int32"})
    ensure.elements(node, handle, 1)


def prepare_read(node: Node) -> None:
    """READ_VARIABLE (read_variable.cc): a scalar or unranked value is left to the heap."""
    ensure.counts(node, 1)
    _handle(node)
    y = node.made()
    if not y.dims:
        node.make_dynamic(y)


def prepare_assign(node: Node) -> None:
    """ASSIGN_VARIABLE (assign_variable.cc): a handle and a value."""
    ensure.counts(node, 2, 0)
    _handle(node)


KERNELS = (
    Kernel("VAR_HANDLE", prepare),
    Kernel("READ_VARIABLE", prepare_read),
    Kernel("ASSIGN_VARIABLE", prepare_assign),
)
