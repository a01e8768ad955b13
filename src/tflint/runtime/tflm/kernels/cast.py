"""CAST: micro/kernels/cast.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts, taken
from tflint.runtime.tflm.eval_checks import rank_within, same_count
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.operand_checks import known_types, not_supported
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE, EVAL = Citation("micro/kernels/cast.cc", "CastPrepare"), Citation("micro/kernels/cast.cc", "CastEval")
TYPES = ("float32", "int8", "int16", "int32", "uint32")


def prepare(k: MicroContext) -> None:
    """Walk CastPrepare, which looks at no type."""
    counts(k, 1, 1, PREPARE)
    k.temp_input(0, "input", PREPARE)
    k.temp_output(0, "output", PREPARE)


def invoke(k: MicroContext) -> None:
    """Walk CastEval."""
    x = k.read_input(0, EVAL)
    y = k.read_output(0, EVAL)
    taken(k, x, (*TYPES, "bool"), EVAL, message=not_supported(x, "Input type {} not supported."))
    outputs = (*TYPES, "bool") if k.features.bool_cast_output else TYPES
    taken(k, y, outputs, EVAL, message=not_supported(y, "Output type {} not supported."))
    rank_within(k, x, y)
    same_count(k, x, y, EVAL)


KERNELS = (
    Kernel("CAST", params="TfLiteCastParams", parse=known_types("in_data_type", "out_data_type"), prepare=prepare, invoke=invoke),
)
