"""PAD and PADV2: micro/kernels/pad.cc, pad_common.cc, cmsis_nn/pad.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts, dims, one_element, rank_at_most, same_type, taken, type_name
from tflint.runtime.printed import logged, not_equal, not_equal_doubles, not_true
from tflint.runtime.tflm.build import Library
from tflint.runtime.tflm.eval_checks import present
from tflint.runtime.tflm.kernel import Kernel, keeps
from tflint.runtime.tflm.kernel_util import as_int32, dimension, scale, zero_point
from tflint.runtime.tflm.operand_checks import constant
from tflint.runtime.tflm.quantization_checks import same_scale
from tflint.runtime.verdict import Cause, Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE = Citation("micro/kernels/pad_common.cc", "PadPrepare")
EVAL = Citation("micro/kernels/pad.cc", "PadEval")
CMSIS_NN = Citation("micro/kernels/cmsis_nn/pad.cc", "PadEvalInt8")
TYPES = ("float32", "int8", "int16", "int32")
RANKS = 5  # reference_ops::PadKernelMaxDimensionCount


def prepare(k: MicroContext) -> None:
    """Walk PadPrepare: PAD takes a constant value too, PADV2 may lack it."""
    found = len(k.operator.inputs or ())
    if found not in {2, 3}:
        message = not_true("NumInputs(node) == 2 || NumInputs(node) == 3")
        k.refuse(f"{k.name} has {found} inputs, expected 2 or 3", PREPARE, message=message)
    counts(k, None, 1, PREPARE)
    tensor = k.temp_input(0, "input", PREPARE)
    paddings = k.temp_input(1, "paddings", PREPARE)
    value = k.input(2)
    k.temp(value)
    output = k.temp_output(0, "output", PREPARE)
    same_type(k, tensor, output, ("input", "output"), PREPARE, numbers=True)
    message = not_true("NumDimensions(input) <= reference_ops::PadKernelMaxDimensionCount()")
    rank_at_most(k, tensor, RANKS, PREPARE, message=message)
    _value(k, tensor, value)
    _shape(k, tensor, paddings, output)
    if tensor.dtype == "int8" and k.features.pad_checked_in_prepare:
        _int8(k, value, output)


def invoke(k: MicroContext) -> None:
    """Walk PadEval."""
    tensor, value, output = k.read_input(0, EVAL), k.input(2), k.read_output(0, EVAL)
    types = present(TYPES, int16=k.features.int16_pad_resize, uint8=k.features.uint8_kernels)
    taken(k, tensor, types, EVAL, message=logged(f"Type {type_name(tensor)} not currently supported by Pad."))
    if tensor.dtype == "int8" and not k.features.pad_checked_in_prepare:
        _int8(k, value, output)
    same_scale(k, tensor, output, EVAL)
    if tensor.dtype == "int16" and value is None and zero_point(output):
        why = f"{output.name!r} has zero point {zero_point(output)}, an int16 PAD pads with 0"
        k.wrong(why, EVAL, cause=Cause.QUANTIZATION, tensor=output)


def invoke_cmsis_nn(k: MicroContext) -> None:
    """Walk PadEval of CMSIS-NN."""
    invoke(k)
    tensor = k.read_input(0, EVAL)
    rank = len(tensor.shape)
    if tensor.dtype == "int8" and rank > 4:
        k.wrong(f"{tensor.name!r} has rank {rank}, CMSIS-NN pads the last 4 dimensions only", CMSIS_NN, tensor=tensor)


def _value(k: MicroContext, tensor: Tensor, value: Tensor | None) -> None:
    if value is None:
        return
    same_type(k, tensor, value, ("input", "constant_values"), PREPARE, numbers=True)
    one_element(k, value, "NumElements(constant_values)", PREPARE)


def _shape(k: MicroContext, tensor: Tensor, paddings: Tensor, output: Tensor) -> None:
    rank = len(output.shape)
    if paddings.elements != 2 * rank:
        why = f"{paddings.name!r} has {paddings.elements} entries, {output.name!r} of rank {rank} expects {2 * rank}"
        message = not_equal("GetTensorShape(paddings).FlatSize()", "output->dims->size * 2", paddings.elements, 2 * rank)
        k.refuse(why, PREPARE, tensor=paddings, message=message)
    constant(k, paddings, "paddings", PREPARE)
    pads = as_int32(k, paddings, 2 * rank) or ()
    for axis in range(min(rank, len(pads) // 2)):
        expected = dimension(tensor, axis) + pads[2 * axis] + pads[2 * axis + 1]
        if output.shape[axis] != expected:
            why = f"{output.name!r} is {dims(output.shape)}, padding gives {expected} at dimension {axis}"
            message = not_equal("output_dim", "expected_dim", output.shape[axis], expected)
            k.refuse(why, PREPARE, tensor=output, message=message)
    if any(pad < 0 for pad in pads):
        k.wrong(f"{paddings.name!r} has a negative padding, PAD does not crop", EVAL, tensor=paddings)


def _int8(k: MicroContext, value: Tensor | None, output: Tensor) -> None:
    if value is None:
        if not -128 <= zero_point(output) <= 127:
            why = f"{output.name!r} has zero point {zero_point(output)}, expected -128…127"
            bound = ">= std::numeric_limits<int8_t>::min()" if zero_point(output) < 0 else "<= std::numeric_limits<int8_t>::max()"
            k.refuse(why, PREPARE, tensor=output, message=not_true(f"output->params.zero_point {bound}"))
        return
    for found, wanted, what, text in (
        (zero_point(value), zero_point(output), "zero point", "{}->params.zero_point"),
        (scale(value), scale(output), "scale", "static_cast<double>({}->params.scale)"),
    ):
        if found != wanted:
            why = f"{value.name!r} has {what} {found:g}, an int8 PAD expects its output's {wanted:g}"
            printed = not_equal_doubles(text.format("output"), text.format("constant_values"))
            message = printed if k.features.pad_checked_in_prepare else None  # before, another expression of the same meaning
            k.refuse(why, PREPARE, cause=Cause.QUANTIZATION, tensor=value, message=message)


KERNELS = tuple(
    Kernel(op, library=library, init=keeps("kernels/pad_common:OpData"), prepare=prepare, invoke=walk)
    for op in ("PAD", "PADV2")
    for library, walk in ((Library.REFERENCE, invoke), (Library.CMSIS_NN, invoke_cmsis_nn))
)
