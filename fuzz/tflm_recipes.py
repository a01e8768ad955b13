"""How a random operator of each kind is made valid: one recipe for each kernel of TFLM, or for a family of alike ones."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from flatbuffers import flexbuffers

if TYPE_CHECKING:
    from collections.abc import Callable

    from tflm_graph import Graph, Shape, Value

    Recipe = Callable[[Graph, str], None]

F, I8, I16 = "float32", "int8", "int16"
NUMBERS = (F, I8, I16)
VALID, SAME = 1, 0
RECIPES: dict[str, Recipe] = {}


def recipe(*names: str) -> Callable[[Recipe], Recipe]:
    """Register a recipe for operators."""

    def register(make: Recipe) -> Recipe:
        RECIPES.update(dict.fromkeys(names, make))
        return make

    return register


# One input, one output of its shape

UNARY: dict[str, tuple[str, ...]] = {
    "ABS": NUMBERS,
    "RSQRT": (F, I8),
    **dict.fromkeys(("CEIL", "COS", "EXP", "FLOOR", "LOG", "ROUND", "SIN", "SQRT", "SQUARE"), (F,)),
    "NEG": (F,),
    "LOGICAL_NOT": ("bool",),
    "ELU": (F, I8),
    "HARD_SWISH": (F, I8),
    "LEAKY_RELU": NUMBERS,
    "RELU": (F, I8),
    "RELU6": (F, I8),
    "ZEROS_LIKE": (F, I8, "int32", "int64"),
}
OPTIONS = {"LEAKY_RELU": {"alpha": 0.1}}


@recipe(*UNARY)
def unary(g: Graph, op: str) -> None:
    """Add an element-wise op of one operand."""
    x = g.pick(*UNARY[op])
    g.operator(op, [x], [g.like(x)], OPTIONS.get(op))


FIXED = {
    "LOGISTIC": {I8: (1 / 256, -128), I16: (1 / 32768, 0)},
    "TANH": {I8: (1 / 128, 0), I16: (1 / 32768, 0)},
    "SOFTMAX": {I8: (1 / 256, -128), I16: (1 / 32768, 0)},
    "LOG_SOFTMAX": {I8: (16 / 256, 127)},
    "L2_NORMALIZATION": {I8: (1 / 128, 0)},
}


@recipe(*FIXED)
def fixed_scale(g: Graph, op: str) -> None:
    """Add an op whose quantized output has a scale of its own."""
    x = g.pick(F, *FIXED[op])
    options = {"SOFTMAX": {"beta": 1.0}, "L2_NORMALIZATION": {}, "LOG_SOFTMAX": {}}.get(op)
    g.operator(op, [x], [g.out(x.shape, x.dtype, FIXED[op].get(x.dtype, (0.0, 0)))], options)


@recipe("QUANTIZE")
def quantize(g: Graph, op: str) -> None:
    """Add a change to int8 or int16, from float or between them."""
    x = g.pick(*NUMBERS)
    g.operator(op, [x], [g.out(x.shape, g.rng.choice((I8, I16)))], {})


@recipe("DEQUANTIZE")
def dequantize(g: Graph, op: str) -> None:
    """Add a change to float."""
    x = g.pick(I8, I16)
    g.operator(op, [x], [g.out(x.shape, F)], {})


@recipe("CAST")
def cast(g: Graph, op: str) -> None:
    """Add a change from any number to any other."""
    x = g.pick(F, I8, I16, "int32")
    g.operator(op, [x], [g.out(x.shape, g.rng.choice((F, I8, I16, "int32")))], {})


# Two inputs

BINARY: dict[str, tuple[str, ...]] = {
    "ADD": (F, I8, I16, "int32"),
    "SUB": (F, I8, I16, "int32"),
    "MUL": (F, I8, I16, "int32"),
    "DIV": (F, I8),
    "MAXIMUM": (F, I8, I16, "int32"),
    "MINIMUM": (F, I8, I16, "int32"),
    "SQUARED_DIFFERENCE": (F, I8, I16, "int32"),
    "FLOOR_DIV": (F,),
    "FLOOR_MOD": (F,),
    "LOGICAL_AND": ("bool",),
    "LOGICAL_OR": ("bool",),
    **dict.fromkeys(("EQUAL", "NOT_EQUAL", "GREATER", "GREATER_EQUAL", "LESS", "LESS_EQUAL"), (F, I8, "int32", "int64")),
}
COMPARISONS = {"EQUAL", "NOT_EQUAL", "GREATER", "GREATER_EQUAL", "LESS", "LESS_EQUAL"}
FUSED = {"ADD", "SUB", "MUL", "DIV"}


@recipe(*BINARY)
def binary(g: Graph, op: str) -> None:
    """Add an element-wise op of two operands; one of them may be a constant, or a single element that is broadcast."""
    x = g.pick(*BINARY[op])
    y: Value | int = second(g, x)
    result = g.out(x.shape, "bool") if op in COMPARISONS else g.like(x)
    options = {"fused_activation_function": g.rng.choice((0, 0, 1))} if op in FUSED else {} if op not in COMPARISONS else None
    g.operator(op, [x, y] if g.rng.random() < 0.8 or op in COMPARISONS else [y, x], [result], options)


def second(g: Graph, x: Value) -> Value | int:
    """Return an operand that goes with another."""
    way = g.rng.randrange(4)
    if way == 0:
        return x
    if way == 1:
        shape = x.shape if g.rng.random() < 0.5 else (1,) * len(x.shape)
        quantized = {"scale": x.scale, "zero_point": x.zero_point} if x.scale else {}
        return g.constant(1, shape, x.dtype, **quantized)
    same = [v for v in g.values if v.shape == x.shape and v.dtype == x.dtype]
    if way == 2 and same:
        return g.rng.choice(same)
    return g.builder.input(
        g.fresh_name("t"), x.shape, x.dtype, **({"scale": x.scale, "zero_point": x.zero_point} if x.scale else {})
    )


@recipe("ADD_N")
def add_n(g: Graph, op: str) -> None:
    """Add a sum of up to five."""
    x = g.pick(F, I8)
    more = [second(g, x) for _ in range(g.rng.randint(1, 4))]
    g.operator(op, [x, *more], [g.like(x)], {})


@recipe("PRELU")
def prelu(g: Graph, op: str) -> None:
    """Add a slope for each channel."""
    x = g.pick(F, I8, rank=4)
    shape = (1, 1, x.shape[3])
    g.operator(op, [x, g.weights(shape, x.dtype)[0]], [g.like(x)])


@recipe("SELECT_V2")
def select(g: Graph, op: str) -> None:
    """Add one of two by a condition."""
    x = g.pick(*NUMBERS)
    condition = g.input(x.shape, "bool")
    other = second(g, x)
    g.operator(op, [condition, x, other], [g.like(x)], {})


# Shapes and moves


@recipe("RESHAPE")
def reshape(g: Graph, op: str) -> None:
    """Add a reshape to one dimension, or with a 1 in front; the new shape as an operand, as an option, or only declared, now and then with a -1."""
    x = g.pick(*NUMBERS, "int32")
    shape = g.rng.choice(((x.elements,), (1, *x.shape) if len(x.shape) < 5 else x.shape, (1, x.elements)))
    way = g.rng.randrange(3)
    inputs: list[Value | int] = [x]
    if way == 0:
        inputs.append(g.constant(shape, (len(shape),)))
    result = g.like(x, shape)
    g.operator(op, inputs, [result], {"new_shape": list(shape)} if way < 2 else None)


@recipe("RESHAPE_UNKNOWN")
def reshape_unknown(g: Graph, _op: str) -> None:
    """Add a reshape to a shape that the file leaves open with a -1; a kernel behind it reads the one that RESHAPE gave."""
    x = g.pick(F, I8)
    index = g.builder.tensor(
        g.fresh_name("t"), (1, -1), x.dtype, **({"scale": x.scale, "zero_point": x.zero_point} if x.scale else {})
    )
    between = type(x)(index, (1, x.elements), x.dtype, x.scale, x.zero_point)
    g.operator("RESHAPE", [x, g.constant((1, -1), (2,))], [between], {"new_shape": [1, -1]})
    g.operator("ABS", [between], [g.like(between)])


@recipe("SQUEEZE")
def squeeze(g: Graph, op: str) -> None:
    """Add what takes the ones out of a shape."""
    x = g.pick(F, I8, I16, rank=4)
    dims = [axis for axis, size in enumerate(x.shape) if size == 1]
    shape = tuple(size for size in x.shape if size != 1)
    g.operator(op, [x], [g.like(x, shape)], {"squeeze_dims": dims})


@recipe("EXPAND_DIMS")
def expand_dims(g: Graph, op: str) -> None:
    """Add what puts a one into a shape."""
    x = g.pick(F, I8, I16)
    axis = g.rng.randint(0, len(x.shape))
    shape = (*x.shape[:axis], 1, *x.shape[axis:])
    if len(shape) <= 5:
        g.operator(op, [x, g.constant((axis,), (1,))], [g.like(x, shape)], {})


@recipe("TRANSPOSE")
def transpose(g: Graph, op: str) -> None:
    """Add what puts dimensions in another order."""
    x = g.pick(*NUMBERS)
    order = g.rng.sample(range(len(x.shape)), len(x.shape))
    if len(x.shape) <= 4:
        g.operator(op, [x, g.constant(order, (len(order),))], [g.like(x, tuple(x.shape[a] for a in order))], {})


@recipe("PACK")
def pack(g: Graph, op: str) -> None:
    """Add a stack along a new axis."""
    x = g.pick(F, I8, I16, "int32", "int64")
    count, axis = g.rng.randint(1, 4), g.rng.randint(0, min(len(x.shape), 3))
    inputs: list[Value | int] = [x] + [second(g, x) for _ in range(count - 1)]
    g.operator(op, inputs, [g.like(x, (*x.shape[:axis], count, *x.shape[axis:]))], {"values_count": count, "axis": axis})


@recipe("UNPACK")
def unpack(g: Graph, op: str) -> None:
    """Add what takes a tensor apart along an axis."""
    x = g.pick(F, I8, "int32")
    axis = g.rng.randrange(len(x.shape))
    shape = (*x.shape[:axis], *x.shape[axis + 1 :])
    g.operator(op, [x], [g.like(x, shape) for _ in range(x.shape[axis])], {"num": x.shape[axis], "axis": axis})


@recipe("SPLIT")
def split(g: Graph, op: str) -> None:
    """Add a split into equal parts."""
    x = g.pick(F, I8, I16, "int32")
    axis = g.rng.randrange(len(x.shape))
    parts = next(n for n in (4, 3, 2, 1) if x.shape[axis] % n == 0)
    shape = (*x.shape[:axis], x.shape[axis] // parts, *x.shape[axis + 1 :])
    g.operator(op, [g.constant(axis, ()), x], [g.like(x, shape) for _ in range(parts)], {"num_splits": parts})


@recipe("SPLIT_V")
def split_v(g: Graph, op: str) -> None:
    """Add a split into parts of given sizes."""
    x = g.pick(F, I8, I16, "int32")
    axis = g.rng.randrange(len(x.shape))
    first = g.rng.randint(1, x.shape[axis])
    sizes = [first, x.shape[axis] - first] if first < x.shape[axis] else [first]
    outputs = [g.like(x, (*x.shape[:axis], size, *x.shape[axis + 1 :])) for size in sizes]
    options = {"num_splits": len(sizes)}
    g.operator(op, [x, g.constant(sizes, (len(sizes),)), g.constant(axis, ())], outputs, options)


@recipe("CONCATENATION")
def concatenation(g: Graph, op: str) -> None:
    """Add what puts tensors one behind the other."""
    x = g.pick(F, I8, I16, "int32", "int64", "bool")
    axis, count = g.rng.randrange(len(x.shape)), g.rng.randint(1, 5)
    fit = [v for v in g.values if v.dtype == x.dtype and v.shape == x.shape] or [x]
    inputs: list[Value | int] = [x, *(g.rng.choice(fit) for _ in range(count - 1))]
    shape = (*x.shape[:axis], x.shape[axis] * count, *x.shape[axis + 1 :])
    quantization = (x.scale, 0 if x.dtype == I16 else x.zero_point)
    g.operator(op, inputs, [g.out(shape, x.dtype, quantization)], {"axis": axis, "fused_activation_function": 0})


@recipe("SLICE")
def slice_(g: Graph, op: str) -> None:
    """Add a block of a tensor."""
    x = g.pick(F, I8, I16, "int32", "bool")
    begin = [g.rng.randrange(size) for size in x.shape]
    sizes = [g.rng.randint(1, size - start) for start, size in zip(begin, x.shape, strict=True)]
    rank = (len(begin),)
    if len(begin) <= 5:
        g.operator(op, [x, g.constant(begin, rank), g.constant(sizes, rank)], [g.like(x, tuple(sizes))], {})


@recipe("STRIDED_SLICE")
def strided_slice(g: Graph, op: str) -> None:
    """Add a block of a tensor, in steps."""
    x = g.pick(F, I8, I16, "int32", "bool")
    rank = (len(x.shape),)
    strides = [g.rng.choice((1, 1, 2)) for _ in x.shape]
    shape = tuple(-(-size // step) for size, step in zip(x.shape, strides, strict=True))
    constants = [g.constant(values, rank) for values in ([0] * rank[0], list(x.shape), strides)]
    if rank[0] <= 4:
        g.operator(op, [x, *constants], [g.like(x, shape)], {})


def paddings(g: Graph, x: Value, most: int) -> tuple[int, Shape]:
    """Add a constant of paddings and return it with the shape that comes out."""
    pairs = [(g.rng.randint(0, min(most, size)), g.rng.randint(0, min(most, size))) for size in x.shape]
    shape = tuple(size + left + right for size, (left, right) in zip(x.shape, pairs, strict=True))
    return g.constant([number for pair in pairs for number in pair], (len(pairs), 2)), shape


@recipe("PAD", "PADV2")
def pad(g: Graph, op: str) -> None:
    """Add zeros, or a given value, around a tensor."""
    x = g.pick(F, I8, I16 if op == "PAD" else F)
    amounts, shape = paddings(g, x, 2)
    value = [g.constant(0, (1,), x.dtype, **({"scale": x.scale, "zero_point": x.zero_point} if x.scale else {}))]
    if len(shape) <= 4:
        g.operator(op, [x, amounts, *(value if op == "PADV2" else [])], [g.like(x, shape)], {})


@recipe("MIRROR_PAD")
def mirror_pad(g: Graph, op: str) -> None:
    """Add a tensor's mirror around it."""
    x = g.pick(F, I8)
    amounts, shape = paddings(g, x, 1)
    g.operator(op, [x, amounts], [g.like(x, shape)], {"mode": 1})


