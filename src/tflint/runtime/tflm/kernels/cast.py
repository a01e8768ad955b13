"""CAST: micro/kernels/cast.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts, taken
from tflint.runtime.tflm.eval_checks import present, rank_within, same_count
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.operand_checks import known_types, not_supported
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
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
    features = k.features
    older = {"int16": features.cast_int16, "int32": features.cast_int32, "uint32": features.cast_uint32}
    _takes(k, x, present(TYPES, **older, bool=features.cast_bool), "Input")
    _takes(k, y, present(TYPES, **older, bool=features.bool_cast_output), "Output")
    rank_within(k, x, y)
    same_count(k, x, y, EVAL)


def _takes(k: MicroContext, tensor: Tensor, types: tuple[str, ...], side: str) -> None:
    if tensor.dtype in types or k.features.cast_refuses:
        taken(k, tensor, types, EVAL, message=not_supported(tensor, side + " type {} not supported."))
    else:
        why = f"{tensor.name!r} is {tensor.dtype}, expected {', '.join(types)}: CAST writes nothing"
        k.wrong(why, EVAL, cause=k.type_cause(tensor), tensor=tensor)


KERNELS = (
    Kernel("CAST", params="TfLiteCastParams", parse=known_types("in_data_type", "out_data_type"), prepare=prepare, invoke=invoke),
)
