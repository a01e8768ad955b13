"""FLOOR_DIV: micro/kernels/floor_div.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts, same_type, taken, type_name
from tflint.runtime.printed import logged
from tflint.runtime.tflm.eval_checks import broadcast_fits, rank_within
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import floats
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.runtime.tflm.micro_context import MicroContext

FILE = "micro/kernels/floor_div.cc"
PREPARE, EVAL, DIVIDE = Citation(FILE, "CalculateOpData"), Citation(FILE, "FloorDivEval"), Citation(FILE, "EvalFloorDiv")


def prepare(k: MicroContext) -> None:
    """Walk CalculateOpData: take one type, at Invoke() float32, and no zero to divide by."""
    counts(k, 2, 1, PREPARE)
    a = k.temp_input(0, "input1", PREPARE)
    b = k.temp_input(1, "input2", PREPARE)
    y = k.temp_output(0, "output", PREPARE)
    same_type(k, a, b, ("input1", "input2"), PREPARE)
    same_type(k, a, y, ("input1", "output"), PREPARE)


def invoke(k: MicroContext) -> None:
    """Walk FloorDivEval."""
    a = k.read_input(0, EVAL)
    b = k.read_input(1, EVAL)
    y = k.read_output(0, EVAL)
    taken(k, a, ("float32",), EVAL, message=logged(f"Type '{type_name(a)}' is not supported by FLOOR_DIV."))
    if 0 in (floats(k, b) or ()):
        why = f"{b.name!r} holds 0, FLOOR_DIV divides by zero"
        k.refuse(why, DIVIDE, tensor=b, message=logged("Division by 0"))
    rank_within(k, a, b, y)
    broadcast_fits(k, a, b, y, DIVIDE)


KERNELS = (Kernel("FLOOR_DIV", prepare=prepare, invoke=invoke),)
