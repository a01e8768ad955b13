"""PACK and UNPACK (pack.cc, unpack.cc)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

PACKED = frozenset({"int32", "float32", "uint8", "uint32", "int8", "int16", "int64"})
UNPACKED = frozenset({"int32", "float32", "float16", "bfloat16", "uint8", "int8", "int16", "bool"})


def prepare(k: Node) -> None:
    """PACK: as many inputs as the option says, of one shape, type and quantization, which are the output's."""
    ensure.count_inputs(k, k.number("values_count"), "data->values_count")
    ensure.counts(k, len(k.state.inputs))
    first, axis = k.need(), k.number("axis")
    rank = len(first.dims)
    axis += rank + 1 if axis < 0 else 0
    why = f"axis {k.number('axis')} of a result of rank {rank + 1}"
    ensure.true(k, axis <= rank, why, "NumDimensions(input0) >= data->axis")
    ensure.true(k, axis >= 0, why, "data->axis >= 0")
    ensure.takes(k, first, PACKED, "Type '{type}' is not supported by pack.")
    inputs = [k.need(i) for i in range(len(k.state.inputs))]
    for tensor in inputs[1:]:
        ensure.same_dims(k, first, tensor, "HaveSameShapes(input0, input)")
        ensure.same_type(k, first, tensor, "input0->type", "input->type")
    y = k.made()
    ensure.same_type(k, y, first, "output->type", "input0->type")
    for tensor in inputs:
        _same_quantization(k, tensor, y)
    k.resize(y, (*first.dims[:axis], len(inputs), *first.dims[axis:]))


def _same_quantization(k: Node, x: TensorState, y: TensorState) -> None:
    """Refuse another zero point, then another scale: the other way round than elsewhere."""
    if x.zero_point != y.zero_point:
        why = f"{x.name!r} has zero point {x.zero_point} and {y.name!r} {y.zero_point}, {k.operator.name} only copies"
        names = "input->params.zero_point", "output->params.zero_point"
        ensure.equal(k, x.zero_point, y.zero_point, *names, why, cause=Cause.QUANTIZATION)
    ensure.same_quantization(k, x, y, "input", "output")


def prepare_unpack(k: Node) -> None:
    """UNPACK: as many outputs as the axis is long."""
    ensure.counts(k, 1, k.number("num"), outputs_are="data->num")
    x, axis = k.need(), k.number("axis")
    ensure.true(k, 0 not in x.dims, f"{x.name!r} is {list(x.dims)}, which is empty", "NumElements(input) > 0")
    axis += len(x.dims) if axis < 0 else 0
    why = f"axis {k.number('axis')} of {x.name!r}, which has rank {len(x.dims)}"
    ensure.true(k, 0 <= axis < len(x.dims), why, "0 <= axis && axis < NumDimensions(input)")
    ensure.takes(k, x, UNPACKED, "Type '{type}' is not supported by unpack.")
    number = k.number("num")
    why = f"{number} outputs, axis {axis} of {x.name!r} has {x.dims[axis]}"
    ensure.equal(k, number, x.dims[axis], "data->num", "input_shape->data[axis]", why)
    for i in range(number):
        y = k.made(i)
        ensure.same_type(k, y, x, "output->type", "input->type")
        _same_quantization(k, x, y)
        k.resize(y, (*x.dims[:axis], *x.dims[axis + 1 :]))


KERNELS = (Kernel("PACK", prepare), Kernel("UNPACK", prepare_unpack))
