"""MUL: micro/kernels/mul.cc, mul_common.cc, cmsis_nn/mul.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts, same_type, taken
from tflint.runtime.printed import not_equal
from tflint.runtime.tflm.build import Library
from tflint.runtime.tflm.eval_checks import broadcast_fits, present, rank_within, reinterpreted, same_count
from tflint.runtime.tflm.kernel import Kernel, keeps
from tflint.runtime.tflm.kernel_util import scale, zero_point
from tflint.runtime.tflm.operand_checks import ignored_activation, not_supported
from tflint.runtime.tflm.quantization_checks import activation_range
from tflint.runtime.verdict import Cause, Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE = Citation("micro/kernels/mul_common.cc", "CalculateOpDataMul")
EVAL = Citation("micro/kernels/mul.cc", "MulEval")
OWN_OP_DATA = 7 * 4  # OpData of cmsis-nn/mul.cc
TYPES = ("int8", "int16", "int32", "float32")
QUANTIZED = ("int8", "int16")


def init_cmsis_nn(k: MicroContext) -> None:
    """Walk MulInit of CMSIS-NN, which had a struct of seven integers while it computed its parameters itself."""
    if k.features.cmsis_nn_own_op_data:
        k.persistent(OWN_OP_DATA, "OpData")
    else:
        k.persistent_struct("kernels/mul_common:OpDataMul")


def prepare(k: MicroContext) -> None:
    """Walk CalculateOpDataMul: eval goes by the first input's type alone."""
    first = k.temp_input(0, "input1", PREPARE)
    second = k.temp_input(1, "input2", PREPARE)
    output = k.temp_output(0, "output", PREPARE)
    counts(k, 2, 1, PREPARE)
    same_type(k, first, second, ("input1", "input2"), PREPARE)
    if output.dtype in present(QUANTIZED, uint8=k.features.arithmetic_uint8):
        activation_range(k, output)
        _symmetric(k, first, second, output)


def prepare_cmsis_nn(k: MicroContext) -> None:
    """Walk Prepare of CMSIS-NN, which once took its operands a second time (CalculateOpData)."""
    if k.features.cmsis_nn_mul_status_dropped:
        first, second, output = k.read_input(0, PREPARE), k.read_input(1, PREPARE), k.read_output(0, PREPARE)
        k.temp(first, second, output, first, second)
        two = (len(k.inputs), len(k.outputs)) == (2, 1)
        if two and first.dtype == second.dtype:
            k.temp(output)
        else:
            k.temp(output._replace(quantization=None))  # refused before anybody misses it
            have = f"{first.name!r} is {first.dtype} and {second.name!r} {second.dtype}"
            why = f"{have if two else 'MUL expects 2 inputs and 1 output'}: MUL is not prepared, and runs anyway"
            k.wrong(why, PREPARE, cause=Cause.TYPE, tensor=second)
        return
    prepare(k)
    if k.features.cmsis_nn_own_op_data:
        k.temp(k.input(0), k.input(1), k.output())


def invoke(k: MicroContext) -> None:
    """Walk MulEval."""
    first = k.read_input(0, EVAL)
    second = k.read_input(1, EVAL)
    output = k.read_output(0, EVAL)
    features = k.features
    types = present(TYPES, int16=features.mul_int16, int32=features.mul_int32, uint8=features.arithmetic_uint8)
    taken(k, first, types, EVAL, message=not_supported(first))
    rank_within(k, first, second, output)
    _sizes(k, first, second, output)
    reinterpreted(k, output, first.dtype, EVAL)
    _scales(k, first, second, output)
    ignored_activation(k, PREPARE)


def _symmetric(k: MicroContext, first: Tensor, second: Tensor, output: Tensor) -> None:
    if first.dtype != "int16" or not k.features.mul_int16_symmetric:
        return
    for tensor, name in ((first, "input1"), (second, "input2"), (output, "output")):
        if found := zero_point(tensor):
            why = f"{tensor.name!r} has zero point {found}, MUL expects 0 for int16"
            k.refuse(why, PREPARE, tensor=tensor, message=not_equal(f"data->{name}_zero_point", 0, found, 0))


def _sizes(k: MicroContext, first: Tensor, second: Tensor, output: Tensor) -> None:
    if first.shape != second.shape:
        broadcast_fits(k, first, second, output, EVAL)
    elif first.dtype in {"int8", "int16"} and first.elements != output.elements:
        why = f"{output.name!r} has {output.elements:,} elements, its operands {first.elements:,}"
        k.abort(why, Citation("lite/kernels/internal/types.h", "MatchingElementsSize"), tensor=output)
    else:
        same_count(k, first, output, EVAL)


def _scales(k: MicroContext, first: Tensor, second: Tensor, output: Tensor) -> None:
    tensors = (first, second, output)
    if first.dtype == "int32" and any(t.is_quantized for t in tensors):
        k.wrong("int32 operands are quantized, MUL multiplies them as they are", EVAL, cause=Cause.QUANTIZATION)
    elif first.dtype in {"int8", "int16"}:
        bare = next((t for t in tensors if scale(t) == 0), None)
        if bare is not None:
            why = f"{bare.name!r} is {bare.dtype} without a scale, MUL computes with 0"
            k.wrong(why, PREPARE, cause=Cause.QUANTIZATION, tensor=bare)


KERNELS = tuple(
    Kernel(
        "MUL",
        library=library,
        params="TfLiteMulParams",
        init=init,
        prepare=walk,
        invoke=invoke,
    )
    for library, init, walk in (
        (Library.REFERENCE, keeps("kernels/mul_common:OpDataMul"), prepare),
        (Library.CMSIS_NN, init_cmsis_nn, prepare_cmsis_nn),
    )
)
