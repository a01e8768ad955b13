"""FLOOR_MOD: micro/kernels/floor_mod.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts, same_type, taken, type_name
from tflint.runtime.printed import logged
from tflint.runtime.tflm.eval_checks import broadcast_fits, rank_within
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.runtime.tflm.micro_context import MicroContext

FILE = "micro/kernels/floor_mod.cc"
PREPARE, EVAL = Citation(FILE, "CalculateOpData"), Citation(FILE, "FloorModEval")


def prepare(k: MicroContext) -> None:
    """Walk CalculateOpData: take one type, at Invoke() float32."""
    counts(k, 2, 1, PREPARE)
    a = k.temp_input(0, "input1", PREPARE)
    b = k.temp_input(1, "input2", PREPARE)
    y = k.temp_output(0, "output", PREPARE)
    same_type(k, a, b, ("input1", "input2"), PREPARE)
    same_type(k, a, y, ("input1", "output"), PREPARE)


def invoke(k: MicroContext) -> None:
    """Walk FloorModEval."""
    a = k.read_input(0, EVAL)
    b = k.read_input(1, EVAL)
    y = k.read_output(0, EVAL)
    taken(k, a, ("float32",), EVAL, message=logged(f"Type '{type_name(a)}' is not supported by FLOOR_MOD."))
    rank_within(k, a, b, y)
    broadcast_fits(k, a, b, y, EVAL)


KERNELS = (Kernel("FLOOR_MOD", prepare=prepare, invoke=invoke),)
