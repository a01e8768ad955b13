"""HARD_SWISH: micro/kernels/hard_swish.cc, hard_swish_common.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts, taken, type_name
from tflint.runtime.printed import logged, not_true
from tflint.runtime.tflm.eval_checks import present, rank_within, reinterpreted, same_count
from tflint.runtime.tflm.kernel import Kernel, keeps
from tflint.runtime.tflm.kernel_util import scale
from tflint.runtime.tflm.quantization_checks import scale_is_read
from tflint.runtime.tflm.quantization_util import divide, float32, quantize_multiplier
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE, EVAL = (
    Citation("micro/kernels/hard_swish_common.cc", "HardSwishPrepare"),
    Citation("micro/kernels/hard_swish.cc", "HardSwishEval"),
)


def prepare(k: MicroContext) -> None:
    """Walk HardSwishPrepare: int8 scales within a factor of 128."""
    counts(k, 1, 1, PREPARE)
    x = k.temp_input(0, "input", PREPARE)
    y = k.temp_output(0, "output", PREPARE)
    if x.dtype == "int8":
        _rescale(k, x, y)


def invoke(k: MicroContext) -> None:
    """Walk HardSwishEval."""
    x = k.read_input(0, EVAL)
    y = k.read_output(0, EVAL)
    message = logged(f"Unsupported type {type_name(x)}")
    if not k.features.hard_swish_names_type_only:
        message = logged(f"Only float32/int8_t/uint8_t are supported currently, got {type_name(x)}")
    taken(k, x, present(("float32", "int8"), uint8=k.features.uint8_kernels), EVAL, message=message)
    reinterpreted(k, y, x.dtype, EVAL)
    scale_is_read(k, PREPARE, x, y)
    rank_within(k, x, y)
    same_count(k, x, y, EVAL)


def _rescale(k: MicroContext, x: Tensor, y: Tensor) -> None:
    """Refuse an output scale below 1/128 of the input's, the resolution that the kernel computes in."""
    hires = float32(float32(1 / 128) * scale(x))
    quantized = quantize_multiplier(float32(divide(hires, scale(y))))
    if quantized is not None and quantized[1] > 0:
        why = f"{x.name!r} has scale {scale(x):g} and {y.name!r} {scale(y):g}, expected a ratio below 128"
        k.refuse(why, PREPARE, tensor=y, message=not_true("params->output_multiplier_exponent <= 0"))


KERNELS = (Kernel("HARD_SWISH", init=keeps("kernels/hard_swish:HardSwishParams"), prepare=prepare, invoke=invoke),)
