"""The numbers that a model computes with, in one word for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tflint.model.view import Model

_CONVERSIONS = frozenset({"QUANTIZE", "DEQUANTIZE", "CAST"})
_NUMBERS = frozenset({"int4", "int8", "uint8", "int16", "float16", "float32", "bfloat16", "float64"})


def numeric_type(model: Model) -> str:
    """Return `int8`, `float32`, `int8/int16`: what the operators put out, commonest first, conversions left aside; may be empty."""
    dtypes = [
        graph.tensors[index].dtype
        for graph in model.subgraphs
        for operator in graph.operators
        if operator.code.name not in _CONVERSIONS
        for index in operator.outputs or ()
    ]
    return "/".join(sorted(_NUMBERS.intersection(dtypes), key=lambda dtype: (-dtypes.count(dtype), dtype)))
