"""Ordinary nodes of the ops that XNNPACK may take, in the forms that converters write: what tools/generate_litert_delegates.py asks first.

Float, int8 with one scale for the weights or one per channel, uint8, int16 activations, and float with int8 weights; each in two
sizes, with and without a bias, a clamp or a constant operand. Here only what the delegate may look at is varied, all of it sound.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from tflint.testing import ModelBuilder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Shape = tuple[int, ...]
SCHEMES = ("float32", "int8", "uint8", "int16", "float16")
SAME, VALID = 0, 1
RELU, RELU6 = 1, 3
SIZES = (4, 9)
"""Sides of images, and channels with it, of the two sizes."""


class Operand(NamedTuple):
    """A tensor: computed, or a constant where it has values; one scale per index of an axis where `axis` is given."""

    dtype: str
    shape: Shape
    values: float | tuple[int, ...] | None = None
    axis: int | None = None
    scale: float = 0.05
    zero_point: int = 0


class Node(NamedTuple):
    """An operator with its operands (None: left out) and options."""

    op: str
    inputs: tuple[Operand | None, ...]
    outputs: tuple[Operand, ...]
    options: Mapping[str, object] | None = None

    def build(self) -> bytes:
        """Return the bytes of a model of this one node."""
        builder = ModelBuilder()
        inputs = [
            -1 if operand is None else _added(builder, f"in{i}", operand, given=True) for i, operand in enumerate(self.inputs)
        ]
        outputs = [_added(builder, f"out{i}", operand, given=False) for i, operand in enumerate(self.outputs)]
        builder.operator(self.op, inputs, outputs, self.options, version=VERSIONS.get(self.op, 1))
        builder.output(*outputs)
        return builder.build()


VERSIONS = {"BROADCAST_TO": 2}
QUANTIZED = frozenset({"int8", "uint8", "int16", "int4"})


def _added(builder: ModelBuilder, name: str, operand: Operand, *, given: bool) -> int:
    more: dict[str, object] = {}
    if operand.axis is not None:
        count = operand.shape[operand.axis]
        more = {"scale": [0.02 + 0.001 * i for i in range(count)], "zero_point": 0, "quantized_dimension": operand.axis}
    elif operand.dtype in QUANTIZED or (operand.dtype in {"int32", "int64"} and operand.scale != PLAIN):
        more = {"scale": operand.scale, "zero_point": operand.zero_point}
    if operand.values is not None:
        return builder.constant(name, operand.values, operand.shape, operand.dtype, **more)  # type: ignore[arg-type]  # handed on
    add = builder.input if given else builder.tensor
    return add(name, operand.shape, operand.dtype, **more)  # type: ignore[arg-type]  # handed on


PLAIN = 0.0


def x(dtype: str, *shape: int) -> Operand:
    """Return a computed tensor; of uint8 and int8 with a zero point, as activations have."""
    return Operand(dtype, shape, zero_point={"int8": -3, "uint8": 120}.get(dtype, 0))


def numbers(*values: int, dtype: str = "int32") -> Operand:
    """Return a vector of constant integers without quantization: a shape, axes, a size."""
    return Operand(dtype, (len(values),), values, scale=PLAIN)


def weights(scheme: str, shape: Shape, axis: int, *, per_channel: bool) -> Operand:
    """Return the weights that go with activations of a type."""
    if scheme in {"float32", "float16"}:
        return Operand(scheme, shape, 0.5)
    if scheme == "uint8":
        return Operand("uint8", shape, 1, zero_point=128)
    return Operand("int8", shape, 1, axis=axis if per_channel else None)


def bias(scheme: str, count: int, *, per_channel: bool) -> Operand:
    """Return the bias that goes with activations of a type."""
    if scheme in {"float32", "float16"}:
        return Operand(scheme, (count,), 0.5)
    dtype = "int64" if scheme == "int16" else "int32"
    return Operand(dtype, (count,), 1, axis=0 if per_channel else None, scale=0.0025)


def kinds() -> Iterator[tuple[str, bool, str]]:
    """Yield each type of activations, whether the weights have a scale per channel, and the weights' type."""
    for scheme in ("float32", "uint8", "float16"):
        yield scheme, False, scheme
    for scheme, per_channel in product(("int8", "int16", "float32"), (False, True)):
        yield scheme, per_channel, "int8"


