"""Which kernel file serves an op."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Kernel

MODULES = (
    "activations",
    "add",
    "add_n",
    "batch_matmul",
    "bitcast",
    "broadcasting",
    "cast",
    "concatenation",
    "constants",
    "control_flow",
    "conv",
    "conv3d",
    "depthwise_conv",
    "detection_postprocess",
    "dilate",
    "dynamic_update_slice",
    "elementwise",
    "expand_dims",
    "fill",
    "fully_connected",
    "gather",
    "l2norm",
    "lstm",
    "mul",
    "non_max_suppression",
    "pack",
    "pad",
    "pooling",
    "quantize",
    "reduce",
    "reshape",
    "resize",
    "reverse",
    "rfft2d",
    "rnn",
    "segments",
    "select",
    "slice",
    "space_to_depth",
    "split",
    "squared_difference",
    "stablehlo",
    "strided_slice",
    "svdf",
    "transpose",
    "transpose_conv",
    "unary",
    "var_handle",
)

UNMODELLED = frozenset(
    {
        "BIDIRECTIONAL_SEQUENCE_LSTM",
        "BIDIRECTIONAL_SEQUENCE_RNN",
        "STABLEHLO_REDUCE_WINDOW",
    }
)
"""Ops whose kernels ask for temporaries that no file here gives: the figure is then a lower bound."""


@cache
def kernels() -> dict[str, Kernel]:
    """Return the kernel of each op that does more than write its output."""
    found = (import_module(f"tflint.runtime.litert.kernels.{name}").KERNELS for name in MODULES)
    return {kernel.op: kernel for declared in found for kernel in declared}
