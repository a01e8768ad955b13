"""DIV: micro/kernels/div.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import same_type, taken
from tflint.runtime.tflm.eval_checks import elementwise_shapes, present, rank_within
from tflint.runtime.tflm.kernel import Kernel, keeps
from tflint.runtime.tflm.kernel_util import constants, zero_point
from tflint.runtime.tflm.operand_checks import ignored_activation, not_supported
from tflint.runtime.tflm.quantization_checks import activation_range, scale_is_read, unquantized
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

FILE = "micro/kernels/div.cc"
PREPARE, OP_DATA, EVAL = Citation(FILE, "DivPrepare"), Citation(FILE, "CalculateOpDataDiv"), Citation(FILE, "DivEval")


def prepare(k: MicroContext) -> None:
    """Walk DivPrepare: one type."""
    a = k.temp_input(0, "input1", PREPARE)
    b = k.temp_input(1, "input2", PREPARE)
    y = k.temp_output(0, "output", PREPARE)
    same_type(k, a, b, ("input1", "input2"), OP_DATA)
    same_type(k, a, y, ("input1", "output"), OP_DATA)
    if y.dtype == "int8":
        activation_range(k, y)
        scale_is_read(k, OP_DATA, a, b, y)
    if y.dtype == "int32" and k.features.div_int32_unquantized:
        unquantized(k, a, "input1", PREPARE)
        unquantized(k, b, "input2", PREPARE)


def invoke(k: MicroContext) -> None:
    """Walk DivEval."""
    a = k.read_input(0, EVAL)
    b = k.read_input(1, EVAL)
    y = k.read_output(0, EVAL)
    listed = "FLOAT32, INT32" if k.features.div_int32_unquantized else "FLOAT32"
    message = not_supported(y, f"DIV only supports {listed}, quantized INT8 now, got type {{}}.")
    taken(k, y, present(("float32", "int32", "int8"), int32=k.features.div_int32_unquantized), EVAL, message=message)
    _zero(k, b)
    ignored_activation(k, OP_DATA)
    rank_within(k, a, b, y)
    elementwise_shapes(k, a, b, y, EVAL)


def _zero(k: MicroContext, divisor: Tensor) -> None:
    """Refuse or note a constant divisor that holds 0: Arm's SDIV gives 0, int8 gives what a debug build stops at."""
    if divisor.dtype not in {"int32", "int8"} or zero_point(divisor) not in (constants(k, divisor) or ()):
        return
    why = f"{divisor.name!r} holds {zero_point(divisor)}, {k.name} divides by zero"
    if divisor.dtype == "int32" and k.features.division_by_zero_refused:
        k.refuse(why, EVAL, tensor=divisor)
    k.wrong(why, Citation("lite/kernels/internal/reference/div.h", "DivElementwise"), tensor=divisor)


KERNELS = (Kernel("DIV", params="TfLiteDivParams", init=keeps("kernels/div:OpDataDiv"), prepare=prepare, invoke=invoke),)
