"""ARG_MAX and ARG_MIN: micro/kernels/arg_min_max.cc; there is no Prepare."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import dims, taken, type_name
from tflint.runtime.printed import logged
from tflint.runtime.tflm.eval_checks import has_address, present, rank_within
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import constants
from tflint.runtime.tflm.operand_checks import known_types
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

EVAL = Citation("micro/kernels/arg_min_max.cc", "Eval")
REFERENCE = Citation("lite/kernels/internal/reference/arg_min_max.h", "ArgMinMax")


def invoke(k: MicroContext) -> None:
    """Walk Eval: int32 axis and output, float32 or int8 input."""
    x, axis, y = k.read_input(0, EVAL), k.read_input(1, EVAL), k.read_output(0, EVAL)
    for tensor in (axis, y):
        message = logged(f"Only int32_t are supported currently, got {type_name(tensor)}.")
        taken(k, tensor, ("int32",), EVAL, message=message)
    message = logged(f"Only float32, uint8_t and int8_t are supported currently, got {type_name(x)}.")
    taken(k, x, present(("float32", "int8"), uint8=k.features.uint8_kernels), EVAL, message=message)
    rank_within(k, x, y)
    _shapes(k, x, axis, y)


def _shapes(k: MicroContext, x: Tensor, axis: Tensor, y: Tensor) -> None:
    values = constants(k, axis)
    if not values:
        return
    along = values[0] + len(x.shape) if values[0] < 0 else values[0]
    if not 0 <= along < len(x.shape):
        k.wrong(f"{axis.name!r} is {values[0]}, {x.name!r} has rank {len(x.shape)}", EVAL, tensor=axis)
        return
    reduced = x.shape[:along] + x.shape[along + 1 :]
    has_address(k, x, prod(reduced), EVAL)
    if reduced != y.shape:
        k.wrong(f"{y.name!r} is {dims(y.shape)}, {k.name} writes {dims(reduced)}", REFERENCE, tensor=y)


KERNELS = (
    Kernel("ARG_MAX", params="TfLiteArgMaxParams", parse=known_types("output_type"), invoke=invoke),
    Kernel("ARG_MIN", params="TfLiteArgMinParams", parse=known_types("output_type"), invoke=invoke),
)
