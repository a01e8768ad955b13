"""CONCATENATION (concatenation.cc): constants are joined at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import dtype_number
from tflint.runtime.litert import ensure
from tflint.runtime.litert.graph_info import AllocationType
from tflint.runtime.litert.kernel import Kernel
from tflint.runtime.litert.kernel_util import activation

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

TYPES = frozenset({"float32", "uint8", "int8", "int16", "int32", "int64", "bool", "uint32", "int4", "float16", "bfloat16"})
NEWER = {"1.4.0": frozenset({"float16", "bfloat16"}), "2.1.6": frozenset({"int4"})}
"""Types that came with a release."""


def _axis(k: Node, first: TensorState) -> int:
    axis, rank = k.number("axis"), len(first.dims)
    axis += rank if axis < 0 else 0
    why = f"axis {k.number('axis')} of {first.name!r}, which has rank {rank}"
    ensure.true(k, axis >= 0, why, "axis >= 0")
    least = 1 if k.since("1.0.1") else 0  # the axis of a scalar
    ensure.true(k, axis < max(rank, least), why, "axis < t0->dims->size || (t0->dims->size == 0 && axis == 0)")
    ensure.equal(k, activation(k), 0, "params->activation", "kTfLiteActNone", "CONCATENATION with a fused activation")
    return axis


def _joined(k: Node, tensors: list[TensorState], axis: int) -> tuple[int, ...]:
    first = tensors[0]
    if k.since("2.1.6"):
        ensure.true(k, bool(first.dims), f"{first.name!r} is a scalar that is computed", "t0->dims->size > 0")
    for tensor in tensors[1:]:
        ensure.rank(k, tensor, len(first.dims), "t->dims->size", "t0->dims->size")
        numbers = dtype_number(tensor.dtype), dtype_number(first.dtype)
        ensure.equal(k, *numbers, "t->type", "input_type", f"{tensor.name!r} is {tensor.dtype}, {first.name!r} {first.dtype}")
        why = f"{tensor.name!r} is {list(tensor.dims)} and {first.name!r} {list(first.dims)}, joined along axis {axis}"
        for place, (found, wanted) in enumerate(zip(tensor.dims, first.dims, strict=True)):
            if place != axis:
                ensure.equal(k, found, wanted, "t->dims->data[d]", "t0->dims->data[d]", why)
    total = sum(tensor.dims[axis] for tensor in tensors if tensor.dims)
    return tuple(total if i == axis else dim for i, dim in enumerate(first.dims))


def _quantization(k: Node, tensors: list[TensorState], y: TensorState) -> None:
    for tensor in tensors:
        if y.dtype == "int8":
            ensure.same_quantization(k, tensor, y, "t", "output")
        elif y.dtype == "int16":
            ensure.symmetric(k, t=tensor)
    if y.dtype == "int16":
        ensure.symmetric(k, output=y)


def _taken(k: Node) -> frozenset[str]:
    newer = [types for release, types in NEWER.items() if not k.since(release)]
    return TYPES.difference(*newer)


def prepare(k: Node) -> None:
    """Check axis, types, shapes, and the scales that the integer forms copy through."""
    first = k.need()
    axis = _axis(k, first)
    ensure.takes(k, first, _taken(k), "is_supported_type was not true.")
    tensors = [k.need(i) for i in range(len(k.state.inputs))]
    if all(tensor.is_known for tensor in tensors) and not first.dims and first.dtype != "int4":
        _join_scalars(k, tensors)
        return
    dims = _joined(k, tensors, axis)
    y = k.made()
    ensure.same_type(k, y, first, "output->type", "input_type")
    _quantization(k, tensors, y)
    if all(tensor.is_known for tensor in tensors):
        y.allocation = AllocationType.PERSISTENT_RO
    k.resize(y, dims)


def _join_scalars(k: Node, tensors: list[TensorState]) -> None:
    """Join scalars that are known into a vector at once."""
    for tensor in tensors:
        ensure.rank(k, tensor, 0, "t->dims->size", "t0->dims->size")
    y = k.made()
    y.allocation = AllocationType.PERSISTENT_RO
    k.resize(y, (len(tensors),))


KERNELS = (Kernel("CONCATENATION", prepare),)
