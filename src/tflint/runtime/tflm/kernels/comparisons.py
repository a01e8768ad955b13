"""EQUAL, NOT_EQUAL, GREATER, GREATER_EQUAL, LESS and LESS_EQUAL: micro/kernels/comparisons.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import taken
from tflint.runtime.tflm.eval_checks import broadcast_fits, present, rank_within, reinterpreted
from tflint.runtime.tflm.kernel import Kernel, keeps
from tflint.runtime.tflm.kernel_util import scale
from tflint.runtime.tflm.operand_checks import not_supported
from tflint.runtime.tflm.quantization_checks import smaller_than_one
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.runtime.tflm.micro_context import MicroContext

FILE = "micro/kernels/comparisons.cc"
PREPARE = Citation(FILE, "ComparisonsPrepare")
NUMBERS = ("float32", "int32", "int64", "int8")
TYPES = {
    "EQUAL": (*NUMBERS, "bool"),
    "NOT_EQUAL": (*NUMBERS, "bool"),
    "GREATER": NUMBERS,  # and int16
    "GREATER_EQUAL": NUMBERS,
    "LESS": NUMBERS,
    "LESS_EQUAL": NUMBERS,
}


def prepare(k: MicroContext) -> None:
    """Walk ComparisonsPrepare: int8 scales below 1."""
    a = k.temp_input(0, "input1", PREPARE)
    b = k.temp_input(1, "input2", PREPARE)
    if a.dtype in present(("int8",), uint8=k.features.uint8_kernels):
        smaller_than_one(k, scale(a), f"{a.name!r}'s scale", a)
        smaller_than_one(k, scale(b), f"{b.name!r}'s scale", b)


def invoke(k: MicroContext) -> None:
    """Walk EqualEval and its sisters, which go by the first input's type."""
    at = Citation(FILE, f"{k.name.title().replace('_', '')}Eval")
    a, b, y = k.read_input(0, at), k.read_input(1, at), k.read_output(0, at)
    int16 = k.name == "GREATER" and k.features.int16_greater_transpose_unpack
    types = present(TYPES[k.name], int16=int16, uint8=k.features.uint8_kernels)
    taken(k, a, types, at, message=not_supported(a))
    if a.dtype == "int16":
        k.wrong(f"{a.name!r} is int16, for which {k.name} never sets its scaling", PREPARE, tensor=a)
    reinterpreted(k, b, a.dtype, at)
    rank_within(k, a, b, y)
    reinterpreted(k, y, "bool", at)
    broadcast_fits(k, a, b, y, at)


KERNELS = tuple(Kernel(op, init=keeps("kernels/comparisons:OpData"), prepare=prepare, invoke=invoke) for op in TYPES)
