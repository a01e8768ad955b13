"""NEG: micro/kernels/neg.cc; there is no Prepare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import taken
from tflint.runtime.tflm.eval_checks import rank_within, reinterpreted, same_count
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.operand_checks import not_supported
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.runtime.tflm.micro_context import MicroContext

EVAL = Citation("micro/kernels/neg.cc", "NegEval")


def invoke(k: MicroContext) -> None:
    """Walk NegEval."""
    x, y = k.read_input(0, EVAL), k.read_output(0, EVAL)
    taken(k, x, ("float32",), EVAL, message=not_supported(x))
    rank_within(k, x, y)
    reinterpreted(k, y, "float32", EVAL)
    same_count(k, x, y, EVAL)


KERNELS = (Kernel("NEG", invoke=invoke),)