@recipe("GATHER")
def gather(g: Graph, op: str) -> None:
    """Add some slices of a tensor."""
    x = g.pick(F, I8)
    axis, count = g.rng.randrange(len(x.shape)), g.rng.randint(1, 5)
    positions = g.constant([g.rng.randrange(x.shape[axis]) for _ in range(count)], (count,))
    shape = (*x.shape[:axis], count, *x.shape[axis + 1 :])
    g.operator(op, [x, positions], [g.like(x, shape)], {"axis": axis, "batch_dims": 0})


@recipe("GATHER_ND")
def gather_nd(g: Graph, op: str) -> None:
    """Add some slices of a tensor along the first axis."""
    x = g.pick(F, I8)
    count = g.rng.randint(1, 4)
    indices = g.constant([g.rng.randrange(x.shape[0]) for _ in range(count)], (count, 1))
    g.operator(op, [x, indices], [g.like(x, (count, *x.shape[1:]))], {})


@recipe("EMBEDDING_LOOKUP")
def embedding_lookup(g: Graph, op: str) -> None:
    """Add rows of a table."""
    rows, width, count = g.rng.randint(2, 9), g.rng.randint(1, 9), g.rng.randint(1, 4)
    dtype = g.rng.choice((F, I8))
    table, scale = g.weights((rows, width), dtype)
    g.operator(op, [g.input((count,), "int32"), table], [g.out((count, width), dtype, (scale, 0))])


