"""Recipes of operators that work element by element: one operand, or two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflm_recipes.registry import I8, I16, NUMBERS, F, recipe

if TYPE_CHECKING:
    from tflm_graph import Graph, Value


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
        return g.constant(1, shape, x.dtype, **x.quantization)
    same = [v for v in g.values if v.shape == x.shape and v.dtype == x.dtype]
    if way == 2 and same:
        return g.rng.choice(same)
    return g.builder.input(g.fresh_name("t"), x.shape, x.dtype, **x.quantization)


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