def _weighted(scheme: str, per_channel: bool, kind: str, shape: Shape, axis: int) -> Operand:
    return weights(scheme if kind != "int8" else "int8", shape, axis, per_channel=per_channel)


def _biases(scheme: str, per_channel: bool, kind: str, count: int) -> tuple[Operand | None, ...]:
    return bias(scheme, count, per_channel=per_channel and kind == "int8" and scheme != "float32"), None


def convolutions() -> Iterator[Node]:
    """Yield CONV_2D, DEPTHWISE_CONV_2D and TRANSPOSE_CONV."""
    for (scheme, per_channel, kind), side, clamp in product(kinds(), SIZES, (0, RELU, RELU6)):
        channels = side * 2
        window = {"padding": SAME, "stride_w": 1, "stride_h": 1, "dilation_w_factor": 1, "dilation_h_factor": 1}
        options = {**window, "fused_activation_function": clamp}
        image, made = x(scheme, 1, side, side, side), x(scheme, 1, side, side, channels)
        for added in _biases(scheme, per_channel, kind, channels):
            end = () if added is None else (added,)
            filters = _weighted(scheme, per_channel, kind, (channels, 3, 3, side), 0)
            yield Node("CONV_2D", (image, filters, *end), (made,), options)
            depth = _weighted(scheme, per_channel, kind, (1, 3, 3, channels), 3)
            more = {**options, "depth_multiplier": 1}
            yield Node("DEPTHWISE_CONV_2D", (x(scheme, 1, side, side, channels), depth, *end), (made,), more)
            if not clamp:
                shape = numbers(1, side * 2, side * 2, channels)
                larger = x(scheme, 1, side * 2, side * 2, channels)
                transposed = {"padding": SAME, "stride_w": 2, "stride_h": 2}
                yield Node("TRANSPOSE_CONV", (shape, filters, image, *end), (larger,), transposed)


def dense() -> Iterator[Node]:
    """Yield FULLY_CONNECTED of inputs of any rank, and BATCH_MATMUL."""
    for (scheme, per_channel, kind), rank, clamp, keep in product(kinds(), (1, 2, 3, 4), (0, RELU, RELU6), (False, True)):
        before = (1,) * max(rank - 2, 0) + (3,) * (rank > 1)
        made = x(scheme, *before, 8) if keep else x(scheme, 3 if rank > 1 else 1, 8)
        options = {"fused_activation_function": clamp, "keep_num_dims": keep, "asymmetric_quantize_inputs": scheme != kind}
        rows = _weighted(scheme, per_channel, kind, (8, 6), 0)
        for added in _biases(scheme, per_channel, kind, 8):
            yield Node("FULLY_CONNECTED", (x(scheme, *before, 6), rows, added), (made,), options)
            yield Node("FULLY_CONNECTED", (x(scheme, *before, 6), rows, *(() if added is None else (added,))), (made,), options)
    for scheme, rank, constant in product(SCHEMES, (2, 3, 4, 5), (False, True)):
        before = (1, 1, 2)[5 - rank :]
        other = x(scheme, *before, 6, 8)._replace(values=1 if constant else None)
        yield Node("BATCH_MATMUL", (x(scheme, *before, 3, 6), other), (x(scheme, *before, 3, 8),), {})


def elementwise() -> Iterator[Node]:
    """Yield ops of two operands of many pairs of shapes, one of them a constant or not, and ops of one."""
    pairs = [
        ((4,) * i, (4,) * j) for i in range(6) for j in range(6) if i == j or min(i, j) in {0, 1} or (i, j) in {(4, 3), (3, 4)}
    ]
    for op, scheme, (left, right), constant in product(BINARY, (*SCHEMES, "int32"), pairs, (None, 0, 1)):
        a, b = x(scheme, *left), x(scheme, *right)
        if constant is not None:
            a, b = (a._replace(values=1), b) if constant == 0 else (a, b._replace(values=1))
        options = {"fused_activation_function": 0} if op in ARITHMETIC else {} if op != "PRELU" else None
        yield Node(op, (a, b), (x(scheme, *max(left, right, key=len)),), options)
    for op, scheme, rank in product(UNARY, (*SCHEMES, "int32"), range(6)):
        made = {"scale": 1 / 256, "zero_point": -128 if scheme == "int8" else 0} if op in {"LOGISTIC", "SOFTMAX"} else {}
        if op == "TANH":
            made = {"scale": 1 / 128, "zero_point": 128 if scheme == "uint8" else 0}
        output = x(scheme, *(2,) * rank)._replace(**made) if scheme in {"int8", "uint8"} else x(scheme, *(2,) * rank)  # type: ignore[arg-type]  # scale and zero point
        yield Node(op, (x(scheme, *(2,) * rank),), (output,), UNARY[op])


