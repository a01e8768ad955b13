"""FILL, RANGE, BROADCAST_TO, BROADCAST_ARGS, SHAPE, RANK, random numbers: kernels whose output's shape is a value."""

from __future__ import annotations

from math import ceil, isfinite
from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import dtype_number
from tflint.runtime.litert import ensure
from tflint.runtime.litert.graph_info import AllocationType
from tflint.runtime.litert.kernel import Kernel
from tflint.runtime.tflm.quantization_util import float32

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

PAIR = 2
INT_RANGE = 1 << 32
BOUNDS = ("start", "limit", "delta")
SHAPES = frozenset({"int32", "int64"})
NUMBERS = frozenset({"float32", "int32", "int64"})
RANDOM = {"RANDOM_UNIFORM": "RandomUniform", "RANDOM_STANDARD_NORMAL": "RandomStandardNormal"}
DTYPES = {2: "int32", 4: "int64"}
"""TensorType numbers that SHAPE's `out_type` may have."""


def prepare_fill(k: Node) -> None:
    """FILL (fill.cc): a scalar of the output's quantization, a vector of dimensions."""
    ensure.counts(k, 2)
    dims, value = k.need(0), k.need(1)
    ensure.rank(k, dims, 1, "NumDimensions(dims)")
    ensure.takes(k, dims, SHAPES, "dtype == kTfLiteInt32 || dtype == kTfLiteInt64 was not true.")
    ensure.rank(k, value, 0, "NumDimensions(value)")
    y = k.made()
    y.dtype = value.dtype
    ensure.same_quantization(k, y, value, "output", "value")
    if value.dtype == "int16":
        ensure.symmetric(k, value=value)
    _shaped(k, y, dims, 0)


def _shaped(k: Node, y: TensorState, shape: TensorState, position: int) -> None:
    if not shape.is_known:
        k.make_dynamic(y)
        return
    dims = k.integers(position)
    if dims is not None:
        why = f"{k.operator.name} with dimensions {list(dims)}"
        number = dtype_number(shape.dtype)
        message = f"Fill dimensions must be >= 0 got {number}" if k.operator.name == "FILL" else None
        ensure.that(k, all(dim >= 0 for dim in dims), why, message)
        k.resize(y, dims)


def evaluate_fill(k: Node) -> None:
    """Refuse a type of another size than 8, 16, 32 or 64 bits."""
    value = k.need(1)
    kinds = "int8, int16, int32, int64, float32, bool, string for input 1, got {number}."
    ensure.takes(k, value, ensure.WHOLE | {"string"}, f"Fill only currently supports {kinds}")


def evaluate_random(k: Node) -> None:
    """Refuse an output that is not float."""
    ensure.takes(k, k.made(), {"float32"}, f"Unsupported output datatype for {RANDOM[k.operator.name]} op: {{type}}")


def prepare_range(k: Node) -> None:
    """RANGE (range.cc): scalars of one type; constants are counted at once."""
    ensure.counts(k, 3)
    bounds = [k.need(i) for i in range(3)]
    for bound in bounds:
        ensure.rank(k, bound, 0, f"NumDimensions({BOUNDS[bounds.index(bound)]})")
    ensure.takes(k, bounds[0], NUMBERS, "Unknown index output data type: {type}")
    for name, bound in zip(BOUNDS[1:], bounds[1:], strict=True):
        ensure.same_type(k, bound, bounds[0], f"{name}->type", "dtype")
    y = k.made()
    y.dtype = bounds[0].dtype
    if not all(bound.is_known for bound in bounds):
        k.make_dynamic(y)
        return
    y.allocation = AllocationType.PERSISTENT_RO
    given = [k.values(i) for i in range(3)]
    if all(given):
        start, limit, delta = (values[0] for values in given if values)
        why = f"a range from {start:g} to {limit:g} by {delta:g}"
        ensure.true(k, delta != 0, why, "!std::equal_to<T>()(delta, 0)")
        holds = (start >= limit and delta < 0) or (start <= limit and delta > 0)
        ensure.true(k, holds, why, "(start >= limit && delta < 0) || (start <= limit && delta > 0)")
        k.resize(y, (_steps(start, limit, delta, y.dtype),))


