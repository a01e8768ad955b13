"""Fold a PAD into the convolution that reads it: VALID on the padded tensor becomes SAME on the plain one.

Proof. A VALID convolution at output row i reads the padded rows i * stride + k * dilation, which are the plain rows
i * stride + k * dilation - before; those outside are the padding. SAME reads the very same rows if it has as many outputs and
begins as far before the first row: max(0, (outputs - 1) * stride + (filter - 1) * dilation + 1 - input) / 2, rounded down
(kernels/padding.h, ComputePaddingWithOffset). Rows outside are left out of the sum. PAD had filled them with the
zero point (pad.cc, EvalInt8: output_zero_point), of which a quantized convolution takes the zero point off: zero times the
weight, so nothing is missing from the sum of whole numbers. In float the padding adds ±0 to a sum that starts at +0, which
leaves every sum as it is, as long as the weights are finite. The same holds for columns.

Both tensors have one quantization, so the multipliers stay the same.
"""

from __future__ import annotations

from struct import calcsize, iter_unpack, unpack
from typing import TYPE_CHECKING

from tflint.fix.change import Change
from tflint.fix.graph import graphs, options
from tflint.model.tree import number, numbers
from tflint.record import Record

if TYPE_CHECKING:
    from tflint.fix.graph import Bytes, Graph
    from tflint.model.tree import Table, Tree

SAME, VALID = 0, 1  # Padding in schema.fbs
IMAGE = 4  # dimensions: batch, height, width, channels
CODES = {"int32": "<i", "int64": "<q"}
VALUES = {"int8": "<b", "uint8": "<B", "int16": "<h", "float32": "<f"}


class Axis(Record):
    """Height or width of one convolution: input, output and filter elements, stride and dilation, and PAD's rows on both sides."""

    size: int
    outputs: int
    taps: int
    stride: int
    dilation: int
    before: int
    after: int

    @property
    def is_same(self) -> bool:
        """Return whether SAME on the plain axis reads what VALID reads on the padded one."""
        reach = (self.taps - 1) * self.dilation + 1
        room = self.size + self.before + self.after - reach
        if min(self.stride, self.dilation, self.taps) < 1 or room < 0:
            return False
        padding = max(0, (self.outputs - 1) * self.stride + reach - self.size)
        counts = {self.outputs, room // self.stride + 1, -(-self.size // self.stride)}
        return len(counts) == 1 and self.before == padding // 2


def run(tree: Tree) -> list[Change]:
    """Fold every PAD that can be; return what was folded. A PAD that nobody reads any more is left to dead_code."""
    return [change for graph in graphs(tree) for operator in tuple(graph.operators) for change in _fold(graph, operator)]


def _fold(graph: Graph, pad: Table) -> list[Change]:
    padding = _padding(graph, pad)
    if padding is None:
        return []
    source, target = numbers(pad, "inputs")[0], numbers(pad, "outputs")[0]
    readers = graph.readers(target)
    if graph.is_end(target) or not readers or not all(_fits(graph, it, source, target, padding) for it in readers):
        return []
    for reader in readers:
        options(reader)["padding"] = SAME
    graph.redirect(target, source)
    into = ", ".join(graph.title(it) for it in readers)
    message = f"{graph.title(pad)} folded into {into}, which pads itself"
    graph.remove([pad])
    return [Change("graph", "pad-before-convolution", message, graph.location(pad))]


def _padding(graph: Graph, pad: Table) -> tuple[tuple[int, int], ...] | None:
    """Return the rows that PAD adds before and after on each axis; None where it is not a plain one of zeros around an image."""
    operands, outputs = numbers(pad, "inputs"), numbers(pad, "outputs")
    if graph.name(pad) not in ("PAD", "PADV2") or len(operands) < 2 or len(outputs) != 1 or min(*operands, *outputs) < 0:  # noqa: PLR2004  tensor and paddings
        return None
    source, target, amounts = operands[0], outputs[0], graph.constant(operands[1])
    once = len(graph.writers(target)) == 1 and len(graph.writers(source)) <= 1
    if amounts is None or not once or not graph.is_plain(source) or not graph.is_plain(target) or not graph.alike(source, target):
        return None
    if len(graph.shape(source)) != IMAGE or not _is_zero(graph, target, operands[2:]):
        return None
    code = CODES.get(graph.dtype(operands[1]))
    if code is None or len(amounts) != 2 * IMAGE * calcsize(code):
        return None
    flat = [it[0] for it in iter_unpack(code, amounts)]
    return tuple(zip(flat[::2], flat[1::2], strict=True))


def _is_zero(graph: Graph, target: int, filled: tuple[int, ...]) -> bool:
    """Return whether PADV2's value (PAD has none) is what stands for zero in the output."""
    code = VALUES.get(graph.dtype(target))
    if code is None or not filled:
        return code is not None
    value, quantization = graph.constant(filled[0]), graph.tensors[target].get("quantization")
    points = numbers(quantization, "zero_point") if isinstance(quantization, dict) else ()
    if value is None or not graph.alike(filled[0], target) or len(value) != calcsize(code):
        return False
    return unpack(code, value) == (points[:1] or (0,))


def _fits(graph: Graph, operator: Table, source: int, target: int, padding: tuple[tuple[int, int], ...]) -> bool:
    operands, found = numbers(operator, "inputs"), options(operator)
    if graph.name(operator) not in ("CONV_2D", "DEPTHWISE_CONV_2D") or found.get("padding") != VALID:
        return False
    if operands.count(target) != 1 or operands[0] != target or len(operands) < 2 or operands[1] < 0:  # noqa: PLR2004  image and weights
        return False
    weights, result = graph.shape(operands[1]), graph.shape(numbers(operator, "outputs")[0])
    if len(weights) != IMAGE or len(result) != IMAGE or padding[0] != (0, 0) or padding[3] != (0, 0):
        return False
    if not _is_finite(graph, operands[1]):
        return False
    plain, steps = graph.shape(source), (("stride_h", "dilation_h_factor"), ("stride_w", "dilation_w_factor"))
    return all(
        Axis(plain[axis], result[axis], weights[axis], number(found, stride), number(found, dilation), *padding[axis]).is_same
        for axis, (stride, dilation) in zip((1, 2), steps, strict=True)
    )


def _is_finite(graph: Graph, weights: int) -> bool:
    """Return whether zero times each weight is zero: whole numbers, or constants without infinities and NaN."""
    if graph.dtype(weights) != "float32":
        return True
    held: Bytes | None = graph.constant(weights)
    return held is not None and all(high & 0x7F80 != 0x7F80 for (_low, high) in iter_unpack("<HH", held))  # noqa: PLR2004  the exponent's bits
