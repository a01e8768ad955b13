"""DEQUANTIZE: micro/kernels/dequantize.cc, dequantize_common.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts, taken
from tflint.runtime.printed import not_true
from tflint.runtime.tflm.eval_checks import present, rank_within, same_count
from tflint.runtime.tflm.kernel import Kernel, keeps
from tflint.runtime.tflm.kernel_util import scales
from tflint.runtime.tflm.quantization_checks import scale_is_read
from tflint.runtime.verdict import Cause, Citation

if TYPE_CHECKING:
    from tflint.runtime.printed import Printed
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE, EVAL = (
    Citation("micro/kernels/dequantize_common.cc", "DequantizePrepare"),
    Citation("micro/kernels/dequantize.cc", "DequantizeEval"),
)


def prepare(k: MicroContext) -> None:
    """Walk DequantizePrepare: int8, int16 or uint8 to float32: float16 weights stop here."""
    counts(k, 1, 1, PREPARE)
    x = k.temp_input(0, "input", PREPARE)
    y = k.temp_output(0, "output", PREPARE)
    types, printed = _types(k)
    taken(k, x, types, PREPARE, message=printed)
    int32, message = k.features.dequantize_int32, "output->type == kTfLiteFloat32"
    message += " || output->type == kTfLiteInt32" * int32
    taken(k, y, present(("float32",), int32=int32), PREPARE, message=not_true(message))
    scale_is_read(k, PREPARE, x)
    if len(scales(x)) > 1:
        why = f"{x.name!r} has {len(scales(x))} scales, {k.name} applies the first to all"
        k.wrong(why, PREPARE, cause=Cause.QUANTIZATION, tensor=x)


def _types(k: MicroContext) -> tuple[tuple[str, ...], Printed]:
    """Return the types that Prepare takes, which lost uint8 for some months, and what it prints of others."""
    types, condition = ("int8", "int16"), "input->type == kTfLiteInt8 || input->type == kTfLiteInt16"
    if k.features.uint8_kernels:
        return ("uint8", *types), not_true(f"input->type == kTfLiteUInt8 || {condition}")
    if k.features.quantize_uint8:
        return (*types, "uint8"), not_true(f"{condition} || input->type == kTfLiteUInt8")
    return types, not_true(condition)


def invoke(k: MicroContext) -> None:
    """Walk DequantizeEval."""
    x = k.read_input(0, EVAL)
    y = k.read_output(0, EVAL)
    rank_within(k, x, y)
    same_count(k, x, y, EVAL)


KERNELS = (Kernel("DEQUANTIZE", init=keeps("kernels/dequantize:DequantizeOpData"), prepare=prepare, invoke=invoke),)