@recipe("BROADCAST_TO")
def broadcast_to(g: Graph, op: str) -> None:
    """Add a tensor repeated as a shape says."""
    x = g.pick(F, I8, I16, "int32", "bool")
    times = g.rng.randint(1, 3)
    shape = (times, *x.shape)
    if len(shape) <= 5:
        g.operator(op, [x, g.constant(shape, (len(shape),))], [g.like(x, shape)], {})


@recipe("BROADCAST_ARGS")
def broadcast_args(g: Graph, op: str) -> None:
    """Add the shape that two shapes broadcast to."""
    rank = g.rng.randint(1, 4)
    one, other = (g.input((rank,), "int32") for _ in range(2))
    g.operator(op, [one, other], [g.out((rank,), "int32")])


@recipe("FILL")
def fill(g: Graph, op: str) -> None:
    """Add a shape filled with a value."""
    shape, dtype = g.shape(), g.rng.choice((F, I8, "int32"))
    value = g.input((), dtype)
    g.operator(op, [g.constant(shape, (len(shape),)), value], [g.out(shape, dtype, (value.scale, value.zero_point))], {})


@recipe("SHAPE")
def shape_(g: Graph, op: str) -> None:
    """Add a tensor's shape."""
    x = g.pick(*NUMBERS)
    g.operator(op, [x], [g.out((len(x.shape),), "int32")], {"out_type": 2})


