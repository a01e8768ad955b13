"""CEIL: micro/kernels/ceil.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts
from tflint.runtime.tflm.eval_checks import rank_within
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.operand_checks import float32_of_one_shape
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE, EVAL = Citation("micro/kernels/ceil.cc", "CeilPrepare"), Citation("micro/kernels/ceil.cc", "CeilEval")


def prepare(k: MicroContext) -> None:
    """Walk CeilPrepare."""
    x = k.temp_input(0, "input", PREPARE)
    y = k.temp_output(0, "output", PREPARE)
    counts(k, 1, 1, PREPARE)
    float32_of_one_shape(k, x, y, PREPARE)


def invoke(k: MicroContext) -> None:
    """Walk CeilEval."""
    rank_within(k, k.read_input(0, EVAL))


KERNELS = (Kernel("CEIL", prepare=prepare, invoke=invoke),)
