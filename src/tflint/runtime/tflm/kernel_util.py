"""What TFLM's kernels read of an operator: quantization parameters, options, constants (kernel_util.cc, op_macros.h)."""

from __future__ import annotations

from struct import calcsize, iter_unpack
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

ACTIVATIONS = ("NONE", "RELU", "RELU_N1_TO_1", "RELU6", "TANH", "SIGN_BIT")

_INTEGERS = {"int8": "<b", "uint8": "<B", "bool": "<B", "int16": "<h", "uint16": "<H"} | {
    "int32": "<i",
    "uint32": "<I",
    "int64": "<q",
    "uint64": "<Q",
}


def scale(tensor: Tensor) -> float:
    """Return params.scale: the first scale, 0 where the runtime sees no quantization."""
    quantization = tensor.quantization
    return quantization.scale[0] if quantization is not None and quantization.scale and quantization.zero_point else 0.0


def scales(tensor: Tensor) -> tuple[float, ...]:
    """Return all scales, none where the runtime sees no quantization."""
    quantization = tensor.quantization
    return quantization.scale if quantization is not None and quantization.zero_point else ()


def zero_point(tensor: Tensor) -> int:
    """Return params.zero_point: the first zero point, 0 where the runtime sees no quantization."""
    quantization = tensor.quantization
    return quantization.zero_point[0] if quantization is not None and quantization.scale and quantization.zero_point else 0


def dimension(tensor: Tensor | None, axis: int) -> int:
    """Return one of a tensor's dims, 0 for an omitted tensor or an axis that it does not have."""
    if tensor is None:
        return 0
    shape = tensor.shape
    return shape[axis] if -len(shape) <= axis < len(shape) else 0


def elements(tensor: Tensor | None) -> int:
    """Return a tensor's number of elements, 0 for an omitted one."""
    return 0 if tensor is None else tensor.elements


def activation(k: MicroContext) -> str:
    """Return the fused activation's name, NONE for a number that the schema does not know (ConvertActivation)."""
    number = k.integer("fused_activation_function")
    return ACTIVATIONS[number] if 0 <= number < len(ACTIVATIONS) else "NONE"


def constants(k: MicroContext, tensor: Tensor | None) -> tuple[int, ...] | None:
    """Return a constant integer tensor's values, as many as its shape and its buffer have; None for a computed one."""
    data = k.constant(tensor)
    if tensor is None or data is None or tensor.dtype not in _INTEGERS:
        return None
    form = _INTEGERS[tensor.dtype]
    count = min(len(data) // calcsize(form), max(tensor.elements, 0))
    return tuple(value for (value,) in iter_unpack(form, data[: count * calcsize(form)]))


def floats(k: MicroContext, tensor: Tensor | None) -> tuple[float, ...] | None:
    """Return a constant float32 tensor's values, as many as its shape and its buffer have; None for any other."""
    data = k.constant(tensor)
    if tensor is None or data is None or tensor.dtype != "float32":
        return None
    count = min(len(data) // 4, max(tensor.elements, 0))
    return tuple(value for (value,) in iter_unpack("<f", data[: count * 4]))


def as_int32(k: MicroContext, tensor: Tensor | None, count: int) -> tuple[int, ...] | None:
    """Read up to `count` entries of a constant as kernels do that never ask its type or size: int32, on into what follows in the file.

    Return None for a computed or omitted operand.
    """
    if tensor is None or k.constant(tensor) is None:
        return None
    buffer = k.model.buffers[tensor.buffer]
    data = k.model.data[buffer.at : buffer.at + 4 * max(count, 0)]
    return tuple(value for (value,) in iter_unpack("<i", data[: len(data) // 4 * 4]))