@recipe("REVERSE_V2")
def reverse(g: Graph, op: str) -> None:
    """Add a tensor backwards along an axis."""
    x = g.pick(F, I8, I16, "int32")
    g.operator(op, [x, g.constant((g.rng.randrange(len(x.shape)),), (1,))], [g.like(x)], {})


@recipe("DEPTH_TO_SPACE", "SPACE_TO_DEPTH")
def blocks(g: Graph, op: str) -> None:
    """Add channels for pixels, and back."""
    dtype, block = g.rng.choice((F, I8)), 2
    height, width, depth = g.rng.randint(1, 4), g.rng.randint(1, 4), g.rng.randint(1, 4)
    apart, together = (1, height * block, width * block, depth), (1, height, width, depth * block * block)
    x = g.input(apart if op == "SPACE_TO_DEPTH" else together, dtype)
    g.operator(op, [x], [g.like(x, together if op == "SPACE_TO_DEPTH" else apart)], {"block_size": block})


@recipe("SPACE_TO_BATCH_ND", "BATCH_TO_SPACE_ND")
def batches(g: Graph, op: str) -> None:
    """Add batches for pixels, and back."""
    dtype, height, width, depth = g.rng.choice((F, I8)), g.rng.randint(1, 4), g.rng.randint(1, 4), g.rng.randint(1, 4)
    whole, split_up = (1, height * 2, width * 2, depth), (4, height, width, depth)
    x = g.input(whole if op == "SPACE_TO_BATCH_ND" else split_up, dtype)
    result = g.like(x, split_up if op == "SPACE_TO_BATCH_ND" else whole)
    g.operator(op, [x, g.constant((2, 2), (2,)), g.constant((0, 0, 0, 0), (2, 2))], [result], {})


