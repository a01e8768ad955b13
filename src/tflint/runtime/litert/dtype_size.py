"""How many bytes a tensor takes in LiteRT: BytesRequired and GetSizeOfType (util.cc)."""

from __future__ import annotations

from math import prod

SIZES = {
    "float32": 4,
    "float16": 2,
    "bfloat16": 2,
    "float64": 8,
    "complex64": 8,
    "complex128": 16,
    "int8": 1,
    "uint8": 1,
    "bool": 1,
    "int16": 2,
    "uint16": 2,
    "int32": 4,
    "uint32": 4,
    "int64": 8,
    "uint64": 8,
    "float8_e4m3fn": 1,
    "float8_e5m2": 1,
}
"""Bytes per element, of types that are not packed."""

PACKED = {"int4": 2, "uint4": 2, "int2": 4}
"""Elements per byte."""

HEAP = frozenset({"string", "resource", "variant"})
"""Types whose bytes do not follow from a shape."""


def bytes_required(dtype: str, dims: tuple[int, ...]) -> int:
    """Return the bytes of a tensor; 0 for strings, resources, variants and unknown types."""
    elements = prod(dims)
    if dtype in PACKED:
        return -(-elements // PACKED[dtype])
    return elements * SIZES.get(dtype, 0)
