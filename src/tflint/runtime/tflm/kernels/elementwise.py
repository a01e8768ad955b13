"""ABS, COS, LOG, LOGICAL_NOT, RSQRT, SIN, SQRT and SQUARE: micro/kernels/elementwise.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import (
    constants,
    counts,
    missing,
    quantized,
    refused,
    refused_at_invoke,
    same_type,
    type_name,
    wrong,
    zero_point,
)
from tflint.runtime.tflm.steps import borrows, first_failure, same_count, takes_at_invoke
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Check, Node
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Verdict

FILE = "micro/kernels/elementwise.cc"
GENERIC, RESCALED, EVAL = f"{FILE}:GenericPrepare", f"{FILE}:PrepareAbsRsqrt", f"{FILE}:EvalImpl"


def _takes_only(dtype: str) -> Check:
    """Return the check of an op for one type; Prepare's own test of the type is dead code, so Invoke() is what refuses."""

    @first_failure
    def check(node: Node) -> Iterator[Verdict]:
        yield from counts(node, 1, 1, GENERIC)
        x, y = node.input(0), node.output()
        if x is None or y is None:
            yield missing(node, GENERIC, ("input",))
            return
        yield from same_type(node, x, y, ("input", "output"), GENERIC)
        message = f"input->type != expected_type ({type_name(x)} != {dtype.upper()})"
        yield from takes_at_invoke(node, x, (dtype,), message, EVAL)
        yield from same_count(node, x, y, EVAL)

    return check


def _rescales(*types: str) -> Check:
    """Return the check of ABS or RSQRT: the types that Eval takes, and quantization where there is a rescaling."""

    @first_failure
    def check(node: Node) -> Iterator[Verdict]:
        yield from counts(node, 1, 1, RESCALED)
        x, y = node.input(0), node.output()
        if x is None or y is None:
            yield missing(node, RESCALED, ("input",))
            return
        yield from same_type(node, x, y, ("input", "output"), RESCALED)
        if x.dtype == "int8" or (x.dtype == "int16" and x.is_quantized):
            yield from quantized(node, x, "input", RESCALED)
            yield from quantized(node, y, "output", RESCALED)
            yield from _symmetric_int16(node, x, y)
        message = f"Current data type {type_name(x)} is not supported."
        yield from takes_at_invoke(node, x, types, message, f"{FILE}:{node.name.capitalize()}Eval")
        if node.name == "RSQRT":
            yield from _positive(node, x)
        yield from same_count(node, x, y, EVAL)

    return check


def _symmetric_int16(node: Node, x: Tensor, y: Tensor) -> Iterator[Verdict]:
    for tensor, field in ((x, "input_offset"), (y, "output_offset")):
        found = zero_point(tensor)
        if tensor.dtype == "int16" and found != 0:
            why = f"{tensor.name!r} has zero point {found}, {node.name} wants 0 for int16"
            yield refused(node, why, tensor=tensor, message=f"op_data->{field} != 0 ({found} != 0)", source=RESCALED)


def _positive(node: Node, x: Tensor) -> Iterator[Verdict]:
    """Tell what RsqrtEval cannot take: a constant below its zero point, or int16 for which Prepare computed no multiplier."""
    lowest = min(constants(node, x) or (), default=zero_point(x))
    if x.dtype in {"int8", "int16"} and lowest < zero_point(x):
        why = f"{x.name!r} has values down to {lowest}, its zero point is {zero_point(x)}: the root of a negative number"
        message = "Rsqrt is only defined for positive values"
        yield refused_at_invoke(node, why, tensor=x, message=message, source=f"{FILE}:validate_input_func")
    if x.dtype == "int16" and not x.is_quantized:
        why = f"{x.name!r} is int16 without quantization, {node.name} rescales it by an uninitialised multiplier"
        yield wrong(node, why, cause=Cause.QUANTIZATION, tensor=x, source=f"{FILE}:RsqrtEval")


def _op_data(node: Node, context: MicroContext) -> None:
    """ElementWiseAbsRsqrtInit: parameters to rescale with."""
    if node.build.features.abs_rsqrt_quantized:
        context.persistent_struct("kernels/elementwise:OpDataAbsRsqrt")


_TENSORS = borrows(inputs=1, outputs=1)

KERNELS = (
    Kernel("ABS", init=_op_data, prepare=_TENSORS, check=_rescales("float32", "int8", "int16")),
    Kernel("RSQRT", init=_op_data, prepare=_TENSORS, check=_rescales("float32", "int8", "int16")),
    *(Kernel(op, prepare=_TENSORS, check=_takes_only("float32")) for op in ("COS", "LOG", "SIN", "SQRT", "SQUARE")),
    Kernel("LOGICAL_NOT", prepare=_TENSORS, check=_takes_only("bool")),
)