ARITHMETIC = ("ADD", "SUB", "MUL", "DIV")
BINARY = (*ARITHMETIC, "MAXIMUM", "MINIMUM", "SQUARED_DIFFERENCE", "PRELU")
UNARY: Mapping[str, Mapping[str, object] | None] = {
    **dict.fromkeys(("ABS", "NEG", "SQUARE", "SQRT", "RSQRT", "EXP", "LOG", "SIN", "COS", "FLOOR", "CEIL", "ROUND", "ELU")),
    **dict.fromkeys(("HARD_SWISH", "RELU", "RELU6", "RELU_N1_TO_1", "RELU_0_TO_1", "LOGISTIC", "TANH", "LOG_SOFTMAX", "SIGN")),
    "GELU": {"approximate": False},
    "LEAKY_RELU": {"alpha": 0.25},
    "SOFTMAX": {"beta": 1.0},
}


def converted() -> Iterator[Node]:
    """Yield QUANTIZE, DEQUANTIZE and CAST between all types."""
    types = ("float32", "float16", "int8", "uint8", "int16", "int32")
    for source, made, rank, scale in product(types, types, range(5), (0.05, 0.1)):
        given, output = x(source, *(2,) * rank), x(made, *(2,) * rank)._replace(scale=scale)
        if source != "float16" and made not in {"float32", "float16"}:
            yield Node("QUANTIZE", (given,), (output,))
        if made in {"float32", "float16"} and source != made:
            yield Node("DEQUANTIZE", (given,), (output,))
            yield Node("DEQUANTIZE", (given._replace(values=1),), (output,))
        plain = given._replace(scale=PLAIN), output._replace(scale=PLAIN)
        yield Node("CAST", plain[:1], plain[1:], {})


