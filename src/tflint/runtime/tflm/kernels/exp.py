"""EXP: micro/kernels/exp.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts
from tflint.runtime.tflm.eval_checks import rank_within
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.operand_checks import float32_of_one_shape
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE, EVAL = Citation("micro/kernels/exp.cc", "ExpPrepare"), Citation("micro/kernels/exp.cc", "ExpEval")


def prepare(k: MicroContext) -> None:
    """Walk ExpPrepare."""
    counts(k, 1, 1, PREPARE)
    x = k.temp_input(0, "input", PREPARE)
    y = k.temp_output(0, "output", PREPARE)
    float32_of_one_shape(k, x, y, PREPARE)


def invoke(k: MicroContext) -> None:
    """Walk ExpEval."""
    rank_within(k, k.read_input(0, EVAL))


KERNELS = (Kernel("EXP", prepare=prepare, invoke=invoke),)
