"""CONCATENATION (concatenation.cc): constants are joined at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.graph_info import AllocationType
from tflint.runtime.litert.kernel import Kernel
from tflint.runtime.litert.kernel_util import activation
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

TYPES = frozenset({"float32", "uint8", "int8", "int16", "int32", "int64", "bool", "uint32", "int4", "float16", "bfloat16"})
NEWER = {"1.4.0": frozenset({"float16", "bfloat16"}), "2.3.0": frozenset({"int4"})}
"""Types that came with a release."""


def _axis(node: Node, first: TensorState) -> int:
    axis = node.number("axis")
    axis += len(first.dims) if axis < 0 else 0
    why = f"axis {node.number('axis')} of {first.name!r}, which has rank {len(first.dims)}"
    node.ensure(axis >= 0, why, "axis >= 0 was not true.")
    least = 1 if node.since("1.0.1") else 0  # the axis of a scalar
    node.ensure(
        axis < max(len(first.dims), least), why, "axis < t0->dims->size || (t0->dims->size == 0 && axis == 0) was not true."
    )
    message = f"params->activation != kTfLiteActNone ({activation(node)} != 0)"
    node.ensure(activation(node) == 0, "CONCATENATION with a fused activation", message)
    return axis


def _joined(node: Node, tensors: list[TensorState], axis: int) -> tuple[int, ...]:
    first = tensors[0]
    if node.since("2.3.0"):
        node.ensure(bool(first.dims), f"{first.name!r} is a scalar that is computed", "t0->dims->size > 0 was not true.")
    for tensor in tensors[1:]:
        ensure.rank(node, tensor, len(first.dims))
        ensure.same_type(node, tensor, first)
        others = [dim for i, dim in enumerate(tensor.dims) if i != axis]
        why = f"{tensor.name!r} is {list(tensor.dims)} and {first.name!r} {list(first.dims)}, joined along axis {axis}"
        message = "t->dims->data[d] != t0->dims->data[d]"
        node.ensure(others == [dim for i, dim in enumerate(first.dims) if i != axis], why, message)
    total = sum(tensor.dims[axis] for tensor in tensors if tensor.dims)
    return tuple(total if i == axis else dim for i, dim in enumerate(first.dims))


def _quantization(node: Node, tensors: list[TensorState], y: TensorState) -> None:
    for tensor in tensors:
        if y.dtype == "int8":
            ensure.same_quantization(node, tensor, y)
        elif y.dtype == "int16":
            ensure.symmetric(node, tensor, y)


def _taken(node: Node) -> frozenset[str]:
    newer = [types for release, types in NEWER.items() if not node.since(release)]
    return TYPES.difference(*newer)


def prepare(node: Node) -> None:
    """Check axis, types, shapes, and the scales that the integer forms copy through."""
    first = node.need()
    axis = _axis(node, first)
    ensure.takes(node, first, _taken(node))
    tensors = [node.need(i) for i in range(len(node.state.inputs))]
    known, y = all(tensor.is_known for tensor in tensors), node.made()
    if known and not first.dims and first.dtype != "int4":
        for tensor in tensors:
            ensure.rank(node, tensor, 0)
        y.allocation = AllocationType.PERSISTENT_RO
        node.resize(y, (len(tensors),))
        return
    dims = _joined(node, tensors, axis)
    node.ensure(
        y.dtype == first.dtype,
        f"{y.name!r} is {y.dtype}, {first.name!r} {first.dtype}",
        "output->type != input_type",
        cause=Cause.TYPE,
    )
    _quantization(node, tensors, y)
    if known:
        y.allocation = AllocationType.PERSISTENT_RO
    node.resize(y, dims)


KERNELS = (Kernel("CONCATENATION", prepare),)
