"""CONV_2D (conv.cc): im2col for all but plain 1x1 windows, a transposed filter for threads, and the hybrid form's buffers."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.litert.kernel import ARENA, PERSISTENT, Kernel
from tflint.runtime.litert.kernels.padding import out_size

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

HYBRID_FILTERS = frozenset({"uint8", "int8", "int4"})
RANK = 4
SOURCE = "kernels/conv.cc: Prepare"


def _checked(node: Node) -> tuple[TensorState, TensorState, TensorState]:
    x, w, y = node.input(0), node.input(1), node.output()
    if x is None or w is None or y is None:
        raise node.refuse("CONV_2D misses an input or its output", source=SOURCE)
    node.ensure(
        len(x.dims) == RANK, f"the input has rank {len(x.dims)}, CONV_2D takes 4", "input->dims->size != 4", source=SOURCE
    )
    node.ensure(
        len(w.dims) == RANK, f"the filter has rank {len(w.dims)}, CONV_2D takes 4", "filter->dims->size != 4", source=SOURCE
    )
    node.ensure(node.input(2) is not None, "CONV_2D without a bias, which LiteRT wants", "has_bias was not true.", source=SOURCE)
    channels = w.dims[3]
    node.ensure(
        channels > 0 and x.dims[3] % channels == 0,
        f"{x.dims[3]} input channels are no multiple of the filter's {channels}",
        source=SOURCE,
    )
    node.ensure(x.dtype in {"float32", "uint8", "int8", "int16"}, f"CONV_2D does not take {x.dtype}", source=SOURCE)
    return x, w, y


def _is_per_channel(node: Node) -> bool:
    filter_tensor = node.file_tensor(1)
    scales = filter_tensor.quantization.scale if filter_tensor is not None and filter_tensor.quantization else ()
    return any(scale != scales[0] for scale in scales)


def _hybrid(node: Node, x: TensorState, w: TensorState, pixels: int) -> None:
    groups = x.dims[3] // w.dims[3]
    rows = x.dims[0] * x.dims[1] * x.dims[2] * groups
    node.temporary("int8", x.dims)
    node.temporary("float32", (rows,))
    node.temporary("int32", (w.dims[0], pixels))
    if _is_per_channel(node):
        node.temporary("int32", (rows,))
        node.temporary("int32", (w.dims[0],), PERSISTENT)


def prepare(node: Node) -> None:
    """Conv's Prepare and AllocateTemporaryTensorsIfRequired: im2col, hwcn weights, then the hybrid buffers."""
    x, w, y = _checked(node)
    strides = node.number("stride_h"), node.number("stride_w")
    dilations = node.number("dilation_h_factor"), node.number("dilation_w_factor")
    height, width = (out_size(node.number("padding"), x.dims[1 + i], w.dims[1 + i], strides[i], dilations[i]) for i in (0, 1))
    node.resize(y, (x.dims[0], height, width, w.dims[0]))
    hybrid = x.dtype == "float32" and w.dtype in HYBRID_FILTERS
    threaded = (
        not node.settings.ruy and node.settings.threads != 1 and not hybrid and dilations == (1, 1) and w.allocation is not ARENA
    )
    if x.dtype == "float32" and threaded:
        node.temporary("float32", (prod(w.dims[1:]), w.dims[0]), PERSISTENT)
    elif (*strides, *dilations, w.dims[1], w.dims[2]) != (1,) * 6:
        dtype = ("int8" if w.dtype == "int4" else w.dtype) if hybrid else x.dtype
        node.temporary(dtype, (x.dims[0], height, width, prod(w.dims[1:])))
    if hybrid:
        _hybrid(node, x, w, x.dims[0] * height * width)


KERNELS = (Kernel("CONV_2D", prepare),)
