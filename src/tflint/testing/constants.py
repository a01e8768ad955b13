"""Packs a constant's values into the bytes that the schema stores for its type."""

from __future__ import annotations

from math import prod
from struct import pack
from typing import TYPE_CHECKING

from tflint.model import schema

if TYPE_CHECKING:
    from collections.abc import Sequence

CODES = {
    "float32": "f",
    "float16": "e",
    "float64": "d",
    "int8": "b",
    "uint8": "B",
    "int16": "h",
    "uint16": "H",
    "int32": "i",
    "uint32": "I",
    "int64": "q",
    "uint64": "Q",
    "bool": "?",
    "resource": "i",
}
BITS = {"int4": 4, "uint4": 4, "int2": 2}  # packed from the low bits up
TYPES = {name.lower(): number for number, name in schema.ENUMS["TensorType"].items()}

Values = "bytes | bytearray | memoryview | float | Sequence[float]"


def type_number(dtype: str | int) -> int:
    """Return a type's number in the schema; a number stands for itself, known or not."""
    if isinstance(dtype, int):
        return dtype
    if dtype not in TYPES:
        raise ValueError(f"the schema has no type {dtype}; it has {', '.join(TYPES)}")
    return TYPES[dtype]


def packed(values: bytes | bytearray | memoryview | float | Sequence[float], shape: Sequence[int], dtype: str | int) -> bytes:
    """Return a constant's bytes. Bytes stay what they are, a single number fills the shape, a numpy array gives its own bytes."""
    if isinstance(values, bytes | bytearray | memoryview):
        return bytes(values)
    if hasattr(values, "tobytes"):
        return bytes(values.tobytes())
    numbers = [values] * prod(shape) if isinstance(values, int | float) else list(values)
    if dtype in BITS:
        return packed_below_a_byte([int(number) for number in numbers], BITS[str(dtype)])
    if dtype not in CODES:
        raise ValueError(f"values of type {dtype} must be given as bytes")
    whole = CODES[str(dtype)] not in "efd"
    return pack(f"<{len(numbers)}{CODES[str(dtype)]}", *(int(number) if whole else number for number in numbers))


def packed_below_a_byte(numbers: Sequence[int], bits: int) -> bytes:
    """Return numbers of 2 or 4 bits, several a byte, the first in the lowest bits."""
    per_byte, mask = 8 // bits, (1 << bits) - 1
    chunks = [numbers[i : i + per_byte] for i in range(0, len(numbers), per_byte)]
    return bytes(sum((number & mask) << (bits * place) for place, number in enumerate(chunk)) for chunk in chunks)
