"""PACK and UNPACK (pack.cc, unpack.cc)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node

PACKED = frozenset({"int32", "float32", "uint8", "uint32", "int8", "int16", "int64"})
UNPACKED = frozenset({"int32", "float32", "float16", "bfloat16", "uint8", "int8", "int16", "bool"})


def prepare(node: Node) -> None:
    """PACK: as many inputs as the option says, of one shape, type and quantization, which are the output's."""
    ensure.counts(node, node.number("values_count"))
    first, axis = node.need(), node.number("axis")
    rank = len(first.dims)
    axis += rank + 1 if axis < 0 else 0
    why = f"axis {node.number('axis')} of a result of rank {rank + 1}"
    node.ensure(0 <= axis <= rank, why, "NumDimensions(input0) >= data->axis was not true.")
    ensure.takes(node, first, PACKED)
    inputs = [node.need(i) for i in range(len(node.state.inputs))]
    for tensor in inputs[1:]:
        ensure.same_dims(node, first, tensor)
        ensure.same_type(node, first, tensor)
    y = node.made()
    ensure.same_type(node, y, first)
    for tensor in inputs:
        ensure.same_quantization(node, tensor, y)
    node.resize(y, (*first.dims[:axis], len(inputs), *first.dims[axis:]))


def prepare_unpack(node: Node) -> None:
    """UNPACK: as many outputs as the axis is long."""
    ensure.counts(node, 1, node.number("num"))
    x, axis = node.need(), node.number("axis")
    node.ensure(0 not in x.dims, f"{x.name!r} is {list(x.dims)}, which is empty", "NumElements(input) > 0 was not true.")
    axis += len(x.dims) if axis < 0 else 0
    why = f"axis {node.number('axis')} of {x.name!r}, which has rank {len(x.dims)}"
    node.ensure(0 <= axis < len(x.dims), why, "0 <= axis && axis < NumDimensions(input) was not true.")
    ensure.takes(node, x, UNPACKED)
    number = node.number("num")
    why = f"{number} outputs, axis {axis} of {x.name!r} has {x.dims[axis]}"
    node.ensure(number == x.dims[axis], why, f"data->num != input_shape->data[axis] ({number} != {x.dims[axis]})")
    for i in range(number):
        y = node.made(i)
        ensure.same_type(node, y, x)
        ensure.same_quantization(node, x, y)
        node.resize(y, (*x.dims[:axis], *x.dims[axis + 1 :]))


KERNELS = (Kernel("PACK", prepare), Kernel("UNPACK", prepare_unpack))
