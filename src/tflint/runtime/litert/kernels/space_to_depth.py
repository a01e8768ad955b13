"""SPACE_TO_DEPTH, DEPTH_TO_SPACE, SPACE_TO_BATCH_ND, BATCH_TO_SPACE_ND: blocks of an image moved to another axis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel
from tflint.runtime.litert.kernel_util import INTEGERS

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

TYPES = frozenset({"float32", "uint8", "int8", "int32", "int64"})
IMAGE = 4
RANKS = (3, 4)


def _image(node: Node) -> tuple[TensorState, TensorState, int]:
    ensure.counts(node, 1)
    x, y = node.need(), node.made()
    ensure.rank(node, x, IMAGE)
    ensure.takes(node, y, TYPES)
    ensure.same_type(node, x, y)
    ensure.positive(node, "block_size")
    return x, y, node.number("block_size")


def prepare(node: Node) -> None:
    """SPACE_TO_DEPTH (space_to_depth.cc): the block divides rows and columns."""
    x, y, block = _image(node)
    batch, height, width, depth = x.dims
    why = f"{x.name!r} is {height} x {width}, which blocks of {block} do not divide"
    node.ensure(height % block == width % block == 0, why, "input_height != output_height * block_size")
    node.resize(y, (batch, height // block, width // block, depth * block * block))


def prepare_depth(node: Node) -> None:
    """DEPTH_TO_SPACE (depth_to_space.cc): the block's square divides the channels."""
    x, y, block = _image(node)
    batch, height, width, depth = x.dims
    why = f"{x.name!r} has {depth} channels, which {block} x {block} do not divide"
    node.ensure(depth % (block * block) == 0, why, "input_channels != output_channels * block_size * block_size")
    node.resize(y, (batch, height * block, width * block, depth // (block * block)))


def _batches(node: Node) -> tuple[TensorState, TensorState] | None:
    """Check what the two kernels share; return nothing where the output waits for Invoke."""
    ensure.counts(node, 3)
    x, block, edges, y = node.need(0), node.need(1), node.need(2), node.made()
    ensure.rank_between(node, x, *RANKS)
    ensure.same_type(node, x, y)
    if x.dtype in INTEGERS:
        ensure.same_quantization(node, x, y)
    if x.dtype == "int16":
        ensure.symmetric(node, x, y)
    if not (block.is_known and edges.is_known):
        node.make_dynamic(y)
        return None
    spatial = len(x.dims) - 2
    ensure.rank(node, block, 1)
    ensure.elements(node, block, spatial)
    ensure.rank(node, edges, 2)
    node.ensure(
        edges.dims == (spatial, 2),
        f"{edges.name!r} is {list(edges.dims)}, [{spatial}, 2] wanted",
        "dims->data[0] != spatial_dims_num",
    )
    return x, y


def _blocks(node: Node) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """Return block and edges as int32, as the kernels read them whatever their type."""
    blocks, edges = node.int32(1), node.int32(2)
    if blocks is None or edges is None:
        return None
    node.ensure(0 not in blocks, f"block {list(blocks)}", "block_shape[dim] != 0 was not true.")
    return blocks, edges


def prepare_to_batch(node: Node) -> None:
    """SPACE_TO_BATCH_ND (space_to_batch_nd.cc): the block divides what is padded."""
    ends, values = _batches(node), None
    if ends is not None:
        values = _blocks(node)
    if ends is None or values is None:
        return
    (x, y), (blocks, edges) = ends, values
    batch, middle = x.dims[0], []
    for axis, block in enumerate(blocks):
        padded = x.dims[axis + 1] + edges[2 * axis] + edges[2 * axis + 1]
        why = f"axis {axis + 1} of {x.name!r} has {padded} with its padding, which block {block} does not divide"
        node.ensure(padded % block == 0, why, "final_dim_size % block_shape[dim] != 0")
        middle.append(padded // block)
        batch *= block
    node.resize(y, (batch, *middle, x.dims[-1]))


def prepare_to_space(node: Node) -> None:
    """BATCH_TO_SPACE_ND (batch_to_space_nd.cc): the block divides the batches."""
    ends, values = _batches(node), None
    if ends is not None:
        values = _blocks(node)
    if ends is None or values is None:
        return
    (x, y), (blocks, crops) = ends, values
    node.ensure(min(crops) >= 0, f"crops {list(crops)}", "crops[i] >= 0 was not true.")
    batch, middle = x.dims[0], []
    for axis, block in enumerate(blocks):
        node.ensure(
            batch % block == 0,
            f"{batch} batches, which block {block} does not divide",
            "output_batch_size % block_shape[dim] != 0",
        )
        batch //= block
        middle.append(x.dims[axis + 1] * block - crops[2 * axis] - crops[2 * axis + 1])
    node.resize(y, (batch, *middle, x.dims[-1]))


KERNELS = (
    Kernel("SPACE_TO_DEPTH", prepare),
    Kernel("DEPTH_TO_SPACE", prepare_depth),
    Kernel("SPACE_TO_BATCH_ND", prepare_to_batch),
    Kernel("BATCH_TO_SPACE_ND", prepare_to_space),
)
