"""What XNNPACK allocates for a model: packed weights, indirection buffers, its own workspace instead of the arena. A range, as measured.

XNNPACK packs the weights of every node that it takes into blocks of its micro-kernels, keeps a pointer for each input pixel that a
window reads (indirection buffers), and plans the values between its nodes in a workspace of its own. Its allocations are no API, and
differ with the processor's micro-kernels; the margins below hold for the models of tests/parity/litert_memory.jsonl.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.record import Record

if TYPE_CHECKING:
    from tflint.model.view import Model, Operator, Tensor
    from tflint.runtime.litert.delegation import Delegation

POINTER = 8
"""Bytes of a pointer on a 64-bit processor."""
LEAST, MOST = 0.8, 1.1
"""Of packed weights, indirection buffers and workspace: what is surely touched, and what alignment and padding add."""
STRUCTURES = 1_300_000
"""Bytes of subgraph, operators and micro-kernel parameters: the most over the measured models."""
WINDOWS = frozenset({9, 25})
"""Taps for which quantized depthwise convolutions have a micro-kernel; others are run as grouped convolutions."""
BLOCK = 256
"""Bytes that a tap of one channel takes in such a grouped convolution: 32 outputs by 8 inputs, on x86-64 with AVX-512."""
IMAGE = 4


class Share(Record):
    """Bytes of one node: weights that are packed once more, indirection buffers, and what may be added to both."""

    packed: int
    indirection: int
    blocks: int = 0


def memory(model: Model, arenas: tuple[int, int], delegation: Delegation) -> tuple[int, int]:
    """Return the least and the most bytes that XNNPACK takes outside the arena, which it partly replaces.

    `arenas` are the arena's bytes for tensors alone, and with the temporaries of kernels that XNNPACK may do without.
    """
    nodes = model.subgraphs[0].operators
    sure = [_share(model, nodes[i]) for i in sorted(delegation.taken)]
    every = [*sure, *(_share(model, nodes[i]) for i in sorted(delegation.open))]
    if not every:
        return 0, 0
    least = LEAST * (arenas[0] + sum(it.packed + it.indirection for it in sure)) - arenas[0]
    most = MOST * (arenas[1] + sum(it.packed + it.indirection + it.blocks for it in every)) - arenas[1] + STRUCTURES
    return max(round(least), 0), round(most)


def _share(model: Model, node: Operator) -> Share:
    packed = sum(len(data) for tensor in model.inputs(node) if tensor and (data := model.constant(tensor)) is not None)
    output = next((tensor for tensor in model.outputs(node) if tensor is not None), None)
    if output is None or len(output.shape) != IMAGE:
        return Share(packed, 0)
    return Share(packed, *_windows(model, node, output))


def _windows(model: Model, node: Operator, output: Tensor) -> tuple[int, int]:
    """Return the bytes of a windowed node's indirection buffer, and at most how many more: blocks of one channel, a buffer that strides make smaller."""
    _, rows, columns, channels = output.shape
    height, width = _window(model, node)
    taps, step = height * width, min(_number(node, "stride_w") or 1, width)
    shared = POINTER * rows * (taps + max(columns - 1, 0) * step * height)
    if node.name == "DEPTHWISE_CONV_2D":
        if output.dtype != "float32" and taps not in WINDOWS:
            return shared, POINTER * taps * rows * columns - shared + channels * taps * BLOCK
        return shared, 0
    if node.name in {"AVERAGE_POOL_2D", "MAX_POOL_2D"}:
        return shared, 0
    plain = taps == 1 and _number(node, "stride_w") <= 1 and _number(node, "stride_h") <= 1
    if node.name == "TRANSPOSE_CONV":
        return 0, POINTER * taps * rows * columns
    if node.name == "CONV_2D" and not plain:
        return POINTER * taps * rows * columns, 0
    return (POINTER * 4 * rows * columns, 0) if node.name == "RESIZE_BILINEAR" else (0, 0)


def _window(model: Model, node: Operator) -> tuple[int, int]:
    if node.name in {"AVERAGE_POOL_2D", "MAX_POOL_2D"}:
        return _number(node, "filter_height"), _number(node, "filter_width")
    inputs = list(model.inputs(node))
    weights = inputs[1] if len(inputs) > 1 else None
    return (weights.shape[1], weights.shape[2]) if weights is not None and len(weights.shape) == IMAGE else (1, 1)


def _number(node: Operator, name: str) -> int:
    value = (node.options or {}).get(name, 0)
    return int(value) if isinstance(value, int) else 0
