"""FULLY_CONNECTED (fully_connected.cc): the hybrid form's buffers, and its fast path for int4."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.litert.kernel import PERSISTENT, Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

HYBRID_FILTERS = frozenset({"uint8", "int8", "int4", "int2"})
FILTER_WIDTH, FILTER_DEPTH = 4, 32
"""The int4 kernels' block (optimized/4bit/fully_connected_*.h: FilterWidth, FilterDepth)."""
PACKED_ROWS = 4
"""What GetMaxSupportedRows returns on x86 and aarch64."""
BIAS_TOLERANCE = 0.02
WEIGHTS_RANK = 2
SOURCE = "kernels/fully_connected.cc: PrepareImpl"


def _up(size: int, multiple: int) -> int:
    return -(-size // multiple) * multiple


def _int4(node: Node, w: TensorState, batch: int, columns: int) -> None:
    block = next(rows for rows in (PACKED_ROWS, 2, 1) if batch >= rows)
    rows, depth = _up(batch, block), _up(columns, FILTER_DEPTH)
    node.temporary("int8", (rows, depth), index=0)
    node.temporary("float32", (rows,), index=1)
    node.temporary("int32", (rows, _up(w.dims[0], FILTER_WIDTH)), index=2)
    node.temporary("int32", (rows,), index=3)
    node.state.temporaries.append(node.first_temporary + 4)


def _hybrid(node: Node, x: TensorState, w: TensorState, batch: int) -> None:
    columns = prod(x.dims) // batch if batch else 0
    fast = w.dtype == "int4" and columns and columns % 2 == 0 and w.dims[0] >= FILTER_WIDTH and columns >= FILTER_DEPTH
    if fast:
        _int4(node, w, batch, columns)
        return
    node.temporary("int8", x.dims, index=0)
    node.temporary("float32", (batch,), index=1)
    node.temporary("int32", (w.dims[0], batch), index=2)
    node.temporary("int32", (batch,), index=3)
    node.temporary("int32", (w.dims[0],), PERSISTENT, index=4)


def _check_bias(node: Node) -> None:
    x, w, bias = (node.file_tensor(i) for i in (0, 1, 2))
    y = node.model.outputs(node.operator)[0]
    if bias is None or x is None or w is None or y is None or x.dtype not in {"int8", "uint8", "int16"}:
        return
    scales = [tensor.quantization.scale if tensor.quantization else () for tensor in (x, w, bias, y)]
    if any(len(scale) != 1 for scale in scales):
        return
    (sx,), (sw,), (sb,), (sy,) = scales
    if sy and abs(sx * sw - sb) / sy > BIAS_TOLERANCE:
        why = f"bias scale {sb:g}, input x filter scale {sx * sw:g}, allowed apart {BIAS_TOLERANCE} x output scale {sy:g}"
        raise node.refuse(
            why, "scale_diff / output_scale <= 0.02 was not true.", source="kernel_util.cc: GetQuantizedConvolutionMultipler"
        )


def prepare(node: Node) -> None:
    """Give the output its shape, flattened to two axes unless keep_num_dims; refuse a bias scale that is off."""
    x, w, y = node.input(0), node.input(1), node.output()
    if x is None or w is None or y is None:
        raise node.refuse("FULLY_CONNECTED misses an input or its output", source=SOURCE)
    node.ensure(
        len(w.dims) == WEIGHTS_RANK, f"the weights have rank {len(w.dims)}, 2 wanted", "NumDimensions(filter) != 2", source=SOURCE
    )
    _check_bias(node)
    batch = prod(x.dims) // w.dims[1] if w.dims[1] else 0
    if x.dtype == "float32" and w.dtype in HYBRID_FILTERS and w.dims[1]:
        _hybrid(node, x, w, batch)
    node.resize(y, (*x.dims[:-1], w.dims[0]) if node.option("keep_num_dims") else (batch, w.dims[0]))


KERNELS = (Kernel("FULLY_CONNECTED", prepare, prepare_tensors=6),)
