"""ELU: micro/kernels/elu.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts, same_type, taken, type_name
from tflint.runtime.printed import logged
from tflint.runtime.tflm.eval_checks import rank_within, same_count
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.quantization_checks import scale_is_read
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE, EVAL = Citation("micro/kernels/elu.cc", "CalculateOpData"), Citation("micro/kernels/elu.cc", "EluEval")


def init(k: MicroContext) -> None:
    """Walk EluInit: a table that only int8 reads."""
    k.persistent_struct("kernels/elu:OpData")
    x = k.input(0)
    if x is not None and x.dtype != "int8":
        k.memory.leave_unread()


def prepare(k: MicroContext) -> None:
    """Walk CalculateOpData: one type, at Invoke() float32 or int8."""
    counts(k, 1, 1, PREPARE)
    x = k.temp_input(0, "input", PREPARE)
    y = k.temp_output(0, "output", PREPARE)
    same_type(k, x, y, ("input", "output"), PREPARE)


def invoke(k: MicroContext) -> None:
    """Walk EluEval."""
    x = k.read_input(0, EVAL)
    y = k.read_output(0, EVAL)
    message = logged(f"ELU only supports float32 and int8 currently, got {type_name(x)}.")
    taken(k, x, ("float32", "int8"), EVAL, message=message)
    scale_is_read(k, PREPARE, x, y)
    rank_within(k, x, y)
    same_count(k, x, y, EVAL)


KERNELS = (Kernel("ELU", init=init, prepare=prepare, invoke=invoke),)