@recipe("RESIZE_BILINEAR", "RESIZE_NEAREST_NEIGHBOR")
def resize(g: Graph, op: str) -> None:
    """Add larger or smaller."""
    x = g.pick(F, I8, rank=4)
    size = (g.rng.randint(1, 12), g.rng.randint(1, 12))
    g.operator(op, [x, g.constant(size, (2,))], [g.like(x, (x.shape[0], *size, x.shape[3]))], {})


@recipe("CUMSUM")
def cumsum(g: Graph, op: str) -> None:
    """Add a running sum."""
    x = g.pick(F, I8)
    g.operator(op, [x, g.constant(0, ())], [g.like(x)], {"exclusive": g.rng.random() < 0.5})


@recipe("ARG_MAX", "ARG_MIN")
def arg(g: Graph, op: str) -> None:
    """Add the place of the largest or smallest."""
    x = g.pick(F, I8)
    axis = g.rng.randrange(len(x.shape))
    shape = (*x.shape[:axis], *x.shape[axis + 1 :])
    g.operator(op, [x, g.constant(axis, ())], [g.out(shape, "int32")], {"output_type": 2})


@recipe("DYNAMIC_UPDATE_SLICE")
def dynamic_update_slice(g: Graph, op: str) -> None:
    """Add a block put into a tensor."""
    x = g.pick(F, I8, I16, "int32")
    shape = tuple(g.rng.randint(1, size) for size in x.shape)
    update = g.input(shape, x.dtype)
    start = g.input((len(shape),), g.rng.choice(("int32", "int64")))
    g.operator(op, [x, update, start], [g.like(x)])


