"""BATCH_MATMUL: micro/kernels/batch_matmul.cc, batch_matmul_common.cc, cmsis_nn/batch_matmul.cc."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts, dims, same_type, taken
from tflint.runtime.printed import logged, not_equal, not_true
from tflint.runtime.tflm import cmsis_nn
from tflint.runtime.tflm.build import Library
from tflint.runtime.tflm.kernel import Kernel, keeps
from tflint.runtime.tflm.kernel_util import scales
from tflint.runtime.tflm.memory_helpers import byte_length
from tflint.runtime.tflm.quantization_checks import bias_scale, scale_is_read, zero_point_is
from tflint.runtime.verdict import Cause, Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE = Citation("micro/kernels/batch_matmul.cc", "BatchMatMulPrepare")
CMSIS_NN = Citation("micro/kernels/cmsis_nn/batch_matmul.cc", "Prepare")
RESHAPE = Citation("micro/kernels/batch_matmul_common.cc", "ReshapeOutputTensor")
TYPES, QUANTIZED = ("float32", "int8", "int16"), ("int8", "int16")
OP_DATA_BYTES = 28  # QuantizationOpDataBatchMatmul: seven int32, in every ABI


def prepare(k: MicroContext) -> None:
    """Walk BatchMatMulPrepare: a right side that is not adjoint is kept transposed, constant or not.

    Edge Impulse's takes int8 weights with float32, and no int16.
    """
    counts(k, 2, 1, PREPARE)
    a = k.temp_input(0, "lhs_data", PREPARE)
    b = k.temp_input(1, "rhs_data", PREPARE)
    y = k.temp_output(0, "output", PREPARE)
    if k.features.hybrid_batch_matmul and (a.dtype, b.dtype) == ("float32", "int8"):
        k.uncertain(f"{k.name} of {k.build.snapshot} quantizes its float32 operand itself: what it keeps for that is not counted")
        return
    _types(k, a, b, y)
    _ranks(k, a, b, 5, PREPARE)
    if a.dtype in QUANTIZED:
        k.persistent(OP_DATA_BYTES, "QuantizationOpDataBatchMatmul")
        _quantization(k, a, b, y, PREPARE)
    _dims_fit(k, a, b, PREPARE)
    _keep_transposed(k, a, b)
    k.relocate_output_dims(y, product(k, a, b))
    _output(k, a, b, y)


def prepare_cmsis_nn(k: MicroContext) -> None:
    """Walk Prepare of CMSIS-NN: the same in another order, and kernel sums on MVE."""
    a = k.temp_input(0, "lhs_data", CMSIS_NN)
    b = k.temp_input(1, "rhs_data", CMSIS_NN)
    y = k.temp_output(0, "output", CMSIS_NN)
    same_type(k, a, b, ("lhs_input", "rhs_input"), CMSIS_NN)
    same_type(k, a, y, ("lhs_input", "output"), CMSIS_NN, numbers=True)
    taken(k, a, TYPES, CMSIS_NN, message=logged("Input data type not supported"))
    _ranks(k, a, b, 4, CMSIS_NN)
    if a.dtype in QUANTIZED:
        _quantization(k, a, b, y, CMSIS_NN)
    _dims_fit(k, a, b, CMSIS_NN)
    _keep_transposed(k, a, b)
    computed = product(k, a, b)
    k.relocate_output_dims(y, computed)
    if a.dtype != "float32":
        k.persistent(OP_DATA_BYTES, "QuantizationOpDataBatchMatmul")
    size = cmsis_nn.fully_connected_s8(k.build.cmsis, computed[-1])
    if a.dtype == "int8" and size > 0:
        k.scratch(size, "arm_fully_connected_s8 buffer")
    _output(k, a, b, y)


def _keep_transposed(k: MicroContext, a: Tensor, b: Tensor) -> None:
    """Walk AllocInitTransposeTensorFromTfLiteTensor for the sides that need it."""
    for tensor, needed, side in ((a, k.integer("adj_x"), "left"), (b, not k.integer("adj_y"), "right")):
        if needed:
            k.persistent(k.sizeof("TfLiteEvalTensor"), f"transposed {side} side")
            k.persistent(4 + 4 * len(tensor.shape), f"dims of the transposed {side} side")
            k.persistent(byte_length(tensor.dtype, tensor.shape) or 0, f"data of the transposed {side} side")


def product(k: MicroContext, a: Tensor, b: Tensor) -> tuple[int, ...]:
    """Return the dims that ReshapeOutputTensor gives the output."""
    rank = max(len(a.shape), len(b.shape), 2)
    left, right = ((1,) * (rank - len(t.shape)) + t.shape for t in (a, b))
    batches = tuple(r if one == 1 else one for one, r in zip(left[:-2], right[:-2], strict=True))
    return (*batches, left[-1] if k.integer("adj_x") else left[-2], right[-2] if k.integer("adj_y") else right[-1])


def _types(k: MicroContext, a: Tensor, b: Tensor, y: Tensor) -> None:
    types = TYPES[:2] if k.features.hybrid_batch_matmul else TYPES
    for tensor, name in ((a, "lhs_data"), (b, "rhs_data")):
        either = " || ".join(f"{name}->type == kTfLite{dtype.capitalize()}" for dtype in types)
        taken(k, tensor, types, PREPARE, message=not_true(either))
    for one, other, name in ((a, b, "rhs_data"), (a, y, "output")):
        if one.dtype != other.dtype:
            why = f"{one.name!r} is {one.dtype} and {other.name!r} {other.dtype}, {k.name} expects one type"
            cause = k.weights_cause(a, b) if other is b else k.type_cause(other)
            k.refuse(why, PREPARE, cause=cause, tensor=other, message=not_true(f"lhs_data->type == {name}->type"))


def _ranks(k: MicroContext, a: Tensor, b: Tensor, most: int, at: Citation) -> None:
    for tensor, side in ((a, "lhs"), (b, "rhs")):
        rank = len(tensor.shape)
        if not 2 <= rank <= most:
            message = not_true(f"{side}_rank >= 2" if rank < 2 else f"{side}_rank <= {most}")
            k.refuse(f"{tensor.name!r} has rank {rank}, {k.name} expects 2 to {most}", at, tensor=tensor, message=message)


def _quantization(k: MicroContext, a: Tensor, b: Tensor, y: Tensor, at: Citation) -> None:
    bias_scale(k, a, b, None, y)
    if a.dtype == "int16":
        for tensor, name in ((a, "lhs_data"), (b, "rhs_data"), (y, "output")):
            zero_point_is(k, tensor, 0, name, at)
    scale_is_read(k, at, a, b, y)
    if len(scales(b)) > 1:
        why = f"{b.name!r} has {len(scales(b))} scales, {k.name} applies the first to all"
        k.wrong(why, at, cause=Cause.QUANTIZATION, tensor=b)


def _dims_fit(k: MicroContext, a: Tensor, b: Tensor, at: Citation) -> None:
    rank = max(len(a.shape), len(b.shape))
    left, right = ((1,) * (rank - len(t.shape)) + t.shape for t in (a, b))
    what = f"{a.name!r} is {dims(a.shape)} and {b.name!r} {dims(b.shape)}"
    for one, other in zip(left[:-2], right[:-2], strict=True):
        if one != other and 1 not in {one, other}:
            message = not_equal("rhs_dim", 1, other, 1)
            k.refuse(f"{what}, whose batches do not broadcast", at, tensor=b, message=message)
    one = left[-2] if k.integer("adj_x") else left[-1]
    other = right[-1] if k.integer("adj_y") else right[-2]
    if one != other:
        message = not_equal("accum_dim_lhs", "accum_dim_rhs", one, other)
        k.refuse(f"{what}, whose inner dims are {one} and {other}", at, tensor=b, message=message)


def _output(k: MicroContext, a: Tensor, b: Tensor, y: Tensor) -> None:
    computed = product(k, a, b)
    why = f"{y.name!r} is {dims(y.shape)}, {k.name} gives {dims(computed)}"
    if len(computed) > len(y.shape):
        k.refuse(why, RESHAPE, tensor=y, message=not_true("output_rank <= NumDimensions(output)"))
    found = prod(computed)
    if y.elements != found:
        k.refuse(why, RESHAPE, tensor=y, message=not_equal("orig_size", "NumElements(output)", y.elements, found))


_PARAMS = "TfLiteBatchMatMulParams"

KERNELS = (
    Kernel("BATCH_MATMUL", params=_PARAMS, init=keeps("kernels/batch_matmul:OpDataBatchMatmul"), prepare=prepare),
    Kernel(
        "BATCH_MATMUL",
        library=Library.CMSIS_NN,
        params=_PARAMS,
        init=keeps("kernels/cmsis_nn/batch_matmul:OpData"),
        prepare=prepare_cmsis_nn,
    ),
)
