"""QUANTIZE: micro/kernels/quantize.cc, quantize_common.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import (
    counts,
    missing,
    quantized,
    rank_within,
    refused,
    scales,
    taken,
    type_cause,
    type_name,
    wrong,
)
from tflint.runtime.tflm.steps import WHEEL_SURVIVES, borrows, first_failure, keeps, same_count
from tflint.runtime.verdict import Cause, Effect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

PREPARE = "micro/kernels/quantize_common.cc:PrepareQuantizeReference"
EVAL = "micro/kernels/quantize_common.cc:EvalQuantizeReference"
PAIRS = {
    "float32": ("int8", "int16"),
    "int32": ("int8", "int16"),
    "int16": ("int8", "int16", "int32"),
    "int8": ("int8", "int16", "int32", "uint8"),
    "uint8": ("int8",),
}
OUTPUTS = ("int8", "int16", "int32", "uint8")


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what the kernel refuses; Prepare knows all types, Eval only some pairs of them."""
    yield from counts(node, 1, 1, PREPARE)
    tensor, output = node.input(0), node.output()
    if tensor is None or output is None:
        yield missing(node, PREPARE, ("input",))
        return
    yield from quantized(node, output, "output", PREPARE)
    if len(scales(output)) != 1:
        why = f"{output.name!r} has {len(scales(output))} scales, QUANTIZE wants one"
        message = "affine_quantization->scale->size == 1 was not true."
        yield refused(node, why, cause=Cause.QUANTIZATION, tensor=output, message=message, source=PREPARE)
    features = node.build.features
    later = {"int32": not features.quantize_int32_input, "uint8": not features.quantize_uint8}
    inputs = tuple(t for t in ("float32", "int32", "int16", "int8", "uint8") if not later.get(t))
    outputs = tuple(t for t in OUTPUTS if t != "uint8" or not later["uint8"])
    yield from taken(node, tensor, inputs, PREPARE, message=_either("input", inputs))
    yield from taken(node, output, outputs, PREPARE, message=_either("output", outputs))
    yield from _pair(node, tensor, output)
    if tensor.dtype == "float32":
        yield from rank_within(node, tensor, output, survived=WHEEL_SURVIVES)
    yield from same_count(node, tensor, output, EVAL)
    if tensor.dtype != "float32" and not tensor.is_quantized:
        why = f"{tensor.name!r} is {tensor.dtype} without quantization, QUANTIZE gives its zero point for every value"
        yield wrong(node, why, cause=Cause.QUANTIZATION, tensor=tensor, source=PREPARE)


def _either(name: str, types: tuple[str, ...]) -> str:
    names = {"float32": "Float32", "int32": "Int32", "int16": "Int16", "int8": "Int8", "uint8": "UInt8"}
    return " || ".join(f"{name}->type == kTfLite{names[dtype]}" for dtype in types) + " was not true."


def _pair(node: Node, tensor: Tensor, output: Tensor) -> Iterator[Verdict]:
    if output.dtype not in PAIRS[tensor.dtype]:
        why = f"{tensor.name!r} is {tensor.dtype} and {output.name!r} {output.dtype}: QUANTIZE does not convert that"
        message = f"Input {type_name(tensor)}, output {type_name(output)} not supported."
        cause = type_cause(node, tensor)
        yield node.verdict(Effect.REFUSED_AT_INVOKE, cause, why, tensor=tensor, message=message, source=EVAL)


KERNELS: tuple[Kernel, ...] = (
    Kernel(
        "QUANTIZE",
        init=keeps("kernels/quantize:OpDataQuantizeReference"),
        prepare=borrows(inputs=1, outputs=1),
        check=check,
    ),
)