@recipe("MEAN", "SUM", "REDUCE_MAX", "REDUCE_MIN", "REDUCE_ALL")
def reduce_(g: Graph, op: str) -> None:
    """Add a reduction over one axis or two."""
    x = g.pick(*{"REDUCE_ALL": ("bool",), "MEAN": NUMBERS, "SUM": NUMBERS}.get(op, (F, I8)))
    axes = sorted(g.rng.sample(range(len(x.shape)), g.rng.randint(1, min(2, len(x.shape)))))
    keep = g.rng.random() < 0.5
    kept = tuple(1 if a in axes else size for a, size in enumerate(x.shape) if keep or a not in axes)
    g.operator(op, [x, g.constant(axes, (len(axes),))], [g.like(x, kept)], {"keep_dims": keep})


# Networks


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
    inputs = [x, weights, bias(g, channels, x, scale)]
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
    inputs = [x, weights, bias(g, channels, x, scale)]
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
        inputs.append(g.constant(1, (channels,), wide, **({"scale": x.scale * scale, "zero_point": 0} if x.scale else {})))
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
        g.fresh_name("s"), (1, filters * memory), kind, is_variable=True, **({"scale": 0.1, "zero_point": 0} if quantized else {})
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
    inputs = [x, *matrices, -1, -1, -1, *biases, -1, -1, hidden, cell, -1, -1, -1, -1]
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


# Variables and other graphs


@recipe("VAR_HANDLE")
def variables(g: Graph, _op: str) -> None:
    """Add a resource variable: assigned, then read."""
    x = g.pick(F, I8)
    g.variables += 1
    handle = g.out((1,), "resource")
    g.operator(
        "VAR_HANDLE", [], [handle], {"container": "", "shared_name": f"v{g.rng.randint(1, g.variables)}.{x.shape}.{x.dtype}"}
    )
    g.operator("ASSIGN_VARIABLE", [handle, x], [], {})
    g.operator("READ_VARIABLE", [handle], [g.like(x)], {})


def body(g: Graph, shape: Shape, *, condition: bool) -> int:
    """Make a subgraph of one float tensor: a condition on it, or something of its shape; return its index."""
    opened = g.builder.subgraph("body")
    x = g.builder.input("x", shape, F)
    last = x
    for step in range(g.rng.randint(1, 3)):
        following = g.builder.tensor(f"y{step}", shape, F)
        g.builder.operator("ABS", [last], [following])
        last = following
    if condition:
        last = g.builder.tensor("go", (1,), "bool")
        g.builder.operator("GREATER", [x, x], [last])
    g.builder.output(last)
    g.builder.select(0)
    return opened


@recipe("IF")
def if_(g: Graph, op: str) -> None:
    """Add one of two graphs."""
    x = g.pick(F)
    condition = g.input((1,), "bool")
    then, other = body(g, x.shape, condition=False), body(g, x.shape, condition=False)
    g.operator(op, [condition, x], [g.like(x)], {"then_subgraph_index": then, "else_subgraph_index": other})


@recipe("WHILE")
def while_(g: Graph, op: str) -> None:
    """Add a graph again and again."""
    x = g.input((1,), F)
    condition, again = body(g, (1,), condition=True), body(g, (1,), condition=False)
    g.operator(op, [x], [g.like(x)], {"cond_subgraph_index": condition, "body_subgraph_index": again})


