"""What the probe of LiteRT's kernels changes on top of tools/tflm_changes.py: later axes empty, zero points outside their type, variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflm_changes import MOST_OPERANDS, Change

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflm_bases import Base

    from tflint.model.view import Tensor

OUTSIDE = (200, -200)
"""Zero points that neither int8 nor, but for the first, uint8 has: every value lies on one side of them."""


def further(base: Base) -> Iterator[Change]:
    """Yield changes of a model that TFLM's probe does not make."""
    if len(base.operands) > MOST_OPERANDS:
        return
    for label, tensor in base.operands:
        yield from _empty(label, tensor)
        yield from _zero_points(label, tensor)
        if label.startswith("in") and base.model.constant(tensor) is not None:
            yield Change(f"{label} variable", {tensor.index: {"buffer": 0, "is_variable": True}})


def _empty(label: str, tensor: Tensor) -> Iterator[Change]:
    """Yield a tensor without elements for each axis after the first; tools/tflm_changes.py empties that one."""
    for axis in range(1, len(tensor.shape)):
        shape = [0 if place == axis else dim for place, dim in enumerate(tensor.shape)]
        yield Change(f"{label} axis {axis} empty", {tensor.index: {"shape": shape}})


def _zero_points(label: str, tensor: Tensor) -> Iterator[Change]:
    given = tensor.quantization
    if given is None or not given.scale:
        return
    own = {"scale": given.scale, "quantized_dimension": given.quantized_dimension}
    for number in OUTSIDE:
        fields = {**own, "zero_point": [number] * len(given.scale)}
        yield Change(f"{label} zero point {number}", {tensor.index: {"quantization": fields}})
