"""Bytes of types and tensors, as TFLM's memory_helpers.cc counts them."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tflint.model.view import Tensor

ALIGNMENT = 16  # MicroArenaBufferAlignment()

# TfLiteTypeSizeOf: int4 counts one byte per element; string, variant, int2, uint4 (and float8 before the wheel) have no size
SIZES = {
    "bool": 1,
    "int4": 1,
    "int8": 1,
    "uint8": 1,
    "bfloat16": 2,
    "float16": 2,
    "int16": 2,
    "uint16": 2,
    "float32": 4,
    "int32": 4,
    "resource": 4,
    "uint32": 4,
    "complex64": 8,
    "float64": 8,
    "int64": 8,
    "uint64": 8,
    "complex128": 16,
}


def type_size(dtype: str) -> int | None:
    """Return the bytes of an element, None for a type without a size (TfLiteTypeSizeOf)."""
    return SIZES.get(dtype)


def byte_size(tensor: Tensor) -> int | None:
    """Return a tensor's bytes, None for a type without a size (BytesRequiredForTensor)."""
    size = type_size(tensor.dtype)
    return None if size is None else tensor.elements * size


def byte_length(dtype: str, dims: tuple[int, ...]) -> int | None:
    """Return type size × dims, bytes, None for a type without a size (TfLiteEvalTensorByteLength, by an eval tensor's dims)."""
    size = type_size(dtype)
    return None if size is None else prod(dims) * size


def align_up(size: int, alignment: int = ALIGNMENT) -> int:
    """Return `size` rounded up to a multiple of `alignment` (AlignSizeUp)."""
    return -(-size // alignment) * alignment


def dims_size(rank: int) -> int:
    """Return the bytes of a TfLiteIntArray of `rank` entries (TfLiteIntArrayGetSizeInBytes)."""
    return 4 + 4 * rank