def moved() -> Iterator[Node]:
    """Yield ops that only move values."""
    every = (*SCHEMES, "int32", "int64")
    for dtype, before, after in product(every, range(6), range(6)):
        y = x(dtype, *(2, 4, 3, 2, 1)[: after - 1], 48 // _size((2, 4, 3, 2, 1)[: after - 1])) if after else x(dtype)
        a = x(dtype, *(4, 3, 2, 2, 1)[: before - 1], 48 // _size((4, 3, 2, 2, 1)[: before - 1])) if before else x(dtype)
        if bool(before) == bool(after):
            yield Node("RESHAPE", (a, numbers(*y.shape)), (y,), {})
            yield Node("RESHAPE", (a, Operand("int32", (after,), scale=PLAIN)), (y,), {})
            yield Node("RESHAPE", (a,), (y,), {"new_shape": y.shape})
        if after == before + 1:
            yield Node(
                "EXPAND_DIMS", (x(dtype, *(2,) * before), numbers(0)._replace(shape=())), (x(dtype, 1, *(2,) * before),), {}
            )
            yield Node("EXPAND_DIMS", (x(dtype, *(2,) * before), numbers(0)), (x(dtype, 1, *(2,) * before),), {})
            yield Node("SQUEEZE", (x(dtype, 1, *(2,) * before),), (x(dtype, *(2,) * before),), {"squeeze_dims": (0,)})
    for dtype, rank in product(every, range(1, 6)):
        yield from _cut(dtype, rank)
        for count in range(1, 9):
            parts = (x(dtype, *(2,) * rank),) * count
            whole = x(dtype, *(2,) * (rank - 1), 2 * count)
            options = {"axis": rank - 1, "fused_activation_function": 0}
            yield Node("CONCATENATION", parts, (whole,), options)
            yield Node("CONCATENATION", (parts[0]._replace(values=1), *parts[1:]), (whole,), options)
            yield Node("PACK", parts, (x(dtype, count, *(2,) * rank),), {"axis": 0, "values_count": count})
            yield Node("UNPACK", (x(dtype, count, *(2,) * rank),), parts, {"axis": 0, "num": count})


def _size(shape: Shape) -> int:
    size = 1
    for dim in shape:
        size *= dim
    return size


def _cut(dtype: str, rank: int) -> Iterator[Node]:
    """Yield slices, paddings, transpositions, splits and gathers of a tensor of a rank."""
    whole, ones = x(dtype, *(4,) * rank), (1,) * rank
    part = x(dtype, *(2,) * rank)
    yield Node("SLICE", (whole, numbers(*ones), numbers(*(2,) * rank)), (part,), {})
    for masks in ({}, {"begin_mask": 1, "end_mask": 1}):
        first = x(dtype, 4 if masks else 2, *(2,) * (rank - 1))
        yield Node("STRIDED_SLICE", (whole, numbers(*ones), numbers(*(3,) * rank), numbers(*ones)), (first,), masks)
    shrunk = (whole, numbers(*ones), numbers(2, *(3,) * (rank - 1)), numbers(*ones))
    yield Node("STRIDED_SLICE", shrunk, (x(dtype, *(2,) * (rank - 1)),), {"shrink_axis_mask": 1})
    paddings = Operand("int32", (rank, 2), (1,) * 2 * rank, scale=PLAIN)
    yield Node("PAD", (part, paddings), (whole,), {})
    yield Node("PADV2", (part, paddings, x(dtype)._replace(values=0)), (whole,), {})
    yield Node("MIRROR_PAD", (part, paddings), (whole,), {"mode": 0})
    yield Node("TRANSPOSE", (whole, numbers(*reversed(range(rank)))), (whole,), {})
    yield Node("SPLIT", (numbers(0)._replace(shape=()), whole), (x(dtype, 2, *(4,) * (rank - 1)),) * 2, {"num_splits": 2})
    yield Node("GATHER", (whole, numbers(0, 1)), (x(dtype, 2, *(4,) * (rank - 1)),), {"axis": 0})
    yield Node("TILE", (part, numbers(*(2,) * rank)), (whole,), {})
    yield Node("BROADCAST_TO", (x(dtype, *ones), numbers(*(4,) * rank)), (whole,), {})
    for op in ("ARG_MAX", "ARG_MIN"):
        made = Operand("int32", (4,) * (rank - 1), scale=PLAIN)
        yield Node(op, (whole, numbers(rank - 1)._replace(shape=())), (made,), {"output_type": 2})


def reduced() -> Iterator[Node]:
    """Yield pools, resizes and reductions."""
    for dtype, side, padding, clamp in product(SCHEMES, SIZES, (SAME, VALID), (0, RELU, RELU6)):
        made = x(
            dtype, 1, side // 2 + (side % 2 if padding == SAME else 0), side // 2 + (side % 2 if padding == SAME else 0), side
        )
        options = {"padding": padding, "stride_w": 2, "stride_h": 2, "filter_width": 2, "filter_height": 2}
        for op in ("AVERAGE_POOL_2D", "MAX_POOL_2D", "L2_POOL_2D"):
            yield Node(op, (x(dtype, 1, side, side, side),), (made,), {**options, "fused_activation_function": clamp})
    for dtype, half in product(SCHEMES, (False, True)):
        image, larger = x(dtype, 1, 4, 4, 4), x(dtype, 1, 8, 8, 4)
        for op in ("RESIZE_BILINEAR", "RESIZE_NEAREST_NEIGHBOR"):
            yield Node(op, (image, numbers(8, 8)), (larger,), {"half_pixel_centers": half})
        yield Node("DEPTH_TO_SPACE", (x(dtype, 1, 4, 4, 16),), (larger,), {"block_size": 2})
        yield Node("SPACE_TO_DEPTH", (larger,), (x(dtype, 1, 4, 4, 16),), {"block_size": 2})
    for op, dtype, rank, keep in product(REDUCTIONS, (*SCHEMES, "int32"), range(1, 6), (False, True)):
        for axes in {(rank - 1,), tuple(range(rank)), (1, 2)[: max(rank - 1, 0)] or (0,)}:
            kept = [1 if axis in axes else 3 for axis in range(rank) if keep or axis not in axes]
            yield Node(op, (x(dtype, *(3,) * rank), numbers(*axes)), (x(dtype, *kept),), {"keep_dims": keep})


REDUCTIONS = ("MEAN", "SUM", "REDUCE_MAX", "REDUCE_MIN")


def nodes() -> Iterator[Node]:
    """Yield every ordinary node."""
    for family in (convolutions, dense, elementwise, converted, moved, reduced):
        yield from family()
