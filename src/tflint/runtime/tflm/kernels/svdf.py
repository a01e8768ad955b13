"""SVDF: micro/kernels/svdf.cc, svdf_common.cc, cmsis_nn/svdf.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tflint.runtime.tflm import cmsis_nn
from tflint.runtime.tflm.build import Library
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import (
    SIZES,
    counts,
    crashes,
    dtype_number,
    integer,
    missing,
    refused,
    scale,
    taken,
    type_name,
    type_number,
    wrong,
)
from tflint.runtime.tflm.quantization_util import float32
from tflint.runtime.tflm.steps import dimension, first_failure, keeps, rank_is
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Verdict

PREPARE = "micro/kernels/svdf_common.cc:PrepareSvdf"
CMSIS = "micro/kernels/cmsis_nn/svdf.cc:CmsisNnPrepareSvdf"
INT32 = 4
BIAS_TOLERANCE = 1e-5
RELU = 1


class Operands(NamedTuple):
    """An SVDF's tensors, all there: `feature` is filters × inputs, `time` filters × memory; the bias may be omitted in the file."""

    input: Tensor
    feature: Tensor
    time: Tensor
    bias: Tensor | None
    state: Tensor
    output: Tensor


# What the kernel asks for


def prepare(node: Node, context: MicroContext) -> None:
    """PrepareSvdf: an accumulator a filter, for int8 one a unit too; the bias is a temporary like the others."""
    x, feature = node.input(0), node.input(1)
    context.temp(x, feature, node.input(2), node.input(3), node.input(4), node.output())
    batch, filters, rank = dimension(x, 0), dimension(feature, 0), integer(node, "rank")
    context.scratch(INT32 * batch * filters, "filter accumulators")
    if x is not None and x.dtype == "int8":
        context.scratch(INT32 * batch * (filters // rank if rank else 0), "output accumulators")


def init_cmsis_nn(node: Node, context: MicroContext) -> None:
    """Init of CMSIS-NN's kernel: the reference's struct and where the sums lie."""
    own = node.build.features.cmsis_nn_svdf_sums or not node.build.features.cmsis_nn_svdf_int8_state
    context.persistent_struct("kernels/cmsis_nn/svdf:CmsisNnOpDataSvdf" if own else "kernels/svdf:OpDataSvdf")


def prepare_cmsis_nn(node: Node, context: MicroContext) -> None:
    """CmsisNnPrepareSvdf: MVE keeps a kernel sum a filter, as KERNELS_OPTIMIZED_FOR_SPEED has it."""
    prepare(node, context)
    x = node.input(0)
    size = cmsis_nn.svdf_s8(node.build.cmsis, dimension(node.input(1), 0))
    if x is not None and x.dtype == "int8" and size > 0 and node.build.features.cmsis_nn_svdf_sums:
        context.persistent(size, "kernel sums")


# What the kernel refuses


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what Prepare refuses, in its order."""
    x, feature, time, state, output = node.input(0), node.input(1), node.input(2), node.input(4), node.output()
    if x is None or feature is None or time is None or state is None:
        yield missing(node, PREPARE, ("input", "weights_feature", "weights_time", "bias", "activation_state"))
        return
    yield from _rank(node, feature)
    either = "input->type == kTfLiteFloat32 || input->type == kTfLiteInt8 was not true."
    yield from taken(node, x, ("float32", "int8"), PREPARE, message=either)
    yield from rank_is(node, x, "input", 2, PREPARE)
    yield from counts(node, None, 1, PREPARE, forms=SIZES)
    if output is None:
        yield missing(node, PREPARE, ("input",))
        return
    operands = Operands(x, feature, time, node.input(3), state, output)
    yield from _shapes(node, operands)
    if not state.is_variable:
        message = "activation_state->is_variable != true (0 != 1)"
        yield refused(node, f"{state.name!r} is no variable tensor", tensor=state, message=message, source=PREPARE)
    yield from counts(node, 5, None, PREPARE, forms=SIZES)
    yield from _types(node, operands)
    if x.dtype == "int8":
        yield from _int8(node, operands)
    if operands.bias is None:
        yield crashes(node, "SVDF has no bias, and its kernel frees it all the same", source=PREPARE)


def _rank(node: Node, feature: Tensor) -> Iterator[Verdict]:
    rank, filters = integer(node, "rank"), dimension(feature, 0)
    if rank == 0:
        yield crashes(node, "rank is 0, SVDF divides by it", source=PREPARE)
    elif filters % rank:
        why = f"{feature.name!r} has {filters} filters, a multiple of rank {rank} allowed"
        message = f"num_filters % rank != 0 ({filters % rank} != 0)"
        yield refused(node, why, tensor=feature, message=message, source=PREPARE)


def _shapes(node: Node, of: Operands) -> Iterator[Verdict]:
    batch, depth, filters, memory = of.input.shape[0], of.input.shape[1], dimension(of.feature, 0), dimension(of.time, 1)
    units = filters // integer(node, "rank")
    yield from rank_is(node, of.output, "output", 2, PREPARE)
    yield from _dim(node, of.output, "output", 0, (batch, "batch_size"))
    yield from _dim(node, of.output, "output", 1, (units, "num_units"))
    yield from rank_is(node, of.feature, "weights_feature", 2, PREPARE)
    yield from _dim(node, of.feature, "weights_feature", 1, (depth, "input_size"))
    yield from rank_is(node, of.time, "weights_time", 2, PREPARE)
    yield from _dim(node, of.time, "weights_time", 0, (filters, "num_filters"))
    if of.bias is not None:
        yield from _dim(node, of.bias, "bias", 0, (units, "num_units"))
    yield from rank_is(node, of.state, "activation_state", 2, PREPARE)
    yield from _dim(node, of.state, "activation_state", 0, (batch, "batch_size"))
    yield from _dim(node, of.state, "activation_state", 1, (memory * filters, "memory_size * num_filters"))


def _dim(node: Node, tensor: Tensor, name: str, axis: int, wanted: tuple[int, str]) -> Iterator[Verdict]:
    found, (size, text) = dimension(tensor, axis), wanted
    if found != size:
        why = f"{tensor.name!r} has {found} at dimension {axis}, {size} allowed"
        message = f"{name}->dims->data[{axis}] != {text} ({found} != {size})"
        yield refused(node, why, tensor=tensor, message=message, source=PREPARE)


def _types(node: Node, of: Operands) -> Iterator[Verdict]:
    int8 = of.input.dtype == "int8"
    features = node.build.features
    own = features.cmsis_nn_svdf_int8_state if node.build.library is Library.CMSIS_NN else features.svdf_int8_state
    narrow = (("int16", "int8") if own else ("int16",)) if int8 else ("float32",)
    wanted = (
        (of.feature, "weights_feature", ("int8",) if int8 else ("float32",)),
        (of.time, "weights_time", narrow),
        (of.state, "activation_state", narrow),
        (of.bias, "bias", ("int32",) if int8 else ("float32",)),
        (of.output, "output", ("int8",) if int8 else ("float32",)),
    )
    for tensor, name, types in wanted:
        if tensor is None:
            continue
        compared = f"{type_number(tensor)} != {dtype_number(types[0])}"
        if tensor is of.output:  # the only one by TF_LITE_ENSURE_TYPES_EQ
            compared = f"{type_name(tensor)} != {types[0].upper()}"
        message = f"{name}->type != kTfLite{types[0].capitalize()} ({compared})"
        if len(types) > 1:
            message = f"({name}->type == kTfLiteInt16) || ({name}->type == kTfLiteInt8) was not true."
        yield from taken(node, tensor, types, PREPARE, message=message)


def _int8(node: Node, of: Operands) -> Iterator[Verdict]:
    if of.bias is None:
        yield crashes(node, "SVDF has no bias, and its kernel reads the bias' scale all the same", source=PREPARE)
        return
    product = scale(of.state) * scale(of.time)
    factors = ("activation_state->params.scale", "weights_time->params.scale")
    text = f"(static_cast<double>({factors[0]}) * static_cast<double>({factors[1]}))"
    if not node.build.wheel:  # the tree multiplies floats
        product, text = float32(product), f"static_cast<double>({factors[0]} * {factors[1]})"
    if not abs(scale(of.bias) - product) < BIAS_TOLERANCE:
        why = f"{of.bias.name!r} has scale {scale(of.bias):g}, state × time weights give {product:g}: {BIAS_TOLERANCE:g} apart allowed"
        message = f"std::abs(static_cast<double>(bias->params.scale) - {text}) < 1e-5 was not true."
        yield refused(node, why, cause=Cause.BIAS_SCALE, tensor=of.bias, message=message, source=PREPARE)
    if node.build.mve and node.constant(of.feature) is None:
        why = f"{of.feature.name!r} is computed, CMSIS-NN on MVE sums constant weights"
        message = "IsConstantTensor(weights_feature) was not true."
        yield refused(node, why, tensor=of.feature, message=message, source=CMSIS)
    if of.time.dtype != of.state.dtype:
        why = f"{of.state.name!r} is {of.state.dtype}, its bytes are taken for {of.time.dtype} like {of.time.name!r}"
        yield wrong(node, why, cause=Cause.TYPE, tensor=of.state, source="micro/kernels/svdf.cc:EvalSvdf")
    if integer(node, "fused_activation_function") > RELU:
        yield wrong(node, "an int8 SVDF applies no fused activation, it only clamps to int8", source=PREPARE)


KERNELS: tuple[Kernel, ...] = (
    Kernel(
        "SVDF",
        params="TfLiteSVDFParams",
        init=keeps("kernels/svdf:OpDataSvdf"),
        prepare=prepare,
        check=check,
        init_variants={Library.CMSIS_NN: init_cmsis_nn},
        prepare_variants={Library.CMSIS_NN: prepare_cmsis_nn},
    ),
)
