"""RELU and RELU6: micro/kernels/activations.cc, activations_common.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import taken, type_name
from tflint.runtime.printed import logged
from tflint.runtime.tflm.eval_checks import present, rank_within, reinterpreted, same_count
from tflint.runtime.tflm.kernel import Kernel, keeps
from tflint.runtime.tflm.quantization_checks import same_scale, zero_point_is
from tflint.runtime.verdict import Cause, Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

FILE, COMMON = "micro/kernels/activations.cc", "micro/kernels/activations_common.cc"
PREPARE, PREPARE6 = Citation(COMMON, "ReluPrepare"), Citation(COMMON, "Relu6Prepare")
EVAL, EVAL6 = Citation(FILE, "ReluEval"), Citation(FILE, "Relu6Eval")
TYPES = ("float32", "int8", "int16")


def prepare(k: MicroContext) -> None:
    """Walk ReluPrepare: an int16 RELU is symmetric."""
    x = k.temp_input(0, "input", PREPARE)
    y = k.temp_output(0, "output", PREPARE)
    if x.dtype in {"int8", "int16"}:
        rank_within(k, x, y)
    if x.dtype == "int16" and k.features.relu_int16:
        zero_point_is(k, x, 0, "input", PREPARE)
        zero_point_is(k, y, 0, "output", PREPARE)


def invoke(k: MicroContext) -> None:
    """Walk ReluEval."""
    _eval(k, k.read_input(0, EVAL), k.read_output(0, EVAL), EVAL)


def prepare_relu6(k: MicroContext) -> None:
    """Walk Relu6Prepare: it reads its thresholds off the input's scale and never looks at the output."""
    k.temp_input(0, "input", PREPARE6)


def invoke_relu6(k: MicroContext) -> None:
    """Walk Relu6Eval."""
    x, y = k.read_input(0, EVAL6), k.read_output(0, EVAL6)
    _eval(k, x, y, EVAL6)
    same_scale(k, x, y, EVAL6, cause=Cause.QUANTIZATION)


def _eval(k: MicroContext, x: Tensor, y: Tensor, at: Citation) -> None:
    listed = "float32/int8/int16" if k.features.relu_int16 else "float32"
    message = logged(f"Only {listed} is supported currently, got {type_name(x)}")
    takes_int16 = k.features.relu6_int16 if k.name == "RELU6" else k.features.relu_int16
    taken(k, x, present(TYPES, int16=takes_int16, uint8=k.features.uint8_kernels), at, message=message)
    rank_within(k, x, y)
    reinterpreted(k, y, x.dtype, at)
    same_count(k, x, y, at)


KERNELS = (
    Kernel("RELU", init=keeps("kernels/activations:ReluOpData"), prepare=prepare, invoke=invoke),
    Kernel("RELU6", init=keeps("kernels/activations:Relu6OpData"), prepare=prepare_relu6, invoke=invoke_relu6),
)
