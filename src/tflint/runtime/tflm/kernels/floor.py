"""FLOOR: micro/kernels/floor.cc; there is no Prepare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.eval_checks import rank_within, reinterpreted, same_count
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.operand_checks import is_float32
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.runtime.tflm.micro_context import MicroContext

EVAL = Citation("micro/kernels/floor.cc", "FloorEval")


def invoke(k: MicroContext) -> None:
    """Walk FloorEval."""
    x = k.read_input(0, EVAL)
    is_float32(k, x, EVAL)
    y = k.read_output(0, EVAL)
    reinterpreted(k, y, "float32", EVAL)
    rank_within(k, x, y)
    same_count(k, x, y, EVAL)


KERNELS = (Kernel("FLOOR", invoke=invoke),)
