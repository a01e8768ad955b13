"""ADD_N (add_n.cc): a partial sum a thread."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node


def prepare(node: Node) -> None:
    """One buffer; each thread takes two inputs at least."""
    found = len(node.state.inputs)
    node.ensure(found > 1, f"ADD_N has {found} inputs, 2 wanted at least", "num_inputs >= 2 was not true.")
    x, y = node.need(), node.made()
    y.dtype = x.dtype
    threads = min(max(1, len(node.state.inputs) // 2), node.settings.threads or 1)
    node.temporary(x.dtype, (threads * prod(x.dims),), index=0, name="partial sums")
    for position in range(1, found):
        ensure.same_dims(node, x, node.need(position))
        ensure.same_type(node, x, node.need(position))
    node.resize(y, x.dims)


KERNELS = (Kernel("ADD_N", prepare, init_tensors=1),)
