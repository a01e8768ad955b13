"""What a defect's condition is, and what conditions of several libraries ask of an operator."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import dims
from tflint.runtime.tflm import convolution_window
from tflint.runtime.tflm.micro_context import MicroContext

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.esp_nn import Convolution

Condition = Callable[[MicroContext], str | None]
"""Return what of the operator meets a defect's condition, a few words with its figures; None where it does not meet it."""


def all_int8(*tensors: Tensor | None) -> bool:
    """Return whether all tensors are there and int8."""
    return all(tensor is not None and tensor.dtype == "int8" for tensor in tensors)


def window(k: MicroContext, *, depthwise: bool = False) -> Convolution | None:
    """Return an undilated int8 convolution with int8 weights, all of four dimensions; None for any other."""
    x, weights, y = k.input(0), k.input(1), k.output(0)
    if x is None or weights is None or y is None or not all_int8(x, weights, y):
        return None
    dilated = k.integer("dilation_h_factor") > 1 or k.integer("dilation_w_factor") > 1
    if dilated or any(len(tensor.shape) != 4 for tensor in (x, weights, y)):
        return None
    return convolution_window.for_esp_nn(k, x, weights, y, k.integer("depth_multiplier") if depthwise else 1)


def filter_channels(k: MicroContext) -> int:
    """Return the channels that each filter of a CONV_2D has."""
    weights = k.input(1)
    return weights.shape[3] if weights is not None and len(weights.shape) == 4 else 0


def is_grouped(k: MicroContext) -> bool:
    """Return whether the filters of a CONV_2D have other channels than the input."""
    x = k.input(0)
    return x is not None and len(x.shape) == 4 and filter_channels(k) not in {0, x.shape[3]}


def shape(tensor: Tensor) -> str:
    """Return a tensor's name and shape as messages write it."""
    return f"{tensor.name!r} is {dims(tensor.shape)}"
