"""LOGICAL_AND and LOGICAL_OR: micro/kernels/logical.cc, logical_common.cc; there is no Prepare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.eval_checks import broadcast_fits, rank_within, reinterpreted
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.runtime.tflm.micro_context import MicroContext

EVAL = Citation("micro/kernels/logical_common.cc", "LogicalImpl")


def invoke(k: MicroContext) -> None:
    """Walk LogicalImpl, which looks at nothing: whatever comes is read as bool."""
    a, b, y = k.read_input(0, EVAL), k.read_input(1, EVAL), k.read_output(0, EVAL)
    for tensor in (a, b, y):
        reinterpreted(k, tensor, "bool", EVAL)
    rank_within(k, a, b, y)
    broadcast_fits(k, a, b, y, EVAL)


KERNELS = (Kernel("LOGICAL_AND", invoke=invoke), Kernel("LOGICAL_OR", invoke=invoke))
