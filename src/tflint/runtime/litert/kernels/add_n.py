"""ADD_N (add_n.cc): a partial sum a thread."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.litert.kernel import Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node


def prepare(node: Node) -> None:
    """One buffer; each thread takes two inputs at least."""
    x, y = node.input(0), node.output()
    if x is None or y is None:
        raise node.refuse("ADD_N misses an input or its output", source="kernels/add_n.cc: Prepare")
    threads = min(max(1, len(node.state.inputs) // 2), node.settings.threads)
    node.temporary(x.dtype, (threads * prod(x.dims),), index=0)
    node.resize(y, x.dims)


KERNELS = (Kernel("ADD_N", prepare, init_tensors=1),)
