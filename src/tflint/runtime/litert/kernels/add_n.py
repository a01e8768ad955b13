"""ADD_N (add_n.cc): a partial sum per thread."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node


def prepare(k: Node) -> None:
    """Ask for one buffer; each thread takes two inputs at least."""
    found = len(k.state.inputs)
    ensure.true(k, found > 1, f"ADD_N has {found} inputs, expected at least 2", "num_inputs >= 2")
    ensure.counts(k, found)
    x, y = k.need(), k.made()
    y.dtype = x.dtype
    threads = min(max(1, len(k.state.inputs) // 2), k.settings.threads or 1)
    k.temporary(x.dtype, (threads * prod(x.dims),), index=0, name="partial sums")
    for position in range(1, found):
        other = k.need(position)
        ensure.same_dims(k, x, other, "HaveSameShapes(input1, input)")
        ensure.same_type(k, x, other, "input1->type", "input->type")
    k.resize(y, x.dims)


def evaluate(k: Node) -> None:
    """Refuse the types that Eval does not name."""
    ensure.takes(k, k.made(), {"float32", "int32"}, "AddN only supports FLOAT32|INT32 now, got {type}.")


KERNELS = (Kernel("ADD_N", prepare, evaluate, init_tensors=1),)
