"""CONCATENATION: micro/kernels/concatenation.cc."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import (
    MAX_RANK,
    activation,
    crashes,
    dims,
    integer,
    missing,
    rank_within,
    refused,
    scale,
    taken,
    type_cause,
    type_name,
    wrong,
    zero_point,
    zero_point_is,
)
from tflint.runtime.tflm.steps import first_failure, keeps, unplanned
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Verdict

PREPARE = "micro/kernels/concatenation.cc:ConcatenationPrepare"
REFERENCE = "lite/kernels/internal/reference/concatenation.h:Concatenation"
MOST_INPUTS = 10
TYPES = ("float32", "int8", "int16", "int32", "int64", "bool")


def prepare(node: Node, context: MicroContext) -> None:
    """ConcatenationPrepare: the first input and the output, then every input."""
    context.temp(node.input(0), node.output(), *node.inputs)
    if node.build.features.concatenation_arrays:
        _keep_scales(node, context)


def _keep_scales(node: Node, context: MicroContext) -> None:
    output = node.output()
    context.temp(output)
    if output is not None and output.dtype == "int8":
        context.persistent(4 * len(node.inputs), "a scale for each input")
        context.persistent(4 * len(node.inputs), "a zero point for each input")
        context.temp(*node.inputs)


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Take up to 10 inputs of one type, and no rescaling."""
    x, y = node.input(0), node.output()
    if x is None or y is None:
        yield missing(node, PREPARE, ("input_tensor",), ("output_tensor",))
        return
    name = activation(node)
    if name != "NONE":
        message = f"params->activation != kTfLiteActNone ({integer(node, 'fused_activation_function')} != 0)"
        yield refused(node, f"fused {name} is not taken, NONE is", message=message, source=PREPARE)
    message = " || ".join(f"input_type == kTfLite{t}" for t in ("Float32", "Int8", "Int16", "Int32", "Int64", "Bool"))
    yield from taken(node, x, TYPES, PREPARE, message=f"{message} was not true.")
    if y.dtype != x.dtype:
        why = f"{x.name!r} is {x.dtype} and {y.name!r} {y.dtype}, {node.name} takes one type"
        message = f"output_type != input_type ({type_name(y)} != {type_name(x)})"
        yield refused(node, why, cause=type_cause(node, y), tensor=y, message=message, source=PREPARE)
    count = len(node.inputs)
    if count > MOST_INPUTS:
        why = f"{node.name} has {count} inputs, {MOST_INPUTS} allowed"
        yield refused(node, why, message="num_inputs <= kMaxInputNum was not true.", source=PREPARE)
    for position, tensor in enumerate(node.inputs):
        yield from _input(node, x, tensor, y, position)
    if x.dtype == "int16":
        yield from zero_point_is(node, y, 0, "output_tensor", PREPARE)
    yield from rank_within(node, y)
    yield from _shapes(node, [t for t in node.inputs if t is not None], y)


def _input(node: Node, first: Tensor, tensor: Tensor | None, y: Tensor, position: int) -> Iterator[Verdict]:
    if tensor is None:
        yield refused(node, f"{node.name} has no input {position}", message="input != nullptr was not true.", source=PREPARE)
        return
    if tensor.dtype != first.dtype:
        why = f"{tensor.name!r} is {tensor.dtype} and {first.name!r} {first.dtype}, {node.name} takes one type"
        message = f"input->type != input_type ({type_name(tensor)} != {type_name(first)})"
        yield refused(node, why, cause=type_cause(node, tensor), tensor=tensor, message=message, source=PREPARE)
    rank, most = len(tensor.shape), MAX_RANK if node.build.features.concatenation_rank_5 else 4
    if rank > most:
        space = " " if node.build.features.concatenation_rank_5 else ""
        message = f"Op Concatenation does not currently support num dimensions >{space}{most} Tensor has {rank} dimensions."
        why = f"{tensor.name!r} has rank {rank}, {node.name} takes {most}"
        yield refused(node, why, tensor=tensor, message=message, source=PREPARE)
    if tensor.dtype == "int8":
        yield from _one_quantization(node, tensor, y)
    if tensor.dtype == "int16":
        yield from zero_point_is(node, tensor, 0, "input", PREPARE)
        if scale(tensor) != scale(y):
            why = (
                f"{tensor.name!r} has scale {scale(tensor):g} and {y.name!r} {scale(y):g}, {node.name} copies values as they are"
            )
            yield wrong(node, why, cause=Cause.COPY, tensor=tensor, source=PREPARE)


def _one_quantization(node: Node, tensor: Tensor, y: Tensor) -> Iterator[Verdict]:
    if scale(tensor) != scale(y):
        why = f"{tensor.name!r} has scale {scale(tensor):.9g} and {y.name!r} {scale(y):.9g}, {node.name} takes one scale for int8"
        message = "static_cast<double>(input->params.scale) != static_cast<double>(output_tensor->params.scale)"
        yield refused(node, why, tensor=tensor, message=message, source=PREPARE)
    if zero_point(tensor) != zero_point(y):
        ours, theirs = zero_point(tensor), zero_point(y)
        why = f"{tensor.name!r} has zero point {ours} and {y.name!r} {theirs}, {node.name} takes one zero point for int8"
        message = f"input->params.zero_point != output_tensor->params.zero_point ({ours} != {theirs})"
        yield refused(node, why, tensor=tensor, message=message, source=PREPARE)


def _shapes(node: Node, inputs: list[Tensor], y: Tensor) -> Iterator[Verdict]:
    axis, rank = integer(node, "axis"), len(y.shape)
    along = axis + rank if axis < 0 else axis
    if along < -1 or along > rank:
        yield crashes(node, f"axis is {axis}, {y.name!r} has rank {rank}", tensor=y, source=REFERENCE)
    shapes = [tensor.shape for tensor in inputs]
    for tensor in inputs:
        if len(tensor.shape) <= along:
            why = f"{tensor.name!r} has rank {len(tensor.shape)}, axis {along} is behind it: an uninitialised count is copied"
            yield crashes(node, why, tensor=tensor, source=REFERENCE)
    if not 0 <= along < rank:
        yield wrong(node, f"axis is {axis}, {y.name!r} has rank {rank}", tensor=y, source=REFERENCE)
        return
    inner = prod(y.shape[along + 1 :])
    for tensor in inputs:
        yield from unplanned(node, tensor, prod(y.shape[:along]) * tensor.shape[along] * inner, REFERENCE)
    yield from unplanned(node, y, prod(y.shape[:along]) * sum(shape[along] for shape in shapes) * inner, REFERENCE)
    total = sum(shape[along] for shape in shapes if len(shape) == rank)
    expected = (*y.shape[:along], total, *y.shape[along + 1 :])
    fits = all(len(s) == rank and s[:along] == y.shape[:along] and s[along + 1 :] == y.shape[along + 1 :] for s in shapes)
    if not fits or y.shape != expected:
        why = f"{' and '.join(map(dims, shapes))} along axis {along} do not make {y.name!r} of {dims(y.shape)}"
        yield wrong(node, why, tensor=y, source=REFERENCE)


KERNELS = (
    Kernel(
        "CONCATENATION",
        params="TfLiteConcatenationParams",
        init=keeps("kernels/concatenation:OpData"),
        prepare=prepare,
        check=check,
    ),
)
