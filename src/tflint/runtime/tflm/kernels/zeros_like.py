"""ZEROS_LIKE: micro/kernels/zeros_like.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts, taken, type_number
from tflint.runtime.printed import logged
from tflint.runtime.tflm.eval_checks import rank_within, reinterpreted, same_count
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import zero_point
from tflint.runtime.verdict import Cause, Citation

if TYPE_CHECKING:
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE = Citation("micro/kernels/zeros_like.cc", "ZerosLikePrepare")
EVAL = Citation("micro/kernels/zeros_like.cc", "ZerosLikeEval")
TYPES = ("int64", "int32", "int8", "float32")


def prepare(k: MicroContext) -> None:
    """Walk ZerosLikePrepare: it writes plain zeros, whatever the zero point."""
    counts(k, 1, 1, PREPARE)
    k.temp_input(0, "input", PREPARE)
    k.temp_output(0, "output", PREPARE)


def invoke(k: MicroContext) -> None:
    """Walk ZerosLikeEval."""
    tensor = k.read_input(0, EVAL)
    output = k.read_output(0, EVAL)
    message = logged(f"ZerosLike only currently supports int64, int32, and float32, got {type_number(tensor)}.")
    taken(k, tensor, TYPES, EVAL, message=message)
    rank_within(k, tensor, output)
    reinterpreted(k, output, tensor.dtype, EVAL)
    same_count(k, tensor, output, EVAL)
    if tensor.dtype == "int8" and zero_point(output) != 0:
        why = f"{output.name!r} has zero point {zero_point(output)}, ZEROS_LIKE writes 0"
        k.wrong(why, EVAL, cause=Cause.QUANTIZATION, tensor=output)


KERNELS = (Kernel("ZEROS_LIKE", prepare=prepare, invoke=invoke),)
