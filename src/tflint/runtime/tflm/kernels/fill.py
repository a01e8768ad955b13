"""FILL: micro/kernels/fill.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import (
    constant,
    constants,
    dims,
    missing,
    rank_within,
    refused,
    same_type,
    taken,
    type_number,
)
from tflint.runtime.tflm.steps import borrows, first_failure, rank_is, takes_at_invoke

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

FILE = "micro/kernels/fill.cc"
PREPARE, EQUAL, EVAL = f"{FILE}:FillPrepare", f"{FILE}:EnsureEq", f"{FILE}:FillEval"


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Take a scalar, and constant dims that are the output's."""
    wanted, value, y = node.input(0), node.input(1), node.output()
    if wanted is None or value is None or y is None:
        yield missing(node, PREPARE, ("dims", "value"))
        return
    yield from rank_is(node, value, "value", 0, PREPARE)
    yield from same_type(node, value, y, ("value", "output"), PREPARE, numbers=True)
    yield from constant(node, wanted, "dims", PREPARE)
    yield from _equal(node, wanted, y)
    message = "Fill only currently supports float32 for input 1"
    yield from takes_at_invoke(node, value, ("float32", "int32", "int8"), message, EVAL)
    yield from rank_within(node, y)


def _equal(node: Node, wanted: Tensor, y: Tensor) -> Iterator[Verdict]:
    yield from rank_is(node, wanted, "tensor", 1, EQUAL)
    rank, length = len(y.shape), wanted.elements
    if rank != length:
        why = f"{y.name!r} has rank {rank}, {wanted.name!r} {length} entries"
        yield refused(node, why, tensor=y, message=f"array->size != tensor_len ({rank} != {length})", source=EQUAL)
    message = f"cannot compare int array to tensor of type {type_number(wanted)}."
    yield from taken(node, wanted, ("int8", "int16", "int32", "int64"), EQUAL, message=message)
    values = constants(node, wanted) or ()
    if values != y.shape:
        why = f"{y.name!r} is {dims(y.shape)}, {wanted.name!r} says {dims(values)}"
        message = "array->data[i] != GetTensorData<T>(tensor)[i]"
        yield refused(node, why, tensor=y, message=message, source=f"{FILE}:EnsureEqImpl")


KERNELS = (Kernel("FILL", prepare=borrows(inputs=2, outputs=1), check=check),)
