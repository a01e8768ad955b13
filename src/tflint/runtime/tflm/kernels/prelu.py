"""PRELU: micro/kernels/prelu.cc, prelu_common.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import taken, type_name
from tflint.runtime.printed import logged, not_true
from tflint.runtime.tflm.eval_checks import broadcast_fits, has_address, present, rank_within, reinterpreted
from tflint.runtime.tflm.kernel import Kernel, keeps
from tflint.runtime.tflm.kernel_util import scale
from tflint.runtime.verdict import Cause, Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE = Citation("micro/kernels/prelu.cc", "PreluPrepare")
EVAL = Citation("micro/kernels/prelu.cc", "PreluEval")
SLOW = Citation("lite/kernels/internal/runtime_shape.h", "ExtendedShape")
TYPES = ("float32", "int8", "int16")
BEFORE_INT16 = logged("Only float32 and uint8_t are supported currently, got")  # a name follows, printed as a number


def prepare(k: MicroContext) -> None:
    """Walk PreluPrepare."""
    k.temp_input(0, "input", PREPARE)
    alpha = k.temp_input(1, "alpha", PREPARE)
    output = k.temp_output(0, "output", PREPARE)
    if output.dtype == "int16" and k.features.prelu_int16:
        taken(k, alpha, ("int8",), PREPARE, message=not_true("alpha->type == kTfLiteInt8"))


def invoke(k: MicroContext) -> None:
    """Walk PreluEval."""
    tensor = k.read_input(0, EVAL)
    alpha = k.read_input(1, EVAL)
    output = k.read_output(0, EVAL)
    takes_int16 = k.features.prelu_int16
    message = logged(f"Input type '{type_name(tensor)}' is not supported.") if takes_int16 else BEFORE_INT16
    taken(k, tensor, present(TYPES, int16=takes_int16, uint8=k.features.uint8_kernels), EVAL, message=message)
    _four_dimensions(k, tensor, alpha, output)
    rank_within(k, tensor, alpha, output)
    if tensor.dtype == "float32":
        has_address(k, tensor, output.elements, EVAL)
    broadcast_fits(k, tensor, alpha, output, EVAL)
    reinterpreted(k, alpha, "int8" if tensor.dtype == "int16" else tensor.dtype, EVAL)
    reinterpreted(k, output, tensor.dtype, EVAL)
    _unquantized(k, tensor, alpha, output)


def _four_dimensions(k: MicroContext, *tensors: Tensor) -> None:
    for tensor in tensors if tensors[0].dtype == "float32" else ():
        if len(tensor.shape) > 4:
            k.abort(f"{tensor.name!r} has rank {len(tensor.shape)}, a float32 PRELU expects at most 4", SLOW, tensor=tensor)


def _unquantized(k: MicroContext, *tensors: Tensor) -> None:
    for tensor in tensors if tensors[0].dtype in {"int8", "int16"} else ():
        if scale(tensor) == 0:
            why = f"{tensor.name!r} is {tensor.dtype} without a scale, PRELU computes with 0"
            k.wrong(
                why, Citation("micro/kernels/prelu_common.cc", "CalculatePreluParams"), cause=Cause.QUANTIZATION, tensor=tensor
            )


KERNELS = (Kernel("PRELU", init=keeps("kernels/prelu:PreluParams"), prepare=prepare, invoke=invoke),)
