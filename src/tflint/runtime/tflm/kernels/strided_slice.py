"""STRIDED_SLICE: micro/kernels/strided_slice.cc, strided_slice_common.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.record import Record
from tflint.runtime.kernel_checks import counts, dims, rank_at_most, taken, type_name, type_number
from tflint.runtime.printed import logged, not_equal
from tflint.runtime.tflm.eval_checks import present, reinterpreted
from tflint.runtime.tflm.kernel import Kernel, keeps
from tflint.runtime.tflm.kernel_util import as_int32
from tflint.runtime.tflm.operand_checks import constant
from tflint.runtime.tflm.quantization_checks import same_scale
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE = Citation("micro/kernels/strided_slice_common.cc", "StridedSlicePrepare")
SIZE = Citation("micro/kernels/strided_slice_common.cc", "CheckOutputSize")
EVAL = Citation("micro/kernels/strided_slice.cc", "StridedSliceEval")
TYPES = ("float32", "int8", "int16", "int32", "bool")
RANKS = 4  # kMaxDim


class Axis(Record):
    """What is cut out of one axis of `size`; masked ends are open."""

    size: int
    begin: int
    end: int
    stride: int
    open_begin: bool
    open_end: bool
    shrink: bool
    past_end: bool

    @property
    def start(self) -> int:
        """Return the first element taken (StartForAxis in kernels/internal/strided_slice_logic.h); older ones clamp to the last."""
        last = self.size if self.stride > 0 else self.size - 1
        first = 0 if self.stride > 0 else -1
        if self.open_begin:
            return first if self.stride > 0 else last
        last = last if self.past_end else self.size - 1
        return min(max(self.begin + self.size if self.begin < 0 else self.begin, first), last)

    @property
    def stop(self) -> int:
        """Return the element after the last (StopForAxis)."""
        last = self.size if self.stride > 0 else self.size - 1
        first = 0 if self.stride > 0 else -1
        if self.shrink:
            return self.start + 1
        if self.open_end:
            return last if self.stride > 0 else first
        return min(max(self.end + self.size if self.end < 0 else self.end, first), last)

    @property
    def taken(self) -> int:
        """Return how many elements are taken."""
        return max(-(-(self.stop - self.start) // self.stride), 0) if self.size else 0


def prepare(k: MicroContext) -> None:
    """Walk StridedSlicePrepare: ellipsis_mask, new_axis_mask and offset are not looked at."""
    counts(k, 4, 1, PREPARE)
    tensor = k.temp_input(0, None, PREPARE)
    bounds = [k.temp_input(position, None, PREPARE) for position in (1, 2, 3)]
    output = k.temp_output(0, None, PREPARE)
    rank_at_most(k, tensor, RANKS, PREPARE, message=logged("input dim should not exceed 4"))
    for operand, name in zip(bounds, ("begin", "end", "strides"), strict=True):
        constant(k, operand, name, PREPARE)
    _output_shape(k, tensor, output)


def invoke(k: MicroContext) -> None:
    """Walk StridedSliceEval."""
    tensor = k.read_input(0, EVAL)
    output = k.read_output(0, EVAL)
    message = logged(f"Type {type_name(tensor)} ({type_number(tensor)}) not supported.")
    features = k.features
    types = present(
        TYPES,
        int16=features.strided_slice_int16,
        int32=features.strided_slice_int32,
        bool=features.strided_slice_bool,
        uint8=features.uint8_kernels,
    )
    taken(k, output, types, EVAL, message=message)
    reinterpreted(k, tensor, output.dtype, EVAL)
    same_scale(k, tensor, output, EVAL)
    for option in ("ellipsis_mask", "new_axis_mask", "offset"):
        if k.integer(option):
            k.wrong(f"{option} is {k.integer(option)}, STRIDED_SLICE ignores it", PREPARE)


def _output_shape(k: MicroContext, tensor: Tensor, output: Tensor) -> None:
    kept: list[int] = []
    for number, axis in enumerate(_axes(k, tensor)):
        if axis.stride == 0:
            why = f"{tensor.name!r} is cut with stride 0 at dimension {number}"
            k.refuse(why, SIZE, tensor=k.input(3), message=logged("stride value has to be non-zero"))
        if axis.shrink:
            continue
        place = len(kept)
        kept.append(axis.taken)
        if place >= len(output.shape) or output.shape[place] != axis.taken:
            found: object = output.shape[place] if place < len(output.shape) else "nothing"
            why = f"{output.name!r} is {dims(output.shape)}, the slice gives {axis.taken} at dimension {place}"
            message = not_equal("output_shape->data[shape_size]", "dim_shape", found, axis.taken)
            k.refuse(why, SIZE, tensor=output, message=message)
    if len(kept) != len(output.shape):
        why = f"{output.name!r} is {dims(output.shape)}, the slice gives {dims(tuple(kept))}"
        message = not_equal("output_shape->size", "shape_size", len(output.shape), len(kept))
        k.refuse(why, SIZE, tensor=output, message=message)


def _axes(k: MicroContext, tensor: Tensor) -> Iterator[Axis]:
    """Yield the axes as Prepare reads them: int32, by the input's rank; what the constants lack reads as 0."""
    rank = len(tensor.shape)
    begin, end, strides = ((as_int32(k, k.input(position), rank) or ()) + (0,) * rank for position in (1, 2, 3))
    begin_mask, end_mask, shrink = (k.integer(f"{mask}_mask") for mask in ("begin", "end", "shrink_axis"))
    for axis, size in enumerate(tensor.shape):
        flags = (*(bool(mask >> axis & 1) for mask in (begin_mask, end_mask, shrink)), k.features.slice_starts_past_end)
        yield Axis(size, begin[axis], end[axis], strides[axis], *flags)


KERNELS = (
    Kernel(
        "STRIDED_SLICE",
        params="TfLiteStridedSliceParams",
        init=keeps("kernels/strided_slice:StridedSliceParams"),
        prepare=prepare,
        invoke=invoke,
    ),
)
