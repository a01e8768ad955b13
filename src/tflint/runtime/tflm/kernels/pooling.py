"""AVERAGE_POOL_2D and MAX_POOL_2D: micro/kernels/pooling.cc, pooling_common.cc, cmsis_nn/pooling.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm import cmsis_nn, padding
from tflint.runtime.tflm.build import Library
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import (
    activation_range,
    crashes,
    dims,
    ignored_activation,
    integer,
    missing,
    refused,
    scale,
    taken,
    wrong,
    zero_point,
)
from tflint.runtime.tflm.quantization_util import float32
from tflint.runtime.tflm.steps import borrows, dimension, first_failure, keeps, not_supported, reinterpreted
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Verdict

PREPARE, EVAL = "micro/kernels/pooling_common.cc:PoolingPrepare", "micro/kernels/pooling.cc:Eval"
QUANTIZED = ("int8", "int16")
CLOSE = 1.0e-6  # how far apart input and output scale may be, absolutely


def prepare_average_cmsis_nn(node: Node, context: MicroContext) -> None:
    """AveragePrepare in cmsis_nn/pooling.cc: the shared Prepare, then the operands again for the scratch buffer."""
    x, y = node.input(0), node.output()
    context.temp(x, y, *((x, y) if node.build.features.cmsis_nn_shared_pooling else ()))
    types = QUANTIZED if node.build.features.cmsis_nn_average_pool_int16 else ("int8",)
    if x is not None and x.dtype in types:
        size = cmsis_nn.avgpool(node.build.cmsis, dimension(x, 3))
        if size > 0:
            context.scratch(size, "arm_avgpool buffer")


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Take float32, int8 or int16; quantized ones without rescaling."""
    x, y = node.input(0), node.output()
    if x is None or y is None:
        yield missing(node, PREPARE, ("input",))
        return
    if x.dtype in QUANTIZED:
        yield from _same_quantization(node, x, y)
    legacy = ("uint8",) if node.build.features.uint8_kernels else ()
    yield from taken(node, x, ("float32", *QUANTIZED, *legacy), PREPARE, message=not_supported(x))
    yield from reinterpreted(node, y, x.dtype, EVAL)
    yield from ignored_activation(node, PREPARE)
    if x.dtype == y.dtype and x.dtype in QUANTIZED:
        yield from _dropped_range(node, y)
    yield from _shapes(node, x, y)


def _same_quantization(node: Node, x: Tensor, y: Tensor) -> Iterator[Verdict]:
    off = abs(float32(scale(x) - scale(y)))
    cause = Cause.CONSTRAINT if x.is_quantized and y.is_quantized else Cause.QUANTIZATION
    if not off <= CLOSE:
        why = f"{x.name!r} has scale {scale(x):g} and {y.name!r} {scale(y):g}, {node.name} takes one scale"
        yield refused(node, why, cause=cause, tensor=y, message="scale_diff <= 1.0e-6 was not true.", source=PREPARE)
    if zero_point(x) != zero_point(y):
        why = f"{x.name!r} has zero point {zero_point(x)} and {y.name!r} {zero_point(y)}, {node.name} takes one zero point"
        message = "input->params.zero_point == output->params.zero_point was not true."
        yield refused(node, why, cause=cause, tensor=y, message=message, source=PREPARE)


def _dropped_range(node: Node, y: Tensor) -> Iterator[Verdict]:
    """Tell what CalculateActivationRangeQuantized refuses: its status is dropped, its bounds stay unset."""
    for verdict in activation_range(node, y):
        yield wrong(node, verdict.why, cause=verdict.cause, tensor=y, source=PREPARE)


def _shapes(node: Node, x: Tensor, y: Tensor) -> Iterator[Verdict]:
    if len(x.shape) != 4 or len(y.shape) != 4:
        why = f"{x.name!r} is {dims(x.shape)} and {y.name!r} {dims(y.shape)}, {node.name} wants 4 dimensions"
        # what is read behind the output's dims bounds the loops
        yield (crashes if 0 < len(y.shape) < 4 <= len(x.shape) else wrong)(node, why, tensor=x, source=EVAL)
        return
    strides = integer(node, "stride_h"), integer(node, "stride_w")
    window = integer(node, "filter_height"), integer(node, "filter_width")
    if min(*strides, *window) <= 0:
        why = f"stride is {dims(strides)} and filter {dims(window)}, 1 or more wanted"
        yield wrong(node, why, source=PREPARE)
        return
    size = padding.windowed_output_size(padding.of(node), x.shape[1:3], window, strides)
    expected = (x.shape[0], *size, x.shape[3])
    if y.shape != expected:
        why = f"{y.name!r} is {dims(y.shape)}, {node.name} of {dims(x.shape)} gives {dims(expected)}"
        yield wrong(node, why, tensor=y, source=EVAL)


KERNELS = (
    Kernel(
        "AVERAGE_POOL_2D",
        params="TfLitePoolParams",
        init=keeps("kernels/pooling:OpDataPooling"),
        prepare=borrows(inputs=1, outputs=1),
        check=check,
        init_variants={Library.CMSIS_NN: keeps("kernels/cmsis_nn/pooling:OpData")},
        prepare_variants={Library.CMSIS_NN: prepare_average_cmsis_nn},
    ),
    Kernel(
        "MAX_POOL_2D",
        params="TfLitePoolParams",
        init=keeps("kernels/pooling:OpDataPooling"),
        prepare=borrows(inputs=1, outputs=1),
        check=check,
        init_variants={Library.CMSIS_NN: keeps("kernels/cmsis_nn/pooling:OpData")},
    ),
)
