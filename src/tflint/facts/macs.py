"""How many multiplications an operator does, where these decide how long it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tflint.model.view import Model, Operator

WEIGHTED = ("CONV_2D", "FULLY_CONNECTED", "CONV_3D")


def macs(model: Model, operator: Operator) -> int:
    """Return the multiply-accumulate operations of one inference; 0 for an op that multiplies by no weights."""
    tensors = (*model.inputs(operator), None, None, None)
    result = next(iter(model.outputs(operator)), None)
    weights = tensors[1]
    if result is None or weights is None or not weights.shape:
        return 0
    if operator.name in WEIGHTED:
        channels = weights.shape[-1] if operator.name == "CONV_3D" else weights.shape[0]
        return result.elements * weights.elements // max(channels, 1)
    if operator.name == "DEPTHWISE_CONV_2D":
        return result.elements * weights.elements // max(weights.shape[-1], 1)
    given = tensors[2]
    if operator.name == "TRANSPOSE_CONV" and given is not None:
        return given.elements * weights.elements // max(weights.shape[-1], 1)
    return 0
