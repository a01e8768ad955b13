"""BATCH_MATMUL: micro/kernels/batch_matmul.cc, batch_matmul_common.cc, cmsis_nn/batch_matmul.cc."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.tflm import cmsis_nn
from tflint.runtime.tflm.build import Library
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import (
    bias_scale,
    counts,
    dims,
    integer,
    missing,
    refused,
    same_type,
    scale_is_read,
    scales,
    taken,
    type_cause,
    weights_cause,
    wrong,
    zero_point_is,
)
from tflint.runtime.tflm.memory_helpers import byte_length
from tflint.runtime.tflm.steps import first_failure, keeps
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Verdict

FILE = "micro/kernels/batch_matmul.cc"
PREPARE, CMSIS_NN = f"{FILE}:BatchMatMulPrepare", "micro/kernels/cmsis_nn/batch_matmul.cc:Prepare"
RESHAPE = "micro/kernels/batch_matmul_common.cc:ReshapeOutputTensor"
TYPES, QUANTIZED = ("float32", "int8", "int16"), ("int8", "int16")
QUANTIZATION = 28  # QuantizationOpDataBatchMatmul: seven int32, in every ABI


def prepare(node: Node, context: MicroContext) -> None:
    """BatchMatMulPrepare: a right side that is not adjoint is kept transposed, constant or not."""
    a, b, y = node.input(0), node.input(1), node.output()
    context.temp(a, b, y)
    if a is None or b is None or y is None:
        return
    if a.dtype in QUANTIZED:
        context.persistent(QUANTIZATION, "QuantizationOpDataBatchMatmul")
    _keep_transposed(node, context, a, b)
    context.relocate_output_dims(y, product(node, a, b))


def prepare_cmsis_nn(node: Node, context: MicroContext) -> None:
    """Prepare in cmsis_nn/batch_matmul.cc: the same in another order, and kernel sums on MVE."""
    a, b, y = node.input(0), node.input(1), node.output()
    context.temp(a, b, y)
    if a is None or b is None or y is None:
        return
    _keep_transposed(node, context, a, b)
    computed = product(node, a, b)
    context.relocate_output_dims(y, computed)
    if a.dtype != "float32":
        context.persistent(QUANTIZATION, "QuantizationOpDataBatchMatmul")
    size = cmsis_nn.fully_connected_s8(node.build.cmsis, computed[-1])
    if a.dtype == "int8" and size > 0:
        context.scratch(size, "arm_fully_connected_s8 buffer")


def _keep_transposed(node: Node, context: MicroContext, a: Tensor, b: Tensor) -> None:
    """AllocInitTransposeTensorFromTfLiteTensor for the sides that need it."""
    for tensor, needed, side in ((a, integer(node, "adj_x"), "left"), (b, not integer(node, "adj_y"), "right")):
        if needed:
            context.persistent(context.sizeof("TfLiteEvalTensor"), f"transposed {side} side")
            context.persistent(4 + 4 * len(tensor.shape), f"dims of the transposed {side} side")
            context.persistent(byte_length(tensor.dtype, tensor.shape) or 0, f"data of the transposed {side} side")


def product(node: Node, a: Tensor, b: Tensor) -> tuple[int, ...]:
    """Return the dims that ReshapeOutputTensor gives the output."""
    rank = max(len(a.shape), len(b.shape), 2)
    left, right = ((1,) * (rank - len(t.shape)) + t.shape for t in (a, b))
    batches = tuple(r if one == 1 else one for one, r in zip(left[:-2], right[:-2], strict=True))
    return (*batches, left[-1] if integer(node, "adj_x") else left[-2], right[-2] if integer(node, "adj_y") else right[-1])


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Take three tensors of one type, 2 to 5 dimensions (CMSIS-NN: 4), whose dims fit."""
    cmsis = node.build.library is Library.CMSIS_NN
    source = CMSIS_NN if cmsis else PREPARE
    if not cmsis:
        yield from counts(node, 2, 1, PREPARE)
    a, b, y = node.input(0), node.input(1), node.output()
    if a is None or b is None or y is None:
        yield missing(node, source, ("lhs_data", "rhs_data"))
        return
    yield from _types_cmsis_nn(node, a, b, y) if cmsis else _types(node, a, b, y)
    for tensor, side in ((a, "lhs"), (b, "rhs")):
        yield from _rank(node, tensor, side, 4 if cmsis else 5, source)
    if a.dtype in QUANTIZED:
        yield from _quantization(node, a, b, y, source)
    yield from _dims_fit(node, a, b, source)
    yield from _output(node, a, b, y)


