"""SUB: micro/kernels/sub.cc, sub_common.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import taken
from tflint.runtime.printed import not_equal
from tflint.runtime.tflm.eval_checks import broadcast_fits, present, rank_within, reinterpreted
from tflint.runtime.tflm.kernel import Kernel, keeps
from tflint.runtime.tflm.kernel_util import scale, zero_point
from tflint.runtime.tflm.operand_checks import ignored_activation, not_supported
from tflint.runtime.tflm.quantization_checks import activation_range
from tflint.runtime.tflm.quantization_util import divide, float32, is_smaller_than_one
from tflint.runtime.verdict import Cause, Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE = Citation("micro/kernels/sub_common.cc", "SubPrepare")
PARAMETERS = Citation("micro/kernels/sub_common.cc", "CalculateOpDataSub")
EVAL = Citation("micro/kernels/sub.cc", "SubEval")
TYPES = ("float32", "int32", "int8", "int16")
QUANTIZED = ("int8", "int16")


def prepare(k: MicroContext) -> None:
    """Walk SubPrepare: only the output's type counts."""
    first = k.temp_input(0, "input1", PREPARE)
    second = k.temp_input(1, "input2", PREPARE)
    output = k.temp_output(0, "output", PREPARE)
    if output.dtype in present(QUANTIZED, int16=k.features.sub_int16, uint8=k.features.uint8_kernels):
        _multipliers(k, first, second, output)
        activation_range(k, output)
    elif output.dtype == "int32" and k.features.sub_int32_unquantized:
        _unquantized(k, first, second, output)


def invoke(k: MicroContext) -> None:
    """Walk SubEval."""
    first = k.read_input(0, EVAL)
    second = k.read_input(1, EVAL)
    output = k.read_output(0, EVAL)
    taken(
        k,
        output,
        present(TYPES, int32=k.features.sub_int32_unquantized, int16=k.features.sub_int16, uint8=k.features.uint8_kernels),
        EVAL,
        message=not_supported(output),
    )
    rank_within(k, first, second, output)
    _sizes(k, first, second, output)
    for tensor in (first, second):
        reinterpreted(k, tensor, output.dtype, EVAL)
    ignored_activation(k, PARAMETERS)
    if output.dtype == "int16" and any(zero_point(t) for t in (first, second, output)):
        k.debug_only("int16 operands have a zero point other than 0", Citation("lite/kernels/internal/reference/sub.h", "Sub"))


def _multipliers(k: MicroContext, first: Tensor, second: Tensor, output: Tensor) -> None:
    """Rescaling takes multipliers below 1 only: both inputs' scales above 0, the output's above twice the larger / 2^shift."""
    shift = 15 if output.dtype == "int16" else 20
    twice = float32(2 * max(scale(first), scale(second)))
    for tensor in (first, second):
        if not is_smaller_than_one(float32(divide(scale(tensor), twice))):
            why = f"{tensor.name!r} has scale {scale(tensor):g}, SUB needs one above 0"
            k.abort(why, PARAMETERS, cause=Cause.QUANTIZATION, tensor=tensor)
    if not is_smaller_than_one(float32(divide(twice, float32((1 << shift) * scale(output))))):
        why = f"{output.name!r} has scale {scale(output):g}, SUB needs more than {twice / (1 << shift):g} for its inputs' scales"
        k.abort(why, PARAMETERS, cause=Cause.QUANTIZATION, tensor=output)


def _unquantized(k: MicroContext, first: Tensor, second: Tensor, output: Tensor) -> None:
    for tensor, name in ((first, "input1"), (second, "input2"), (output, "output")):
        if tensor.is_quantized:
            why = f"{tensor.name!r} is quantized, an int32 SUB expects plain integers"
            message = not_equal(f"{name}->quantization.type", "kTfLiteNoQuantization", 1, 0)
            k.refuse(why, PREPARE, cause=Cause.QUANTIZATION, tensor=tensor, message=message)


def _sizes(k: MicroContext, first: Tensor, second: Tensor, output: Tensor) -> None:
    if _broadcasts(first, second, output):
        broadcast_fits(k, first, second, output, EVAL)
    elif first.elements != output.elements:
        why = f"{output.name!r} has {output.elements:,} elements, its operands {first.elements:,}"
        k.abort(why, Citation("lite/kernels/internal/types.h", "MatchingElementsSize"), tensor=output)


def _broadcasts(first: Tensor, second: Tensor, output: Tensor) -> bool:
    """Return whether Eval broadcasts: quantized shapes are compared with leading ones filled in (ProcessBroadcastShapes)."""
    one, other = first.shape, second.shape
    if output.dtype in {"int8", "int16"}:
        rank = max(len(one), len(other))
        one, other = (1,) * (rank - len(one)) + one, (1,) * (rank - len(other)) + other
    return one != other


KERNELS = (Kernel("SUB", params="TfLiteSubParams", init=keeps("kernels/sub:OpDataSub"), prepare=prepare, invoke=invoke),)
