"""ADD_N: micro/kernels/add_n.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts, same_shape, same_type, taken, type_name
from tflint.runtime.printed import logged, not_true
from tflint.runtime.tflm.eval_checks import has_address, rank_within, same_count
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import scale, zero_point
from tflint.runtime.tflm.quantization_checks import twice_itself
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

FILE = "micro/kernels/add_n.cc"
PREPARE, EVAL = Citation(FILE, "CalculateOpData"), Citation(FILE, "EvalAddN")
FEWEST = 2
SHIFT = 20  # kAddNIntegerShift


def prepare(k: MicroContext) -> None:
    """Walk CalculateOpData: two or more inputs of one type, shape and quantization; the struct comes here, not in Init."""
    count = len(k.inputs)
    if count < FEWEST:
        k.refuse(f"{k.name} has {count} inputs, expected at least {FEWEST}", PREPARE, message=not_true("num_inputs >= 2"))
    counts(k, None, 1, PREPARE)
    x = k.temp_input(0, "input_tensor_first", PREPARE)
    y = k.temp_output(0, "output", PREPARE)
    same_type(k, y, x, ("output", "input_tensor_first"), PREPARE)
    for position in range(1, count):
        _like_first(k, x, k.temp_input(position, "input", PREPARE))
    if y.dtype == "int8":
        k.persistent_struct("kernels/add_n:OpData")
    message = logged(f"ADD_N only supports FLOAT32 and INT8, got {type_name(y)}.")
    taken(k, y, ("float32", "int8"), PREPARE, message=message)
    k.scratch(k.sizeof("ptr") * count, "pointers to the inputs")
    if y.dtype == "int8":
        twice_itself(k, x, y, shift=SHIFT)


def _like_first(k: MicroContext, first: Tensor, other: Tensor) -> None:
    same_shape(k, first, other, ("input_tensor_first", "input"), PREPARE)
    same_type(k, first, other, ("input_tensor_first", "input"), PREPARE)
    for what, one, two, field in (
        ("zero point", zero_point(first), zero_point(other), "zero_point"),
        ("scale", scale(first), scale(other), "scale"),
    ):
        if first.dtype == "int8" and one != two:
            why = f"{first.name!r} has {what} {one:g} and {other.name!r} {two:g}, {k.name} expects one {what}"
            message = not_true(f"input_tensor_first->params.{field} == input->params.{field}")
            k.refuse(why, PREPARE, tensor=other, message=message)


def invoke(k: MicroContext) -> None:
    """Walk EvalAddN."""
    x, y = k.read_input(0, EVAL), k.read_output(0, EVAL)
    rank_within(k, y)
    has_address(k, x, y.elements, EVAL)
    same_count(k, x, y, EVAL)


KERNELS = (Kernel("ADD_N", prepare=prepare, invoke=invoke),)
