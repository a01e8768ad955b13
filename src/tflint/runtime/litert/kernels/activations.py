"""Activations (activations.cc): one input, an output of its shape, and what the integer forms want of scales and zero points."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel
from tflint.runtime.litert.kernel_util import INTEGER8, broadcast, is_power_of_two, ratio
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

FILE = "activations"
LOGISTIC_SCALES = {"uint8": 1 / 256, "int8": 1 / 256, "int16": 1 / 32768}
SOFTMAX_SCALES = {"int8": (1 / 256, -128), "int16": (1 / 32768, 0)}
SOFTMAX_TOLERANCE = 0.001
LOG_SOFTMAX_ZERO_POINTS = {"uint8": 255, "int8": 127}
LOG_SOFTMAX_SCALE = 16 / 256
HIGH_RESOLUTION = 128
"""Of HARD_SWISH: by how much it scales its input up."""


def _ends(node: Node) -> tuple[TensorState, TensorState]:
    ensure.counts(node, 1)
    x, y = node.need(), node.made()
    if node.operator.name != "SOFTMAX":
        ensure.same_type(node, x, y)
    return x, y


def prepare(node: Node) -> None:
    """GenericPrepare: ELU, GELU."""
    x, y = _ends(node)
    node.resize(y, x.dims)


def prepare_symmetric(node: Node) -> None:
    """ReluPrepare, LeakyReluPrepare: int16 without zero points."""
    x, y = _ends(node)
    if x.dtype == "int16":
        ensure.symmetric(node, x, y)
    node.resize(y, x.dims)


def prepare_hard_swish(node: Node) -> None:
    """HardSwishPrepare: the output's scale not below 1/128 of the input's."""
    x, y = _ends(node)
    if x.dtype in INTEGER8 and y.scale:
        why = f"scale {x.scale:g} of {x.name!r} is 128 times that of {y.name!r}, {y.scale:g}, or more"
        holds = ratio(x.scale / HIGH_RESOLUTION, y.scale) < 1
        node.ensure(holds, why, "params->output_multiplier_exponent <= 0 was not true.", cause=Cause.QUANTIZATION)
    node.resize(y, x.dims)


def _power_of_two(node: Node, y: TensorState) -> None:
    why = f"{y.name!r} has scale {y.scale:g}, {node.operator.name} of int16 wants {1 / 32768:g}"
    holds = is_power_of_two(y.scale) and round(y.scale * 32768) == 1
    node.ensure(holds, why, "output_scale_log2_rounded != -kOutputFractionalBits", cause=Cause.QUANTIZATION)


def prepare_tanh(node: Node) -> None:
    """TanhPrepare: int16 in steps of 2^-15."""
    x, y = _ends(node)
    if x.dtype == "int16":
        ensure.symmetric(node, x, y)
        _power_of_two(node, y)
    node.resize(y, x.dims)


def prepare_logistic(node: Node) -> None:
    """SigmoidPrepare: the output spans 0 to 1 exactly."""
    x, y = _ends(node)
    if x.dtype in LOGISTIC_SCALES:
        ensure.scale(node, y, LOGISTIC_SCALES[x.dtype])
    if x.dtype == "int16":
        ensure.symmetric(node, y, x)
    node.resize(y, x.dims)


def prepare_softmax(node: Node) -> None:
    """SoftmaxPrepare: the output spans 0 to 1; it need not be of the input's type."""
    x, y = _ends(node)
    ensure.rank_at_least(node, x, 1)
    if x.dtype == y.dtype and x.dtype in SOFTMAX_SCALES:
        scale, zero_point = SOFTMAX_SCALES[x.dtype]
        ensure.zero_point(node, y, zero_point)
        ensure.scale(node, y, scale, SOFTMAX_TOLERANCE * scale)
    if x.dtype == "int16":
        ensure.symmetric(node, x, y)
    node.resize(y, x.dims)


def prepare_log_softmax(node: Node) -> None:
    """LogSoftmaxPrepare: the output spans -16 to 0 exactly."""
    x, y = _ends(node)
    if x.dtype in INTEGER8:
        ensure.scale(node, y, LOG_SOFTMAX_SCALE)
        ensure.zero_point(node, y, LOG_SOFTMAX_ZERO_POINTS[x.dtype])
    node.resize(y, x.dims)


def prepare_prelu(node: Node) -> None:
    """PreluPrepare: alpha broadcasts to the input, not the other way."""
    ensure.counts(node, 2)
    x, alpha, y = node.need(0), node.need(1), node.made()
    if not node.since("2.0.3"):
        ensure.same_type(node, x, alpha)
    y.dtype = x.dtype
    node.resize(y, broadcast(node, x, alpha))
    ensure.same_dims(node, x, y)


KERNELS = (
    *(Kernel(op, prepare, file=FILE) for op in ("ELU", "GELU")),
    *(Kernel(op, prepare_symmetric, file=FILE) for op in ("RELU", "RELU6", "RELU_N1_TO_1", "RELU_0_TO_1", "LEAKY_RELU")),
    Kernel("HARD_SWISH", prepare_hard_swish, file=FILE),
    Kernel("TANH", prepare_tanh, file=FILE),
    Kernel("LOGISTIC", prepare_logistic, file=FILE),
    Kernel("SOFTMAX", prepare_softmax, shares=(0,), file=FILE),
    Kernel("LOG_SOFTMAX", prepare_log_softmax, file=FILE),
    Kernel("PRELU", prepare_prelu, file=FILE),
)
