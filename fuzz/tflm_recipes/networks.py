"""Recipes of convolutions, pooling, matrices and recurrent layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.testing import FurtherFields
from tflm_recipes.registry import I8, I16, NUMBERS, SAME, VALID, F, recipe

if TYPE_CHECKING:
    from tflm_graph import Graph, Shape, Value


def windowed(size: int, window: int, stride: int, padding: int) -> int:
    """Return the output size along an axis."""
    return -(-size // stride) if padding == SAME else max(0, (size - window) // stride + 1)


def geometry(g: Graph, x: Value) -> tuple[dict[str, int], tuple[int, int], tuple[int, int]]:
    """Return options, window and output size (heights first) of something that slides over a picture."""
    padding = g.rng.choice((SAME, VALID))
    window = tuple(g.rng.randint(1, min(5, size)) for size in x.shape[1:3])
    stride = tuple(g.rng.choice((1, 1, 2, 3)) for _ in range(2))
    height, width = (windowed(x.shape[1 + i], window[i], stride[i], padding) for i in range(2))
    options = {
        "padding": padding,
        "stride_h": stride[0],
        "stride_w": stride[1],
        "fused_activation_function": g.rng.choice((0, 1, 3)),
    }
    return options, (window[0], window[1]), (height, width)


def bias(g: Graph, channels: int, x: Value, scale: float) -> int:
    """Add a bias, or leave it out now and then."""
    if g.rng.random() < 0.2 or channels == 0:
        return -1
    if x.dtype == F:
        return g.constant(0.5, (channels,), F)
    return g.constant(1, (channels,), "int64" if x.dtype == I16 else "int32", scale=x.scale * scale, zero_point=0)


@recipe("CONV_2D")
def conv(g: Graph, op: str) -> None:
    """Add a convolution, per tensor or per channel, also of int4 weights."""
    x = g.pick(*NUMBERS, rank=4)
    options, window, size = geometry(g, x)
    channels = g.rng.choice((1, 2, 3, 4, 8, 16))
    dtype = {F: F, I16: I8}.get(x.dtype) or g.rng.choice((I8, I8, I8, "int4"))
    weights, scale = g.weights((channels, *window, x.shape[3]), dtype, g.rng.choice((None, channels)))
    inputs: list[Value | int] = [x, weights, bias(g, channels, x, scale)]
    g.operator(
        op, inputs if inputs[2] != -1 or g.rng.random() < 0.5 else inputs[:2], [g.out((1, *size, channels), x.dtype)], options
    )


@recipe("DEPTHWISE_CONV_2D")
def depthwise_conv(g: Graph, op: str) -> None:
    """Add a convolution of each channel by itself."""
    x = g.pick(*NUMBERS, rank=4)
    options, window, size = geometry(g, x)
    multiplier = g.rng.choice((1, 1, 2, 4))
    channels = x.shape[3] * multiplier
    dtype = {F: F, I16: I8}.get(x.dtype) or g.rng.choice((I8, I8, I8, "int4"))
    weights, scale = g.weights((1, *window, channels), dtype, g.rng.choice((None, channels)), 3)
    inputs: list[Value | int] = [x, weights, bias(g, channels, x, scale)]
    result = g.out((1, *size, channels), x.dtype)
    g.operator(op, inputs if inputs[2] != -1 else inputs[:2], [result], {**options, "depth_multiplier": multiplier})


@recipe("TRANSPOSE_CONV")
def transpose_conv(g: Graph, op: str) -> None:
    """Add a convolution backwards."""
    x = g.pick(*NUMBERS, rank=4)
    stride, channels = g.rng.choice((1, 2)), g.rng.choice((1, 3, 8))
    window = (g.rng.randint(1, 4), g.rng.randint(1, 4))
    shape = (1, x.shape[1] * stride, x.shape[2] * stride, channels)
    weights, scale = g.weights((channels, *window, x.shape[3]), F if x.dtype == F else I8, g.rng.choice((None, channels)))
    inputs: list[Value | int] = [g.constant(shape, (4,)), weights, x]
    if x.dtype == I16 or g.rng.random() < 0.5:
        wide = {F: F, I8: "int32", I16: "int64"}[x.dtype]
        inputs.append(g.constant(1, (channels,), wide, **(FurtherFields(scale=x.scale * scale, zero_point=0) if x.scale else {})))
    g.operator(op, inputs, [g.out(shape, x.dtype)], {"padding": SAME, "stride_h": stride, "stride_w": stride})


@recipe("AVERAGE_POOL_2D", "MAX_POOL_2D", "L2_POOL_2D")
def pool(g: Graph, op: str) -> None:
    """Add a pooling layer."""
    x = g.pick(*((F,) if op == "L2_POOL_2D" else NUMBERS), rank=4)
    options, window, size = geometry(g, x)
    options |= {"filter_height": window[0], "filter_width": window[1]}
    g.operator(op, [x], [g.like(x, (x.shape[0], *size, x.shape[3]))], options)


@recipe("FULLY_CONNECTED")
def fully_connected(g: Graph, op: str) -> None:
    """Add a dense layer, per tensor or per channel, also of int4 weights or of weights that are computed."""
    x = g.pick(*NUMBERS, rank=g.rng.choice((2, 2, 3)))
    width, channels = x.shape[-1], g.rng.choice((1, 2, 5, 8, 16))
    dtype = {F: F, I16: I8}.get(x.dtype) or g.rng.choice((I8, I8, I8, "int4"))
    per_channel = channels if dtype == I8 and x.dtype == I8 and g.rng.random() < 0.3 and channels > 1 else None
    weights, scale = g.weights((channels, width), dtype, per_channel)
    shape = (x.elements // width, channels) if g.rng.random() < 0.5 else (*x.shape[:-1], channels)
    g.operator(op, [x, weights, bias(g, channels, x, scale)], [g.out(shape, x.dtype)], {})


@recipe("BATCH_MATMUL")
def batch_matmul(g: Graph, op: str) -> None:
    """Add a product of matrices, either one transposed, the right one constant or not."""
    x = g.pick(*NUMBERS, rank=g.rng.choice((2, 3)))
    adj_x, adj_y, columns = g.rng.random() < 0.3, g.rng.random() < 0.5, g.rng.randint(1, 8)
    rows, inner = (x.shape[-1], x.shape[-2]) if adj_x else (x.shape[-2], x.shape[-1])
    shape = (*x.shape[:-2], *((columns, inner) if adj_y else (inner, columns)))
    y: Value | int = g.input(shape, x.dtype) if g.rng.random() < 0.5 else g.weights(shape, x.dtype)[0]
    g.operator(op, [x, y], [g.out((*x.shape[:-2], rows, columns), x.dtype)], {"adj_x": adj_x, "adj_y": adj_y})


@recipe("SVDF")
def svdf(g: Graph, op: str) -> None:
    """Add a filter with a memory."""
    quantized = g.rng.random() < 0.5
    units, rank, memory, width = g.rng.randint(1, 6), g.rng.choice((1, 2)), g.rng.randint(2, 8), g.rng.randint(1, 8)
    filters, x = units * rank, g.input((1, width), I8 if quantized else F)
    feature, _ = g.weights((filters, width), I8 if quantized else F)
    kind = g.rng.choice((I8, I16)) if quantized else F
    time, _ = g.weights((filters, memory), kind)
    offset = g.constant(1, (units,), "int32", scale=0.01, zero_point=0) if quantized else g.constant(0.5, (units,), F)
    state = g.builder.tensor(
        g.fresh_name("s"),
        (1, filters * memory),
        kind,
        is_variable=True,
        **(FurtherFields(scale=0.1, zero_point=0) if quantized else FurtherFields()),
    )
    result = g.out((1, units), I8 if quantized else F)
    g.operator(
        op, [x, feature, time, offset, state], [result], {"rank": rank, "fused_activation_function": 1 if quantized else 0}
    )


@recipe("UNIDIRECTIONAL_SEQUENCE_LSTM")
def lstm(g: Graph, op: str) -> None:
    """Add a recurrent layer; its two states are variables."""
    kind = g.rng.choice((F, I8, I16))
    batch, time, width, state = 1, g.rng.randint(1, 5), g.rng.randint(1, 6), g.rng.randint(1, 6)
    major = g.rng.random() < 0.3
    x = g.input((time, batch, width) if major else (batch, time, width), kind)
    matrices = [g.weights((state, columns), F if kind == F else I8)[0] for columns in [width] * 4 + [state] * 4]
    biases = [lstm_bias(g, kind, state) for _ in range(4)]
    hidden, cell = (lstm_state(g, kind, (batch, state), name) for name in ("hidden", "cell"))
    inputs: list[Value | int] = [x, *matrices, -1, -1, -1, *biases, -1, -1, hidden, cell, -1, -1, -1, -1]
    shape = (time, batch, state) if major else (batch, time, state)
    g.operator(
        op,
        inputs,
        [g.out(shape, kind, (0.0, 0) if kind == F else (1 / 128, 0))],
        {"fused_activation_function": 4, "time_major": major},
    )


def lstm_bias(g: Graph, kind: str, state: int) -> int:
    """Add a gate's bias."""
    if kind == F:
        return g.constant(0.5, (state,), F)
    return g.constant(1, (state,), "int64" if kind == I16 else "int32", scale=0.001, zero_point=0)


def lstm_state(g: Graph, kind: str, shape: Shape, name: str) -> int:
    """Add a state tensor: the cell's is int16 where the rest is quantized."""
    if kind == F:
        return g.builder.tensor(g.fresh_name(name), shape, F, is_variable=True)
    dtype, scale = (I16, 2**-11) if name == "cell" else (kind, 1 / 128)
    return g.builder.tensor(g.fresh_name(name), shape, dtype, scale=scale, zero_point=0, is_variable=True)