def _types(node: Node, a: Tensor, b: Tensor, y: Tensor) -> Iterator[Verdict]:
    for tensor, name in ((a, "lhs_data"), (b, "rhs_data")):
        message = f"{name}->type == kTfLiteFloat32 || {name}->type == kTfLiteInt8 || {name}->type == kTfLiteInt16 was not true."
        yield from taken(node, tensor, TYPES, PREPARE, message=message)
    for one, other, name in ((a, b, "rhs_data"), (a, y, "output")):
        if one.dtype != other.dtype:
            why = f"{one.name!r} is {one.dtype} and {other.name!r} {other.dtype}, {node.name} takes one type"
            cause = weights_cause(node, a, b) if other is b else type_cause(node, other)
            message = f"lhs_data->type == {name}->type was not true."
            yield refused(node, why, cause=cause, tensor=other, message=message, source=PREPARE)


def _types_cmsis_nn(node: Node, a: Tensor, b: Tensor, y: Tensor) -> Iterator[Verdict]:
    yield from same_type(node, a, b, ("lhs_input", "rhs_input"), CMSIS_NN)
    yield from same_type(node, a, y, ("lhs_input", "output"), CMSIS_NN, numbers=True)
    yield from taken(node, a, TYPES, CMSIS_NN, message="Input data type not supported")


def _rank(node: Node, tensor: Tensor, side: str, most: int, source: str) -> Iterator[Verdict]:
    rank = len(tensor.shape)
    if not 2 <= rank <= most:
        bound = f">= {2}" if rank < 2 else f"<= {most}"
        why = f"{tensor.name!r} has rank {rank}, {node.name} takes 2 to {most}"
        yield refused(node, why, tensor=tensor, message=f"{side}_rank {bound} was not true.", source=source)


def _quantization(node: Node, a: Tensor, b: Tensor, y: Tensor, source: str) -> Iterator[Verdict]:
    yield from bias_scale(node, a, b, None, y)
    if a.dtype == "int16":
        for tensor, name in ((a, "lhs_data"), (b, "rhs_data"), (y, "output")):
            yield from zero_point_is(node, tensor, 0, name, source)
    yield from scale_is_read(node, source, a, b, y)
    if len(scales(b)) > 1:
        why = f"{b.name!r} has {len(scales(b))} scales, {node.name} applies the first to all"
        yield wrong(node, why, cause=Cause.QUANTIZATION, tensor=b, source=source)


def _dims_fit(node: Node, a: Tensor, b: Tensor, source: str) -> Iterator[Verdict]:
    rank = max(len(a.shape), len(b.shape))
    left, right = ((1,) * (rank - len(t.shape)) + t.shape for t in (a, b))
    what = f"{a.name!r} is {dims(a.shape)} and {b.name!r} {dims(b.shape)}"
    for one, other in zip(left[:-2], right[:-2], strict=True):
        if one != other and 1 not in {one, other}:
            message = f"rhs_dim != 1 ({other} != 1)"
            yield refused(node, f"{what}, whose batches do not broadcast", tensor=b, message=message, source=source)
    one = left[-2] if integer(node, "adj_x") else left[-1]
    other = right[-1] if integer(node, "adj_y") else right[-2]
    if one != other:
        message = f"accum_dim_lhs != accum_dim_rhs ({one} != {other})"
        yield refused(node, f"{what}, whose inner dims are {one} and {other}", tensor=b, message=message, source=source)


def _output(node: Node, a: Tensor, b: Tensor, y: Tensor) -> Iterator[Verdict]:
    computed = product(node, a, b)
    why = f"{y.name!r} is {dims(y.shape)}, {node.name} gives {dims(computed)}"
    if len(computed) > len(y.shape):
        message = "output_rank <= NumDimensions(output) was not true."
        yield refused(node, why, tensor=y, message=message, source=RESHAPE)
    found = prod(computed)
    if y.elements != found:
        message = f"orig_size != NumElements(output) ({y.elements} != {found})"
        yield refused(node, why, tensor=y, message=message, source=RESHAPE)


KERNELS = (
    Kernel(
        "BATCH_MATMUL",
        params="TfLiteBatchMatMulParams",
        init=keeps("kernels/batch_matmul:OpDataBatchMatmul"),
        prepare=prepare,
        check=check,
        init_variants={Library.CMSIS_NN: keeps("kernels/cmsis_nn/batch_matmul:OpData")},
        prepare_variants={Library.CMSIS_NN: prepare_cmsis_nn},
    ),
)
