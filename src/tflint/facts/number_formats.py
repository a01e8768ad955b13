"""Number formats in which a model computes."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tflint.facts.subject import of_target
from tflint.record import Record

if TYPE_CHECKING:
    from tflint.facts.subject import Facts
    from tflint.model.view import Model, Operator, Tensor

QUANTIZED = ("int8", "int16", "uint8")
ARITHMETIC = (*QUANTIZED, "float32")
CONVERSIONS = frozenset({"QUANTIZE", "DEQUANTIZE", "CAST"})
# these put values elsewhere, repeat them or pick among them
MOVES = frozenset((
    "BATCH_TO_SPACE_ND", "BROADCAST_TO", "CONCATENATION", "DEPTH_TO_SPACE", "DYNAMIC_UPDATE_SLICE", "EMBEDDING_LOOKUP", "EXPAND_DIMS",
    "GATHER", "GATHER_ND", "MIRROR_PAD", "PACK", "PAD", "PADV2", "RESHAPE", "RESIZE_NEAREST_NEIGHBOR", "REVERSE_SEQUENCE", "REVERSE_V2",
    "SCATTER_ND", "SELECT", "SELECT_V2", "SLICE", "SPACE_TO_BATCH_ND", "SPACE_TO_DEPTH", "SPLIT", "SPLIT_V", "SQUEEZE", "STRIDED_SLICE",
    "TILE", "TRANSPOSE", "UNPACK",
))  # fmt: skip
# these carry values between subgraphs and inferences, ask for a shape, or fill a tensor with one value
OTHERS = frozenset((
    "ASSIGN_VARIABLE", "CALL", "CALL_ONCE", "FILL", "IF", "ONE_HOT", "RANK", "READ_VARIABLE", "SHAPE", "VAR_HANDLE", "WHILE", "ZEROS_LIKE",
))  # fmt: skip
NO_ARITHMETIC = CONVERSIONS | MOVES | OTHERS


class NumberFormats(Record):
    """How many operators compute in each format: int8, int16, uint8, float32.

    Left out are conversions, ops that only move values, and custom ops that do not work on quantized tensors.
    """

    operators: Counter[str]

    @property
    def integers(self) -> int:
        """Return how many operators compute in integers."""
        return sum(self.operators[dtype] for dtype in QUANTIZED)

    @property
    def quantized(self) -> bool:
        """Return whether most of the arithmetic is in integers."""
        return self.integers > self.operators["float32"]

    @property
    def mixed(self) -> bool:
        """Return whether some of the arithmetic is in integers and some in float32."""
        return bool(self.integers and self.operators["float32"])

    @property
    def name(self) -> str:
        """Return the formats as messages write them, commonest first: `int8`, `int8/float32`; empty without arithmetic."""
        return "/".join(dtype for dtype, _ in self.operators.most_common())


@of_target
def number_formats(facts: Facts) -> NumberFormats:
    """Return the number formats in which the model computes."""
    model = facts.model
    formats = [computes_in(model, it) for it in model.operators()]
    return NumberFormats(Counter([it for it in formats if it is not None]))


def computes_in(model: Model, operator: Operator) -> str | None:
    """Return the number format in which an operator computes, None for one that does no arithmetic.

    It is the format of the first computed tensor, output before input, that has one. A custom op counts where it turns quantized
    tensors into quantized tensors, as programs for an NPU do.
    """
    name = operator.code.name
    if name == "CUSTOM":
        return _custom(model, operator)
    if name in NO_ARITHMETIC:
        return None
    for it in model.outputs(operator):
        if it is not None and (found := number_format(it)):
            return found
    computed = (it for it in model.inputs(operator) if it is not None and not model.is_constant(it))
    return next(filter(None, map(number_format, computed)), None)


def number_format(tensor: Tensor) -> str | None:
    """Return a tensor's format if values are computed in it; None for indices, and for int16 without a scale: raw samples."""
    if tensor.dtype not in ARITHMETIC or (tensor.dtype == "int16" and not tensor.is_quantized):
        return None
    return tensor.dtype


def _custom(model: Model, operator: Operator) -> str | None:
    ins = any(it.dtype in QUANTIZED and it.is_quantized for it in model.inputs(operator) if it and not model.is_constant(it))
    outs = (it.dtype for it in model.outputs(operator) if it and it.dtype in QUANTIZED and it.is_quantized)
    return next(outs, None) if ins else None