@recipe("CALL_ONCE")
def call_once(g: Graph, op: str) -> None:
    """Add a graph without inputs and outputs."""
    opened = g.builder.subgraph("once")
    start = g.builder.constant("start", 0.5, (3,), F)
    g.builder.operator("ABS", [start], [g.builder.tensor("after", (3,), F)])
    g.builder.select(0)
    g.operator(op, [], [], {"init_subgraph_index": opened})


# Custom ops


def packed(**options: int) -> bytes:
    """Return options as a flexbuffer map."""
    return bytes(flexbuffers.Dumps(options))


@recipe("CIRCULAR_BUFFER")
def circular_buffer(g: Graph, op: str) -> None:
    """Add the last few rows."""
    depth, rows = g.rng.randint(1, 5), g.rng.randint(2, 6)
    x = g.input((1, 1, 1, depth), I8)
    g.operator(op, [x], [g.like(x, (1, rows, 1, depth))], custom_options=packed(cycles_max=g.rng.randint(1, 3)))


@recipe("TFLite_Detection_PostProcess")
def detection(g: Graph, op: str) -> None:
    """Add boxes that remain."""
    boxes, classes, kept = g.rng.randint(1, 20), g.rng.randint(1, 5), g.rng.randint(1, 5)
    inputs = [g.input((1, boxes, 4), F), g.input((1, boxes, classes + 1), F), g.constant(0.5, (boxes, 4), F)]
    shapes = ((1, kept, 4), (1, kept), (1, kept), (1,))
    fields = {"max_detections": kept, "max_classes_per_detection": 1, "num_classes": classes, "detections_per_class": 100}
    text = bytes(
        flexbuffers.Dumps(
            {
                **fields,
                "nms_score_threshold": 0.1,
                "nms_iou_threshold": 0.5,
                "y_scale": 10.0,
                "x_scale": 10.0,
                "h_scale": 5.0,
                "w_scale": 5.0,
            }
        )
    )
    g.operator(op, inputs, [g.out(shape, F) for shape in shapes], custom_options=text)


@recipe("SignalRfft", "SignalIrfft")
def fft(g: Graph, op: str) -> None:
    """Add a spectrum, and back."""
    dtype, code = g.rng.choice(((F, 0), ("int32", 2), (I16, 7)))
    length, rows = g.rng.choice((4, 8, 16, 64, 120)), g.rng.randint(1, 3)
    short, long = (rows, length), (rows, length + 2)
    x = g.out(short if op == "SignalRfft" else long, dtype, (0.0, 0))
    g.values.pop()
    g.builder.graph_inputs(x.index)
    g.operator(
        op, [x], [g.out(long if op == "SignalRfft" else short, dtype, (0.0, 0))], custom_options=packed(T=code, fft_length=length)
    )


def plain(g: Graph, shape: Shape, dtype: str) -> Value:
    """Add an input without quantization."""
    value = g.out(shape, dtype, (0.0, 0))
    g.values.pop()
    g.builder.graph_inputs(value.index)
    return value


