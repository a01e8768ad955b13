"""PAD, PADV2, MIRROR_PAD (pad.cc, mirror_pad.cc)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel
from tflint.runtime.litert.kernel_util import INTEGERS, LIMITS
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

MOST_AXES = 5
PADDINGS = frozenset({"int8", "int16", "int32", "int64", "bool"})
REFLECT = 0
MODES = (REFLECT, 1)
MODE = " || ".join(f"params->mode == TfLiteMirrorPaddingMode::kTfLiteMirrorPadding{name}" for name in ("Reflect", "Symmetric"))
PADDED = frozenset({"float32", "float16", "bfloat16", "uint8", "int8", "int16", "int32", "int64", "bool"})


def _matrix(k: Node, paddings: TensorState, rank: int) -> None:
    """ValidatePaddingsMatrixShape and ValidatePaddingsShape."""
    ensure.rank(k, paddings, 2, "NumDimensions(&paddings)")
    why = f"{paddings.name!r} is {list(paddings.dims)}, expected [{rank}, 2]"
    ensure.equal(k, paddings.dims[1], 2, "SizeOfDimension(&paddings, 1)", 2, why)
    if rank and not paddings.is_known:
        _rows(k, paddings, rank)


def _rows(k: Node, paddings: TensorState, rank: int) -> None:
    why = f"{paddings.name!r} is {list(paddings.dims)}, expected [{rank}, 2]"
    ensure.equal(k, paddings.dims[0], rank, "SizeOfDimension(op_context.paddings, 0)", "op_context.dims", why)


def _pairs(k: Node) -> tuple[tuple[int, int], ...] | None:
    values = k.integers(1)
    return None if values is None else tuple(zip(values[::2], values[1::2], strict=False))


def prepare(k: Node) -> None:
    """PAD and PADV2: a pair for each axis, of up to five."""
    ensure.count_inputs(k, (2, 3), "num_inputs == 2 || num_inputs == 3")
    ensure.equal(k, len(k.state.outputs), 1, "NumOutputs(&node)", 1, f"{len(k.state.outputs)} outputs, expected 1")
    x, paddings, value, y = k.need(0), k.need(1), k.input(2), k.made()
    taken = PADDINGS if k.since("1.4.0") else {"int32", "int64"}
    ensure.takes(k, paddings, taken, "Padding type {type} is currently not supported by Pad.")
    if k.since("2.2.0") or paddings.is_known:
        _matrix(k, paddings, len(x.dims))
    ensure.same_type(k, x, y, "op_context.input->type", "op_context.output->type")
    if value is not None:
        ensure.same_type(k, x, value, "op_context.input->type", "op_context.constant_values->type")
        ensure.elements(k, value, 1, "constant_values_count")
    ensure.rank_at_most(k, x, MOST_AXES, "op_context.dims <= reference_ops::PadKernelMaxDimensionCount()")
    if not x.dims or not paddings.is_known:
        k.make_dynamic(y)
        return
    _rows(k, paddings, len(x.dims))
    pairs = _pairs(k)
    if pairs is None:
        return
    why = f"paddings {pairs} below 0"
    ensure.that(k, min(map(min, pairs), default=0) >= 0, why, "Pad value has to be greater than equal to 0.")
    k.resize(y, tuple(dim + sum(pair) for dim, pair in zip(x.dims, pairs, strict=False)))


def evaluate(k: Node) -> None:
    """Refuse the types that Eval does not name, and a value to pad with that is scaled otherwise than the output (EvalInt)."""
    x, value, y = k.need(0), k.input(2), k.made()
    if not x.dims:
        _rows(k, k.need(1), 0)
    ensure.true(k, x.dtype != "string", f"{x.name!r} is string", "count == 0 || tensor.data.raw != nullptr")
    ensure.takes(k, x, PADDED, "Type {type} is currently not supported by Pad.")
    if x.dtype not in INTEGERS or (x.dtype != "uint8" and not x.is_quantized):
        return
    if value is None:
        _check_zero(k, y)
    else:
        _check_value(k, value, y)


def _check_zero(k: Node, y: TensorState) -> None:
    low, high = LIMITS[y.dtype]
    kind = "std::numeric_limits<integer_type>::{end}()"
    why = f"{y.name!r} has zero point {y.zero_point}, expected {low} to {high}"
    for holds, sign, end in ((y.zero_point >= low, ">=", "min"), (y.zero_point <= high, "<=", "max")):
        expression = f"op_context.output->params.zero_point {sign} {kind.format(end=end)}"
        ensure.true(k, holds, why, expression, cause=Cause.QUANTIZATION)


def _check_value(k: Node, value: TensorState, y: TensorState) -> None:
    why = f"{value.name!r} and {y.name!r} have different scales or zero points, {k.operator.name} expects them equal"
    names = "op_context.output->params.zero_point", "op_context.constant_values->params.zero_point"
    ensure.equal(k, y.zero_point, value.zero_point, *names, why, cause=Cause.QUANTIZATION)
    if y.scale != value.scale:
        message = "op_context.output->params.scale != op_context.constant_values->params.scale"
        ensure.refuse(k, why, message, cause=Cause.QUANTIZATION)


def _mirrored(k: Node, x: TensorState, paddings: TensorState) -> None:
    """GetOffset and ValidatePaddingMatrix."""
    rank = len(x.dims)
    if k.since("2.2.0"):
        mode = k.number("mode")
        why = f"mode is {mode}, expected REFLECT (0) or SYMMETRIC (1)"
        ensure.true(k, mode in MODES and k.operator.options is not None, why, MODE)
        kinds = "padding_matrix->type == kTfLiteInt32 || padding_matrix->type == kTfLiteInt64 was not true."
        ensure.takes(k, paddings, {"int32", "int64"}, kinds)
    ensure.rank(k, paddings, 2, "NumDimensions(padding_matrix)")
    why = f"{paddings.name!r} is {list(paddings.dims)}, expected [{rank}, 2]"
    ensure.equal(k, paddings.dims[0], rank, "SizeOfDimension(padding_matrix, 0)", "NumDimensions(input)", why)
    if k.since("2.2.0"):
        ensure.equal(k, paddings.dims[1], 2, "SizeOfDimension(padding_matrix, 1)", 2, why)


def prepare_mirror(k: Node) -> None:
    """MIRROR_PAD: no more on a side than there is to mirror."""
    x, paddings, y = k.need(0), k.need(1), k.made()
    ensure.same_type(k, x, y, "input_tensor->type", "output_tensor->type")
    _mirrored(k, x, paddings)
    if x.dtype in INTEGERS and k.since("2.0.3"):
        ensure.same_quantization(k, x, y, "input_tensor", "output_tensor")
        if x.dtype == "int16":
            ensure.symmetric(k, input_tensor=x, output_tensor=y)
    if not paddings.is_known:
        k.make_dynamic(y)
        return
    pairs = _pairs(k)
    if pairs is None:
        return
    offset = 1 if k.number("mode") == REFLECT else 0
    for axis, (dim, pair) in enumerate(zip(x.dims, pairs, strict=False)):
        why = f"paddings {pair} of axis {axis}, which has {dim}: at most {dim - offset} on a side"
        ensure.that(k, not k.since("2.2.0") or min(pair) >= 0, why, "MirrorPad paddings must be non-negative.")
        message = "MirrorPad paddings must be no greater than the input dimension size minus the mode offset."
        ensure.that(k, not k.since("2.2.0") or max(pair) <= dim - offset, why, message)
    k.resize(y, tuple(dim + sum(pair) for dim, pair in zip(x.dims, pairs, strict=False)))


def evaluate_mirror(k: Node) -> None:
    """Refuse, without a word, a type of another size than 8, 16, 32 or 64 bits."""
    y = k.made()
    ensure.that(k, y.dtype in ensure.WHOLE, f"{y.name!r} is {y.dtype}, which MIRROR_PAD does not support", cause=Cause.TYPE)


KERNELS = (
    Kernel("PAD", prepare, evaluate),
    Kernel("PADV2", prepare, evaluate, file="pad"),
    Kernel("MIRROR_PAD", prepare_mirror, evaluate_mirror),
)
