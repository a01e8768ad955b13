"""VAR_HANDLE (var_handle.cc): four bytes for the id, kept; the variable itself is on the heap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert.kernel import PERSISTENT, Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node

HANDLE_BYTES = 4


def prepare(node: Node) -> None:
    """Keep the handle in the persistent arena."""
    y = node.output()
    if y is not None:
        y.allocation, y.bytes = PERSISTENT, HANDLE_BYTES


def prepare_read(node: Node) -> None:
    """READ_VARIABLE of a scalar or unranked value is left to the heap (read_variable.cc)."""
    y = node.output()
    if y is not None and not y.dims:
        node.make_dynamic(y)


KERNELS = (Kernel("VAR_HANDLE", prepare), Kernel("READ_VARIABLE", prepare_read))
