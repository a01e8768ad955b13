"""MAXIMUM and MINIMUM: micro/kernels/maximum_minimum.cc, cmsis_nn/maximum_minimum.cc; there is no Prepare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import taken
from tflint.runtime.tflm.build import Library
from tflint.runtime.tflm.eval_checks import elementwise_shapes, present, rank_within, reinterpreted
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.operand_checks import not_supported
from tflint.runtime.tflm.quantization_checks import same_scale
from tflint.runtime.verdict import Cause, Citation

if TYPE_CHECKING:
    from tflint.runtime.tflm.micro_context import MicroContext

EVAL = Citation("micro/kernels/maximum_minimum.cc", "Eval")
CMSIS = Citation("micro/kernels/cmsis_nn/maximum_minimum.cc", "FillVariableShape")
TYPES = ("float32", "int8", "int16", "int32", "int64")
MOST_DIMENSIONS = 4


def invoke(k: MicroContext) -> None:
    """Walk Eval."""
    a, b, y = k.read_input(0, EVAL), k.read_input(1, EVAL), k.read_output(0, EVAL)
    types = present(TYPES, int16=k.features.min_max_int16, uint8=k.features.uint8_kernels)
    taken(k, y, types, EVAL, message=not_supported(y, "Type {} is not supported by Maximum/Minimum."))
    rank_within(k, a, b, y)
    elementwise_shapes(k, a, b, y, EVAL)
    for tensor in (a, b):
        reinterpreted(k, tensor, y.dtype, EVAL)
        same_scale(k, tensor, y, EVAL, cause=Cause.QUANTIZATION)


def invoke_cmsis_nn(k: MicroContext) -> None:
    """Walk Eval of CMSIS-NN, which extends every shape to four dimensions before it looks at the type."""
    for tensor in (k.read_input(0, EVAL), k.read_input(1, EVAL), k.read_output(0, EVAL)):
        rank = len(tensor.shape)
        if rank > MOST_DIMENSIONS:
            k.abort(f"{tensor.name!r} has rank {rank}, CMSIS-NN expects at most {MOST_DIMENSIONS}", CMSIS, tensor=tensor)
    invoke(k)


KERNELS = tuple(
    Kernel(op, library=library, invoke=walk)
    for op in ("MAXIMUM", "MINIMUM")
    for library, walk in ((Library.REFERENCE, invoke), (Library.CMSIS_NN, invoke_cmsis_nn))
)
