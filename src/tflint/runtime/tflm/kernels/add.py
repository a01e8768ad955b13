"""ADD: micro/kernels/add.cc, add_common.cc, cmsis_nn/add.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.build import Library
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import (
    aborts,
    activation,
    activation_range,
    broadcast_fits,
    dims,
    ignored_activation,
    missing,
    rank_within,
    refused,
    same_type,
    scale,
    smaller_than_one,
    taken,
    unquantized,
    weights_cause,
    wrong,
    zero_point_is,
)
from tflint.runtime.tflm.quantization_util import divide
from tflint.runtime.tflm.steps import borrows, first_failure, keeps, not_supported, reinterpreted, takes_at_invoke
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

PREPARE, EVAL = "micro/kernels/add_common.cc:AddPrepare", "micro/kernels/add.cc:AddEval"
OP_DATA, CMSIS_NN = "micro/kernels/add_common.cc:CalculateOpDataAdd", "micro/kernels/cmsis_nn/add.cc:PrepareAdd"
TYPES = ("float32", "int32", "int8", "int16")


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Look at the output's type only, CMSIS-NN at all three; int8 and int16 want scales that are not far apart."""
    a, b, y = node.input(0), node.input(1), node.output()
    if a is None or b is None or y is None:
        yield missing(node, PREPARE, ("input1", "input2"))
        return
    if node.build.library is Library.CMSIS_NN:
        yield from _cmsis_nn(node, a, b, y)
    if y.dtype in {"int8", "int16"}:
        yield from _rescale(node, a, b, y)
    if y.dtype == "int32":
        yield from unquantized(node, a, "input1", PREPARE)
        yield from unquantized(node, b, "input2", PREPARE)
        yield from _ignores_activation(node)
    yield from takes_at_invoke(node, y, TYPES, not_supported(y), EVAL)
    yield from reinterpreted(node, a, y.dtype, EVAL)
    yield from reinterpreted(node, b, y.dtype, EVAL)
    yield from ignored_activation(node, PREPARE)
    yield from rank_within(node, a, b, y)
    yield from _shapes(node, a, b, y)


def _cmsis_nn(node: Node, a: Tensor, b: Tensor, y: Tensor) -> Iterator[Verdict]:
    checked = node.build.features.cmsis_nn_checks_types
    if checked:
        yield from same_type(node, a, y, ("input1", "output"), CMSIS_NN, numbers=True)
        yield from taken(node, a, TYPES, CMSIS_NN, message="Input data type not supported")
    if checked and a.dtype != b.dtype:
        why = f"{a.name!r} is {a.dtype} and {b.name!r} {b.dtype}, {node.name} takes one type"
        message = "Hybrid models are not supported on TFLite Micro."
        yield refused(node, why, cause=weights_cause(node, a, b), tensor=b, message=message, source=CMSIS_NN)
    if a.dtype == "int16":
        for tensor, name in ((a, "input1"), (b, "input2"), (y, "output")):
            yield from zero_point_is(node, tensor, 0, name, CMSIS_NN)


def _rescale(node: Node, a: Tensor, b: Tensor, y: Tensor) -> Iterator[Verdict]:
    """Tell scales that QuantizeMultiplierSmallerThanOneExp aborts on; an output without any aborts before, the wheel refuses it."""
    if not y.is_quantized:
        why = f"{y.name!r} is {y.dtype} without quantization, {node.name} wants scale and zero point"
        if node.build.wheel:
            message = "output->quantization.type != kTfLiteNoQuantization was not true."
            yield refused(node, why, cause=Cause.QUANTIZATION, tensor=y, message=message, source=OP_DATA)
        yield aborts(node, why, cause=Cause.QUANTIZATION, tensor=y, source=OP_DATA)
    shift = 15 if y.dtype == "int16" else 20
    twice = 2 * max(scale(a), scale(b))
    what = f"{node.name}'s input scale over twice the larger one"
    yield from smaller_than_one(node, divide(scale(a), twice), what, a)
    yield from smaller_than_one(node, divide(scale(b), twice), what, b)
    what = f"twice the larger input scale over 2^{shift} × output scale"
    yield from smaller_than_one(node, divide(twice, (1 << shift) * scale(y)), what, y, a, b)
    yield from activation_range(node, y)


def _ignores_activation(node: Node) -> Iterator[Verdict]:
    name = activation(node)
    if name in {"RELU", "RELU_N1_TO_1", "RELU6"}:
        yield wrong(node, f"fused {name} is not applied to int32", source=EVAL)


def _shapes(node: Node, a: Tensor, b: Tensor, y: Tensor) -> Iterator[Verdict]:
    if a.shape == b.shape and a.elements != y.elements:
        why = f"{y.name!r} is {dims(y.shape)}, its operands are {dims(a.shape)}"
        yield aborts(node, why, tensor=y, source="lite/kernels/internal/types.h:MatchingElementsSize")
    if a.shape != b.shape:
        yield from broadcast_fits(node, a, b, y, EVAL)


KERNELS = (
    Kernel(
        "ADD",
        params="TfLiteAddParams",
        init=keeps("kernels/add:OpDataAdd"),
        prepare=borrows(inputs=2, outputs=1),
        check=check,
        init_variants={Library.CMSIS_NN: keeps("kernels/cmsis_nn/add:OpData")},
    ),
)
