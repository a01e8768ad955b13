"""GATHER_ND: micro/kernels/gather_nd.cc."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts, taken, type_name
from tflint.runtime.printed import logged
from tflint.runtime.tflm.eval_checks import reinterpreted
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import as_int32, dimension
from tflint.runtime.tflm.output_dims import overrun
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

FILE = "micro/kernels/gather_nd.cc"
PREPARE, GATHER, EVAL = Citation(FILE, "GatherNdPrepare"), Citation(FILE, "GatherNd"), Citation(FILE, "GatherNdEval")
MOST_INDICES = 5  # MAX_INDICES_ND


def prepare(k: MicroContext) -> None:
    """Walk GatherNdPrepare: int32 indices into float32 or int8; the output's dims are computed, whatever the file declares."""
    counts(k, 2, 1, PREPARE)
    params = k.temp_input(0, "params", PREPARE)
    indices = k.temp_input(1, "indices", PREPARE)
    y = k.temp_output(0, "output", PREPARE)
    message = logged(f"Params of type '{type_name(params)}' are not supported by gather_nd.")
    taken(k, params, ("float32", "int8"), PREPARE, message=message)
    message = logged(f"Indices of type '{type_name(indices)}' are not supported by gather_nd.")
    taken(k, indices, ("int32",), PREPARE, message=message)
    _ranks(k, params, indices)
    computed = _dims(params, indices)
    if not k.features.gather_nd_output_dims:
        k.memory.overwrite_output_dims(y, computed)
    else:
        k.relocate_output_dims(y, computed)
        # two dims more than there is room for lie on the node's pointer to its outputs, which CheckDynamicTensors() follows
        if k.features.dynamic_outputs_refused and len(computed) > len(y.shape) + 1:
            overrun(k, y, computed, PREPARE)
    reinterpreted(k, y, params.dtype, PREPARE)


def _dims(params: Tensor, indices: Tensor) -> tuple[int, ...]:
    return (*indices.shape[:-1], *params.shape[max(dimension(indices, -1), 0) :])


def _ranks(k: MicroContext, params: Tensor, indices: Tensor) -> None:
    depth = dimension(indices, -1)
    for tensor, text in ((params, "Params must be at least a vector."), (indices, "Indices must be at least a vector.")):
        if not tensor.shape:
            k.refuse(f"{tensor.name!r} is a scalar", PREPARE, tensor=tensor, message=logged(text))
    if depth > len(params.shape):
        why = f"{indices.name!r} has {depth} coordinates, {params.name!r} rank {len(params.shape)}"
        message = logged("Index innermost dimension length must be <= params rank.")
        k.refuse(why, PREPARE, tensor=indices, message=message)
    if depth > MOST_INDICES:
        why = f"{indices.name!r} has {depth} coordinates, expected at most {MOST_INDICES}"
        message = logged(f"Index innermost dimension length must not exceed {MOST_INDICES}.")
        k.refuse(why, PREPARE, tensor=indices, message=message)


def invoke(k: MicroContext) -> None:
    """Walk GatherNd: constant coordinates whose place in the flat array is outside of it; a single one may be."""
    params, indices = k.read_input(0, EVAL), k.read_input(1, EVAL)
    overrun(k, k.read_output(0, EVAL), _dims(params, indices), EVAL)
    values, depth = as_int32(k, indices, indices.elements), dimension(indices, -1)
    if not values or depth <= 0:
        return
    slice_size, total = prod(params.shape[depth:]), params.elements
    strides = [prod(params.shape[axis + 1 :]) for axis in range(depth)]
    for start in range(0, len(values) - depth + 1, depth):
        place = sum(value * stride for value, stride in zip(values[start : start + depth], strides, strict=True))
        if place < 0 or place + slice_size > total:
            why = f"{indices.name!r} asks for {list(values[start : start + depth])}, outside {params.name!r}"
            if not k.features.gather_nd_bounds:
                k.undefined(why, GATHER, tensor=indices)
            k.refuse(why, GATHER, tensor=indices, message=logged("gather_nd index out of bounds"))


KERNELS = (Kernel("GATHER_ND", prepare=prepare, invoke=invoke),)
