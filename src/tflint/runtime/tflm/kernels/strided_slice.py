"""STRIDED_SLICE: micro/kernels/strided_slice.cc, strided_slice_common.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import constant, counts, dims, integer, refused, type_name, type_number, wrong
from tflint.runtime.tflm.steps import (
    absent,
    as_int32,
    borrows,
    first_failure,
    keeps,
    reinterpreted,
    same_scale,
    takes_at_invoke,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

PREPARE = "micro/kernels/strided_slice_common.cc:StridedSlicePrepare"
SIZE = "micro/kernels/strided_slice_common.cc:CheckOutputSize"
EVAL = "micro/kernels/strided_slice.cc:StridedSliceEval"
TYPES = ("float32", "int8", "int16", "int32", "bool")
RANKS = 4  # kMaxDim


class Axis(NamedTuple):
    """What is cut out of one axis of `size`; masked ends are open."""

    size: int
    begin: int
    end: int
    stride: int
    open_begin: bool
    open_end: bool
    shrink: bool

    @property
    def start(self) -> int:
        """The first element taken (StartForAxis in kernels/internal/strided_slice_logic.h)."""
        last = self.size if self.stride > 0 else self.size - 1
        first = 0 if self.stride > 0 else -1
        if self.open_begin:
            return first if self.stride > 0 else last
        return min(max(self.begin + self.size if self.begin < 0 else self.begin, first), last)

    @property
    def stop(self) -> int:
        """The element behind the last (StopForAxis)."""
        last = self.size if self.stride > 0 else self.size - 1
        first = 0 if self.stride > 0 else -1
        if self.shrink:
            return self.start + 1
        if self.open_end:
            return last if self.stride > 0 else first
        return min(max(self.end + self.size if self.end < 0 else self.end, first), last)

    @property
    def taken(self) -> int:
        """How many elements are taken."""
        return max(-(-(self.stop - self.start) // self.stride), 0) if self.size else 0


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what the kernel refuses; ellipsis_mask, new_axis_mask and offset are not looked at."""
    yield from counts(node, 4, 1, PREPARE)
    tensor, output = node.input(0), node.output()
    bounds = tuple(operand for position in (1, 2, 3) if (operand := node.input(position)) is not None)
    if tensor is None or output is None or len(bounds) != 3:
        yield absent(node, 4, PREPARE)
        return
    if len(tensor.shape) > RANKS:
        why = f"{tensor.name!r} has rank {len(tensor.shape)}, up to {RANKS} allowed"
        yield refused(node, why, tensor=tensor, message="input dim should not exceed 4", source=PREPARE)
    for operand, name in zip(bounds, ("begin", "end", "strides"), strict=True):
        yield from constant(node, operand, name, PREPARE)
    yield from _output_shape(node, tensor, output)
    message = f"Type {type_name(tensor)} ({type_number(tensor)}) not supported."
    yield from takes_at_invoke(node, output, TYPES, message, EVAL)
    yield from reinterpreted(node, tensor, output.dtype, EVAL)
    yield from same_scale(node, tensor, output, EVAL)
    for option in ("ellipsis_mask", "new_axis_mask", "offset"):
        if integer(node, option):
            yield wrong(node, f"{option} is {integer(node, option)}, STRIDED_SLICE takes it for 0", source=PREPARE)


def _output_shape(node: Node, tensor: Tensor, output: Tensor) -> Iterator[Verdict]:
    kept: list[int] = []
    for number, axis in enumerate(_axes(node, tensor)):
        if axis.stride == 0:
            why = f"{tensor.name!r} is cut with stride 0 at dimension {number}"
            yield refused(node, why, tensor=node.input(3), message="stride value has to be non-zero", source=SIZE)
        if axis.shrink:
            continue
        place = len(kept)
        kept.append(axis.taken)
        if place >= len(output.shape) or output.shape[place] != axis.taken:
            found = output.shape[place] if place < len(output.shape) else "nothing"
            why = f"{output.name!r} is {dims(output.shape)}, the slice gives {axis.taken} at dimension {place}"
            message = f"output_shape->data[shape_size] != dim_shape ({found} != {axis.taken})"
            yield refused(node, why, tensor=output, message=message, source=SIZE)
    if len(kept) != len(output.shape):
        why = f"{output.name!r} is {dims(output.shape)}, the slice gives {dims(tuple(kept))}"
        message = f"output_shape->size != shape_size ({len(output.shape)} != {len(kept)})"
        yield refused(node, why, tensor=output, message=message, source=SIZE)


def _axes(node: Node, tensor: Tensor) -> Iterator[Axis]:
    """Yield the axes as Prepare reads them: int32, by the input's rank; what the constants lack reads as 0."""
    rank = len(tensor.shape)
    begin, end, strides = ((as_int32(node, node.input(position), rank) or ()) + (0,) * rank for position in (1, 2, 3))
    begin_mask, end_mask, shrink = (integer(node, f"{mask}_mask") for mask in ("begin", "end", "shrink_axis"))
    for axis, size in enumerate(tensor.shape):
        masks = (bool(mask >> axis & 1) for mask in (begin_mask, end_mask, shrink))
        yield Axis(size, begin[axis], end[axis], strides[axis], *masks)


KERNELS: tuple[Kernel, ...] = (
    Kernel(
        "STRIDED_SLICE",
        params="TfLiteStridedSliceParams",
        init=keeps("kernels/strided_slice:StridedSliceParams"),
        prepare=borrows(inputs=4, outputs=1),
        check=check,
    ),
)
