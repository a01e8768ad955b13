"""BROADCAST_ARGS: micro/kernels/broadcast_args.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import aborts, broadcast, constants, counts, dims, same_type, taken, two_inputs
from tflint.runtime.tflm.steps import absent, borrows, first_failure, rank_is

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

PREPARE = "micro/kernels/broadcast_args.cc:BroadcastArgsPrepare"


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Take three vectors of int32 or int64."""
    yield from two_inputs(node, PREPARE)
    yield from counts(node, None, 1, PREPARE)
    a, b, y = node.input(0), node.input(1), node.output()
    if a is None or b is None or y is None:
        yield absent(node, 2, PREPARE)
        return
    message = "shape1->type == kTfLiteInt32 || shape1->type == kTfLiteInt64 was not true."
    yield from taken(node, a, ("int32", "int64"), PREPARE, message=message)
    yield from same_type(node, a, b, ("shape1", "shape2"), PREPARE, numbers=True)
    yield from same_type(node, a, y, ("shape1", "output"), PREPARE, numbers=True)
    for tensor, name in ((a, "shape1"), (b, "shape2"), (y, "output")):
        yield from rank_is(node, tensor, name, 1, PREPARE)
    yield from _values(node, a, b)


def _values(node: Node, a: Tensor, b: Tensor) -> Iterator[Verdict]:
    one, other = constants(node, a), constants(node, b)
    if one is not None and other is not None and broadcast(one, other) is None:
        why = f"{a.name!r} holds {dims(one)} and {b.name!r} {dims(other)}, which do not broadcast"
        yield aborts(node, why, tensor=b, source="lite/kernels/internal/reference/broadcast_args.h:BroadcastArgs")


KERNELS = (Kernel("BROADCAST_ARGS", prepare=borrows(inputs=2, outputs=1), check=check),)
