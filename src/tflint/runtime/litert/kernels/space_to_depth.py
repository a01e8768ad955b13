"""SPACE_TO_DEPTH, DEPTH_TO_SPACE, SPACE_TO_BATCH_ND, BATCH_TO_SPACE_ND: blocks of an image moved to another axis."""

from __future__ import annotations

from math import fmod
from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel
from tflint.runtime.litert.kernel_util import INTEGERS

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

TYPES = frozenset({"float32", "uint8", "int8", "int32", "int64"})
IMAGE = 4
LEAST, MOST = 3, 4
"""The ranks that SPACE_TO_BATCH_ND and BATCH_TO_SPACE_ND take."""


def _image(k: Node) -> tuple[TensorState, TensorState, int]:
    ensure.counts(k, 1)
    x, y = k.need(), k.made()
    ensure.rank(k, x, IMAGE, "NumDimensions(input)")
    kinds = " || ".join(f"data_type == kTfLite{it}" for it in ("Float32", "UInt8", "Int8", "Int32", "Int64"))
    ensure.takes(k, y, TYPES, f"{kinds} was not true.")
    ensure.same_type(k, x, y, "input->type", "output->type")
    block = k.number("block_size")
    ensure.true(k, block > 0, f"block_size is {block}, expected more than 0", "block_size > 0")
    return x, y, block


def prepare(k: Node) -> None:
    """SPACE_TO_DEPTH (space_to_depth.cc): the block divides rows and columns."""
    x, y, block = _image(k)
    batch, height, width, depth = x.dims
    why = f"{x.name!r} is {height} x {width}, which blocks of {block} do not divide"
    ensure.equal(k, height, height // block * block, "input_height", "output_height * block_size", why)
    ensure.equal(k, width, width // block * block, "input_width", "output_width * block_size", why)
    k.resize(y, (batch, height // block, width // block, depth * block * block))


def prepare_depth(k: Node) -> None:
    """DEPTH_TO_SPACE (depth_to_space.cc): the block's square divides the channels."""
    x, y, block = _image(k)
    batch, height, width, depth = x.dims
    why = f"{x.name!r} has {depth} channels, which {block} x {block} do not divide"
    kept = depth // (block * block) * block * block
    ensure.equal(k, depth, kept, "input_channels", "output_channels * block_size * block_size", why)
    k.resize(y, (batch, height * block, width * block, depth // (block * block)))


def _batches(k: Node) -> tuple[TensorState, TensorState] | None:
    """Check what the two kernels share; return nothing where the output waits for Invoke."""
    ensure.counts(k, 3)
    x, block, edges, y = k.follow(0), k.follow(1), k.follow(2), k.follow_output()
    ensure.rank_at_least(k, x, LEAST, "NumDimensions(op_context.input) >= kInputMinDimensionNum")
    ensure.rank_at_most(k, x, MOST, "NumDimensions(op_context.input) <= kInputMaxDimensionNum")
    _same_type(k, x, y)
    if x.dtype in INTEGERS:
        ensure.same_quantization(k, x, y, "op_context.input", "op_context.output")
    if x.dtype == "int16":
        ensure.symmetric(k, **{"op_context.input": x, "op_context.output": y})
    if not (block.is_known and edges.is_known):
        k.make_dynamic(y)
        return None
    _check_blocks(k)
    return x, y


def _check_blocks(k: Node) -> None:
    """Check the shapes of blocks and edges, which waits for Invoke where either is computed (ResizeOutputTensor)."""
    x, block, edges = k.need(0), k.need(1), k.need(2)
    spatial = len(x.dims) - 2
    name = "paddings" if k.operator.name == "SPACE_TO_BATCH_ND" else "crops"
    ensure.rank(k, block, 1, "NumDimensions(op_context->block_shape)")
    ensure.elements(k, block, spatial, "op_context->block_shape->dims->data[0]", "spatial_dims_num")
    ensure.rank(k, edges, 2, f"NumDimensions(op_context->{name})")
    why = f"{edges.name!r} is {list(edges.dims)}, expected [{spatial}, 2]"
    ensure.equal(k, edges.dims[0], spatial, f"op_context->{name}->dims->data[0]", "spatial_dims_num", why)
    ensure.equal(k, edges.dims[1], 2, f"op_context->{name}->dims->data[1]", 2, why)


def _same_type(k: Node, x: TensorState, y: TensorState) -> None:
    names = "op_context.input->type", "op_context.output->type"
    if k.operator.name == "SPACE_TO_BATCH_ND":
        ensure.same_type(k, x, y, *names)
    ensure.same_number(k, x, y, *names)


def _blocks(k: Node) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """Return block and edges as int32, as the kernels read them whatever their type."""
    blocks, edges = k.int32(1), k.int32(2)
    if blocks is None or edges is None:
        return None
    return blocks, edges


def prepare_to_batch(k: Node) -> None:
    """SPACE_TO_BATCH_ND (space_to_batch_nd.cc): the block divides what is padded."""
    ends, values = _batches(k), None
    if ends is not None:
        values = _blocks(k)
    if ends is None or values is None:
        return
    (x, y), (blocks, edges) = ends, values
    batch, middle = x.dims[0], []
    for axis, block in enumerate(blocks):
        padded = x.dims[axis + 1] + edges[2 * axis] + edges[2 * axis + 1]
        why = f"axis {axis + 1} of {x.name!r} has {padded} with its padding, which block {block} does not divide"
        ensure.true(k, block != 0, why, "block_shape[dim] != 0")
        ensure.equal(k, int(fmod(padded, block)), 0, "final_dim_size % block_shape[dim]", 0, why)
        middle.append(padded // block)
        batch *= block
    k.resize(y, (batch, *middle, x.dims[-1]))


def prepare_to_space(k: Node) -> None:
    """BATCH_TO_SPACE_ND (batch_to_space_nd.cc): the block divides the batches."""
    ends, values = _batches(k), None
    if ends is not None:
        values = _blocks(k)
    if ends is None or values is None:
        return
    (x, y), (blocks, crops) = ends, values
    ensure.true(k, min(crops) >= 0, f"crops {list(crops)}", "crops[i] >= 0")
    batch, middle = x.dims[0], []
    for axis, block in enumerate(blocks):
        why = f"{batch} batches, which block {block} does not divide"
        ensure.true(k, block != 0, why, "block_shape[dim] != 0")
        ensure.equal(k, int(fmod(batch, block)), 0, "output_batch_size % block_shape[dim]", 0, why)
        batch //= block
        middle.append(x.dims[axis + 1] * block - crops[2 * axis] - crops[2 * axis + 1])
    k.resize(y, (batch, *middle, x.dims[-1]))


def evaluate(k: Node) -> None:
    """Refuse a type of another size than 8, 16, 32 or 64 bits."""
    _check_blocks(k)
    name = "SpaceToBatch" if k.operator.name == "SPACE_TO_BATCH_ND" else "BatchToSpace"
    ensure.takes(k, k.need(), ensure.WHOLE, f"Type {{number}} is currently not supported by {name}.")


KERNELS = (
    Kernel("SPACE_TO_DEPTH", prepare),
    Kernel("DEPTH_TO_SPACE", prepare_depth),
    Kernel("SPACE_TO_BATCH_ND", prepare_to_batch, evaluate),
    Kernel("BATCH_TO_SPACE_ND", prepare_to_space, evaluate),
)
