"""Recipes of operators that move elements, change shapes, or reduce."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflm_recipes.elementwise import second
from tflm_recipes.registry import I8, I16, NUMBERS, F, recipe

if TYPE_CHECKING:
    from tflm_graph import Graph, Shape, Value


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
    """Add a reshape to a shape that the file leaves open with a -1; a later kernel reads the one that RESHAPE gave."""
    x = g.pick(F, I8)
    index = g.builder.tensor(g.fresh_name("t"), (1, -1), x.dtype, **x.quantization)
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
    inputs = [x, *(second(g, x) for _ in range(count - 1))]
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
    """Add what puts tensors one after the other."""
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
    value = [g.constant(0, (1,), x.dtype, **x.quantization)]
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