@recipe("SignalWindow", "SignalDelay", "SignalFramer", "SignalStacker", "SignalEnergy", "SignalOverlapAdd")
def signal(g: Graph, op: str) -> None:
    """Add samples in time."""
    size, rows = g.rng.choice((4, 8, 16)), g.rng.randint(1, 3)

    def out(shape: Shape, dtype: str) -> Value:
        return g.out(shape, dtype, (0.0, 0))

    if op == "SignalWindow":
        g.operator(
            op,
            [plain(g, (rows, size), I16), g.constant(1, (size,), I16)],
            [out((rows, size), I16)],
            custom_options=packed(shift=g.rng.randint(1, 12)),
        )
    elif op == "SignalDelay":
        g.operator(
            op, [plain(g, (rows, size), I16)], [out((rows, size), I16)], custom_options=packed(delay_length=g.rng.randint(0, 20))
        )
    elif op == "SignalFramer":
        step = size // 2
        outputs = [out((rows, 2, size), I16), out((), "bool")]
        g.operator(
            op,
            [plain(g, (rows, size), I16)],
            outputs,
            custom_options=packed(frame_size=size, frame_step=step, prefill=g.rng.randint(0, 1)),
        )
    elif op == "SignalStacker":
        left, right = g.rng.randint(0, 3), g.rng.randint(0, 3)
        options = packed(
            num_channels=size, stacker_left_context=left, stacker_right_context=right, stacker_step=g.rng.randint(1, 3)
        )
        g.operator(
            op, [plain(g, (size,), I16)], [out((size * (left + right + 1),), I16), out((), "bool")], custom_options=options
        )
    elif op == "SignalEnergy":
        g.operator(
            op, [plain(g, (size * 2,), I16)], [out((size,), "uint32")], custom_options=packed(end_index=size, start_index=0)
        )
    else:
        dtype, code = g.rng.choice(((F, 0), (I16, 7)))
        g.operator(
            op,
            [plain(g, (rows, 2, size), dtype)],
            [out((rows, size), dtype)],
            custom_options=packed(T=code, frame_step=size // 2),
        )


@recipe("SignalFilterBank")
def filter_bank(g: Graph, op: str) -> None:
    """Add energies of bands."""
    channels, size = g.rng.randint(1, 8), 32
    tables = [g.constant(1, (size,), I16) for _ in range(2)] + [g.constant(1, (channels + 1,), I16) for _ in range(3)]
    g.operator(
        op, [plain(g, (size,), "uint32"), *tables], [g.out((channels,), "uint64")], custom_options=packed(num_channels=channels)
    )


@recipe(
    "SignalFilterBankSquareRoot", "SignalFilterBankLog", "SignalFilterBankSpectralSubtraction", "SignalPCAN", "SignalFftAutoScale"
)
def bands(g: Graph, op: str) -> None:
    """Add what comes behind a filter bank."""
    n = g.rng.randint(1, 16)
    if op == "SignalFilterBankSquareRoot":
        g.operator(op, [plain(g, (n,), "uint64"), plain(g, (), "int32")], [g.out((n,), "uint32")])
    elif op == "SignalFilterBankLog":
        g.operator(
            op,
            [plain(g, (n,), "uint32")],
            [g.out((n,), I16, (0.0, 0))],
            custom_options=packed(input_correction_bits=3, output_scale=64),
        )
    elif op == "SignalFilterBankSpectralSubtraction":
        names = (
            "alternate_one_minus_smoothing",
            "alternate_smoothing",
            "clamping",
            "min_signal_remaining",
            "one_minus_smoothing",
            "smoothing",
            "smoothing_bits",
            "spectral_subtraction_bits",
        )
        options = packed(**dict.fromkeys(names, 1), num_channels=n)
        g.operator(op, [plain(g, (n,), "uint32")], [g.out((n,), "uint32") for _ in range(2)], custom_options=options)
    elif op == "SignalPCAN":
        g.operator(
            op,
            [plain(g, (n,), "uint32"), plain(g, (n,), "uint32"), g.constant(1, (64,), I16)],
            [g.out((n,), "uint32")],
            custom_options=packed(snr_shift=6),
        )
    else:
        g.operator(op, [plain(g, (n,), I16)], [g.out((n,), I16, (0.0, 0)), g.out((), "int32")])


@recipe("TFLM_DECODE")
def decode(g: Graph, op: str) -> None:
    """Add weights looked up in a table."""
    count, bits = g.rng.choice((8, 16, 40)), g.rng.choice((1, 2, 4))
    header = bytes((0, 1, 0, 0, 1, bits, 1 << bits)).ljust(16, b"\0")
    table = header + bytes(1 << bits)
    codes = g.constant(bytes(-(-count * bits // 8)), (-(-count * bits // 8),), "uint8")
    result = g.out((count,), I8)
    g.operator(op, [codes, g.constant(table, (len(table),), "uint8")], [result])


def offline_plan(offsets: list[int]) -> bytes:
    """Return the metadata of an offline memory plan."""
    return struct.pack(f"<3i{len(offsets)}i", 1, 0, len(offsets), *offsets)
