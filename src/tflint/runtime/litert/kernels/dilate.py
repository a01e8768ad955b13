"""DILATE (dilate.cc): values between the input's, as many along each axis as a constant says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.dtype_size import SIZES
from tflint.runtime.litert.graph_info import AllocationType
from tflint.runtime.litert.kernel import Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

INPUTS = 3
BYTES = {*SIZES, "int4", "int2"}
NO_SIZE = (
    "Type {number} is unsupported. Only float16, float32, float64, int2, int4, int8, int16, int32, int64, uint8, uint64, bool, "
    "complex64 and complex128 supported currently."
)


def prepare(k: Node) -> None:
    """Check types; the shape follows from a constant."""
    ensure.count_inputs(k, INPUTS, "DilationContext::kNumInputTensors")
    ensure.counts(k, INPUTS, outputs_are="DilationContext::kNumOutputTensors")
    x, dilations, value, y = k.follow(0), k.follow(1), k.follow(2), k.follow_output()
    ensure.true(k, bool(x.dims), f"{x.name!r} is a scalar", "ctx.input_tensor->dims->size > 0")
    _same(k, x, y, "ctx.output_tensor")
    _same(k, x, value, "ctx.padding_value_tensor")
    if dilations.allocation is not AllocationType.CONSTANT:
        k.make_dynamic(y)
        return
    factors = k.int32(1) or ()
    if len(factors) >= len(x.dims):
        k.resize(y, tuple((dim - 1) * factor + 1 for dim, factor in zip(x.dims, factors, strict=False)))


def _same(k: Node, x: TensorState, other: TensorState, name: str) -> None:
    ensure.same_number(k, x, other, "ctx.input_tensor->type", f"{name}->type")


def evaluate(k: Node) -> None:
    """Refuse dilations of another type or number than one int32 for each axis."""
    x, dilations = k.need(0), k.need(1)
    ensure.is_number(k, dilations, "int32", "ctx.dilations_tensor->type")
    ensure.rank(k, dilations, 1, "ctx.dilations_tensor->dims->size")
    names = "ctx.dilations_tensor->dims->data[0]", "ctx.input_tensor->dims->size"
    why = f"{dilations.dims[0]} dilations for rank {len(x.dims)}"
    ensure.that(k, dilations.dims[0] >= len(x.dims), why)  # Prepare sizes the output by what lies after them
    ensure.equal(k, dilations.dims[0], len(x.dims), *names, why)
    first = (k.integers(1) or (1,))[0]  # the loop ends at the vector's rank, not at its length
    ensure.true(k, first >= 1, f"a dilation of {first}", "ctx.dilations_tensor->data.i32[i] >= 1")
    ensure.takes(k, x, BYTES, NO_SIZE)
    _check_later(k, x, k.integers(1) or ())


def _check_later(k: Node, x: TensorState, factors: tuple[int, ...]) -> None:
    """DilationRunner: a later dilation below 1 makes the padding between two elements negative, and it is copied anyway."""
    if 0 in x.dims:
        return
    first = next((axis for axis, factor in enumerate(factors) if factor != 1), None)
    for axis, (dim, factor) in enumerate(zip(x.dims, factors, strict=False)):
        if factor < 1 and (axis == first or dim > 1):
            ensure.crash(k, f"a dilation of {factor} along axis {axis}: padding of negative size is copied")


KERNELS = (Kernel("DILATE", prepare, evaluate),)