def _steps(start: float, limit: float, delta: float, dtype: str) -> int:
    """Return how many values a range has (range.cc: GetSize): an int, from float32 arithmetic where the bounds are floats."""
    if dtype != "float32":
        steps = -(-abs(int(limit) - int(start)) // abs(int(delta)))
    else:
        exact = float32(float32(limit - start) / delta)
        steps = ceil(abs(exact)) if isfinite(exact) else INT_RANGE
    fits = steps < INT_RANGE // 2
    return steps if fits else -INT_RANGE // 2  # x86's; Arm has the greatest int, and no memory for so many


def prepare_broadcast_to(k: Node) -> None:
    """BROADCAST_TO (broadcast_to.cc): to a shape that the input fits from its last dimension on."""
    found = len(k.state.inputs)
    ensure.true(k, found == PAIR, f"BROADCAST_TO has {found} inputs, expected 2", "NumInputs(node) == 2")
    ensure.counts(k, 2)
    x, shape, y = k.follow(0), k.follow(1), k.follow_output()
    kinds = "op_context.shape->type == kTfLiteInt32 || op_context.shape->type == kTfLiteInt64 was not true."
    ensure.takes(k, shape, SHAPES, kinds)
    ensure.same_number(k, x, y, "op_context.input->type", "op_context.output->type")
    ensure.true(k, x.dtype != "string", f"{x.name!r} is string", "op_context.input->type != kTfLiteString")
    if not shape.is_known:
        k.make_dynamic(y)
        return
    evaluate_broadcast_to(k)
    dims = k.integers(1)
    if dims is None:
        return
    trailing = dims[len(dims) - len(x.dims) :] if len(x.dims) <= len(dims) else ()
    fits = len(trailing) == len(x.dims) and all(dim in {1, wanted} for dim, wanted in zip(x.dims, trailing, strict=True))
    why = f"{x.name!r} of shape {list(x.dims)} does not broadcast to {list(dims)}"
    ensure.that(k, fits, why, "Output shape must be broadcastable from input shape.")
    k.resize(y, dims)


def evaluate_broadcast_to(k: Node) -> None:
    """Refuse a shape that is not a vector, which waits for Invoke where it is computed."""
    ensure.rank(k, k.need(1), 1, "NumDimensions(op_context->shape)")


def prepare_broadcast_args(k: Node) -> None:
    """BROADCAST_ARGS (broadcast_args.cc): two shapes' common one; constants that do not fit abort."""
    found = len(k.state.inputs)
    ensure.true(k, found == PAIR, f"BROADCAST_ARGS has {found} inputs, expected 2", "NumInputs(node) == 2")
    ensure.counts(k, 2)
    a, b, y = k.follow(0), k.follow(1), k.follow_output()
    kinds = "op_context.shape1->type == kTfLiteInt32 || op_context.shape1->type == kTfLiteInt64 was not true."
    ensure.takes(k, a, SHAPES, kinds)
    ensure.same_number(k, a, b, "op_context.shape1->type", "op_context.shape2->type")
    ensure.same_number(k, a, y, "op_context.shape1->type", "op_context.output->type")
    ensure.rank(k, a, 1, "NumDimensions(op_context.shape1)")
    ensure.rank(k, b, 1, "NumDimensions(op_context.shape2)")
    if a.is_known and b.is_known:
        y.allocation = AllocationType.PERSISTENT_RO
        _fit(k)
    k.resize(y, (max(a.dims[0], b.dims[0]),))


def _fit(k: Node) -> None:
    a, b = k.integers(0), k.integers(1)
    if a is None or b is None:
        return
    for left, right in zip(reversed(a), reversed(b), strict=False):
        if left != right and 1 not in {left, right}:
            source = "kernels/internal/reference/broadcast_args.h: BroadcastArgs"
            ensure.abort(k, f"shapes {list(a)} and {list(b)} do not broadcast to one another", source=source)


def prepare_shape(k: Node) -> None:
    """SHAPE (shape.cc): computed at once, whatever the input is."""
    ensure.counts(k, 1)
    x, y, number = k.need(), k.made(), k.number("out_type")
    if number not in DTYPES:
        printed = 0 if k.operator.options is None else ensure.option_number(number)
        message = f"Unknown shape output data type: {printed}"
        ensure.refuse(k, f"out_type is {number}, expected 2 (int32) or 4 (int64)", message)
    y.dtype = DTYPES[number]
    y.allocation = AllocationType.PERSISTENT_RO
    k.resize(y, (len(x.dims),))


def prepare_rank(k: Node) -> None:
    """RANK (rank.cc): computed at once."""
    ensure.counts(k, 1)
    k.need()
    y = k.made()
    y.dtype, y.allocation = "int32", AllocationType.PERSISTENT_RO
    k.resize(y, ())


def prepare_random(k: Node) -> None:
    """RANDOM_UNIFORM, RANDOM_STANDARD_NORMAL (random_ops.cc): the input is the shape."""
    ensure.counts(k, 1)
    shape, y = k.need(), k.made()
    ensure.is_number(k, shape, "int32", "shape->type")
    ensure.rank(k, shape, 1, "NumDimensions(shape)")
    _shaped(k, y, shape, 0)


def prepare_multinomial(k: Node) -> None:
    """MULTINOMIAL (random_ops.cc): samples for each batch of logits."""
    ensure.counts(k, 2)
    logits, samples, y = k.need(0), k.need(1), k.made()
    ensure.takes(k, logits, {"float32"}, "logits->type == kTfLiteFloat32 was not true.")
    ensure.is_number(k, samples, "int32", "num_samples->type")
    count = k.integers(1)
    if not (logits.is_known and samples.is_known):
        k.make_dynamic(y)
    elif count and logits.dims:
        k.resize(y, (logits.dims[0], count[0]))


def evaluate_multinomial(k: Node) -> None:
    """Refuse other ranks, a negative number of samples, and an output that is not an index."""
    logits = k.need(0)
    ensure.rank(k, logits, 2, "NumDimensions(logits_tensor)")
    ensure.true(k, logits.dims[1] > 0, f"logits {list(logits.dims)} of no class", "num_classes > 0")
    ensure.rank(k, k.need(1), 0, "NumDimensions(num_samples_tensor)")
    count = k.integers(1)
    ensure.true(k, not count or count[0] >= 0, f"{count} samples", "num_samples >= 0")
    ensure.takes(k, k.made(), {"int64", "int32"}, "Unsupported output datatype for Multinomial op: {type}")


KERNELS = (
    Kernel("FILL", prepare_fill, evaluate_fill),
    Kernel("RANGE", prepare_range),
    Kernel("BROADCAST_TO", prepare_broadcast_to, evaluate_broadcast_to),
    Kernel("BROADCAST_ARGS", prepare_broadcast_args),
    Kernel("SHAPE", prepare_shape),
    Kernel("RANK", prepare_rank),
    Kernel("RANDOM_UNIFORM", prepare_random, evaluate_random, file="random_ops"),
    Kernel("RANDOM_STANDARD_NORMAL", prepare_random, evaluate_random, file="random_ops"),
    Kernel("MULTINOMIAL", prepare_multinomial, evaluate_multinomial, file="random_ops"),
)
