"""L2_NORMALIZATION: micro/kernels/l2norm.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts, rank_at_most, same_type, taken, type_name
from tflint.runtime.printed import logged, not_true
from tflint.runtime.tflm.eval_checks import rank_within, reinterpreted, same_rows
from tflint.runtime.tflm.kernel import Kernel, keeps
from tflint.runtime.tflm.kernel_util import scale, zero_point
from tflint.runtime.tflm.operand_checks import no_activation
from tflint.runtime.verdict import Cause, Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE, EVAL = Citation("micro/kernels/l2norm.cc", "L2NormPrepare"), Citation("micro/kernels/l2norm.cc", "L2NormEval")
MOST_DIMENSIONS = 4
OUTPUT_SCALE = 1 / 128


def prepare(k: MicroContext) -> None:
    """Walk L2NormPrepare: float32 or int8 of up to 4 dimensions, without activation."""
    if k.features.checked_with_debug:
        return
    counts(k, 1, 1, PREPARE)
    x = k.temp_input(0, "input", PREPARE)
    y = k.temp_output(0, "output", PREPARE)
    rank_at_most(k, x, MOST_DIMENSIONS, PREPARE, message=not_true("NumDimensions(input) <= 4"))
    legacy = k.features.uint8_kernels
    message = not_true(
        f"output->type == kTfLiteFloat32 || {'output->type == kTfLiteUInt8 || ' * legacy}output->type == kTfLiteInt8"
    )
    taken(k, y, ("float32", "int8", *(("uint8",) if legacy else ())), PREPARE, message=message)
    same_type(k, x, y, ("input", "output"), PREPARE)
    no_activation(k, PREPARE)
    if y.dtype == "int8":
        _output(k, y)


def invoke(k: MicroContext) -> None:
    """Walk L2NormEval."""
    x = k.read_input(0, EVAL)
    y = k.read_output(0, EVAL)
    if k.features.checked_with_debug:
        message = logged(f"Output type is {type_name(y)}, requires float.")
        taken(k, y, ("float32", "int8", "uint8"), EVAL, message=message)
        reinterpreted(k, x, y.dtype, EVAL)
        rank_within(k, x, y)
    same_rows(k, x, y, EVAL)


def _output(k: MicroContext, y: Tensor) -> None:
    if (scale(y), zero_point(y)) != (OUTPUT_SCALE, 0):
        why = f"{y.name!r} has scale {scale(y):g} zero point {zero_point(y)}, {k.name} computes with scale {OUTPUT_SCALE:g} zero point 0"
        k.wrong(why, EVAL, cause=Cause.QUANTIZATION, tensor=y)


KERNELS = (
    Kernel(
        "L2_NORMALIZATION",
        params="TfLiteL2NormParams",
        init=keeps("kernels/l2norm:L2NormalizationParams"),
        prepare=prepare,
        invoke=invoke,
    ),
)
