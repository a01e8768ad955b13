"""STABLEHLO_* of one or two operands, the shift, PAD, GATHER and the random bits (stablehlo_*.cc, rng_bit_generator.cc)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.dtype_size import SIZES
from tflint.runtime.litert.kernel import Kernel
from tflint.runtime.litert.kernel_util import elements
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

FLOATS = frozenset({"float16", "float32", "float64"})
INTEGERS = frozenset({"int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "bool"})
SHIFTED = frozenset({"int8", "int16", "int32"})
INDICES = frozenset({"int32", "int64"})
UNNAMED = "(Data Type: {type}) currently not supported."
READS_VECTOR = "kernels/tensor_slice_util.cc: ReadIndexVector"
RANDOM = frozenset({"int32", "int64", "uint32", "uint64"})
ALGORITHMS = {0: (2, 3), 1: (2, 3), 2: (2,)}
"""Words of state that DEFAULT, PHILOX and THREEFRY take."""


def prepare(k: Node) -> None:
    """ElementwisePrepare: nothing broadcasts."""
    ensure.counts(k, 2)
    a, b = k.need(0), k.need(1)
    names = "input_tensor1", "input_tensor2"
    ensure.same_type(k, a, b, *(f"{name}->type" for name in names))
    why = f"{a.name!r} is {list(a.dims)} and {b.name!r} {list(b.dims)}, {k.operator.name} expects one shape"
    ensure.equal(k, len(a.dims), len(b.dims), f"{names[0]}->dims->size", f"{names[1]}->dims->size", why)
    for found, wanted in zip(a.dims, b.dims, strict=True):
        ensure.equal(k, found, wanted, f"{names[0]}->dims->data[idx]", f"{names[1]}->dims->data[idx]", why)
    k.resize(k.made(), a.dims)


def evaluate(k: Node) -> None:
    """Refuse the types that ElementwiseEval does not name; AND refuses floats."""
    x = k.need(0)
    if k.operator.name == "STABLEHLO_AND" and x.dtype in FLOATS:
        ensure.takes(k, x, INTEGERS, "(Data Type: {type}) is not supported for bitwise/logical AND.")
    ensure.takes(k, x, FLOATS | INTEGERS, UNNAMED)


def prepare_shift(k: Node) -> None:
    """STABLEHLO_SHIFT_LEFT: the first operand's shape."""
    ensure.counts(k, 2)
    a, b, y = k.need(0), k.need(1), k.made()
    ensure.same_type(k, a, b)
    k.resize(y, a.dims)


def evaluate_shift(k: Node) -> None:
    """Refuse the types that Eval does not name."""
    ensure.takes(k, k.need(0), SHIFTED, "(Index Type: {type}) currently not supported.")


def prepare_random(k: Node) -> None:
    """STABLEHLO_RNG_BIT_GENERATOR: 64-bit words of state, kept in an output of their shape."""
    ensure.counts(k, 1, 2)
    state = k.need(0)
    _words(k, state, "initial_state")
    ensure.rank(k, state, 1, "NumDimensions(initial_state)")
    key = k.made(0)
    _words(k, key, "output_key")
    ensure.same_dims(k, key, state, "HaveSameShapes(output_key, initial_state)")
    k.resize(key, state.dims)
    kinds = " || ".join(f"output->type == kTfLite{it}" for it in ("Int32", "Int64", "UInt32", "UInt64"))
    ensure.takes(k, k.made(1), RANDOM, f"{kinds} was not true.")


def _words(k: Node, tensor: TensorState, name: str) -> None:
    ensure.is_number(k, tensor, "uint64", f"{name}->type")


def evaluate_random(k: Node) -> None:
    """Refuse an algorithm that nobody knows, and another number of words than it takes."""
    number, found = k.number("algorithm"), k.need(0).dims[0]
    if number not in ALGORITHMS or k.operator.options is None:
        ensure.refuse(k, f"algorithm is {number}, expected 0, 1 or 2", "Unknown RNG algorithm: 0")
    why = f"{found} words of state, expected {' or '.join(map(str, ALGORITHMS[number]))}"
    if len(ALGORITHMS[number]) == 1:
        ensure.equal(k, found, ALGORITHMS[number][0], "SizeOfDimension(initial_state, 0)", ALGORITHMS[number][0], why)
    ensure.true(k, found in ALGORITHMS[number], why, "state_dim_0_size == 2 || state_dim_0_size == 3")


def _vector(k: Node, option: str) -> tuple[int, ...]:
    value = k.option(option)
    return tuple(int(number) for number in value) if isinstance(value, tuple) else ()


def prepare_gather(k: Node) -> None:
    """STABLEHLO_GATHER: slices of the operand, offset axes between the batches'."""
    ensure.counts(k, 2)
    x, indices = k.need(0), k.need(1)
    ensure.takes(k, indices, INDICES, "(Index Type: {type}) currently not supported.")
    y = k.made()
    sizes, collapsed, offsets = _vector(k, "slice_sizes"), _vector(k, "collapsed_slice_dims"), _vector(k, "offset_dims")
    ensure.equal(k, len(sizes), len(x.dims), "data->num_slice_sizes", "operand->dims->size")
    why = f"{len(collapsed)} collapsed axes of {len(sizes)}"
    ensure.true(k, len(collapsed) <= len(sizes), why, "data->num_collapsed_slice_dims <= data->num_slice_sizes")
    why = f"{len(offsets)} offset axes, the output has rank {len(y.dims)}"
    ensure.true(k, len(offsets) <= len(y.dims), why, "data->num_offset_dims <= output->dims->size")
    axis = k.number("index_vector_dim")
    why = f"index_vector_dim is {axis}, {indices.name!r} has rank {len(indices.dims)}"
    ensure.true(k, axis <= len(indices.dims), why, "data->index_vector_dim <= start_indices->dims->size")
    _resize_gathered(k)


def _slices(k: Node) -> tuple[int, ...]:
    """GetCollapsedSliceShape: the sizes of a slice's axes that are kept."""
    collapsed = _vector(k, "collapsed_slice_dims")
    return tuple(size for axis, size in enumerate(_vector(k, "slice_sizes")) if axis not in collapsed)


def _resize_gathered(k: Node) -> None:
    """GetResultShape: the kept axes of a slice where the options put them, the axes of the indices but for their vector elsewhere."""
    indices, y, offsets = k.need(1), k.made(), _vector(k, "offset_dims")
    vector = k.number("index_vector_dim")
    batches = iter([dim for axis, dim in enumerate(indices.dims) if axis != vector])
    kept = iter(_slices(k))
    dims = tuple(next(kept if axis in offsets else batches, None) for axis in range(len(y.dims)))
    if None in dims:
        why = f"output of rank {len(y.dims)} with offset axes {list(offsets)}, of slices {list(_slices(k))} and indices {list(indices.dims)}"
        raise k.crash(f"{why}: a size is read from after their end")
    k.resize(y, tuple(dim for dim in dims if dim is not None))


def evaluate_gather(k: Node) -> None:
    """Refuse a type of another size than 8, 16, 32 or 64 bits, and offset axes that the output does not have; die of a vector axis after the last."""
    x, indices, y = k.need(0), k.need(1), k.made()
    ensure.takes(k, x, ensure.WHOLE, UNNAMED)
    if not elements(x) or not elements(y):
        return
    offsets, vector = _vector(k, "offset_dims"), k.number("index_vector_dim")
    ensure.that(k, set(offsets) <= set(range(len(y.dims))), f"offset axes {list(offsets)}, the output has rank {len(y.dims)}")
    if not 0 <= vector < len(indices.dims):
        why = f"index_vector_dim is {vector}, {indices.name!r} has rank {len(indices.dims)}"
        raise k.crash(f"{why}: the kernel reads its size from after the last", source=READS_VECTOR)
    mapped = _vector(k, "start_index_map")[:1]
    if indices.dims[vector] == 0 and mapped and 0 <= mapped[0] < len(x.dims):
        raise k.crash(f"{indices.name!r} is {list(indices.dims)}: a position is read through a null pointer", source=READS_VECTOR)


def prepare_pad(k: Node) -> None:
    """STABLEHLO_PAD: one value of the input's type."""
    x, value = k.need(0), k.need(1)
    why = f"{x.name!r} is {x.dtype} and {value.name!r} {value.dtype}, STABLEHLO_PAD expects one type"
    ensure.true(k, x.dtype == value.dtype, why, "input_tensor->type == padding_value_tensor->type", cause=Cause.TYPE)
    ensure.elements(k, value, 1, "padding_value_count")
    ensure.that(k, x.dtype in {*SIZES, "int4", "int2"}, f"{x.name!r} is {x.dtype}, which has no size", cause=Cause.TYPE)
    _check_interior(k, x)
    y = k.made()
    why = f"{x.name!r} is {x.dtype} and {y.name!r} {y.dtype}, STABLEHLO_PAD expects one type"
    ensure.true(k, x.dtype == y.dtype, why, "input_tensor->type == output_tensor->type", cause=Cause.TYPE)
    k.resize(y, _padded(k, x))


def _check_interior(k: Node, x: TensorState) -> None:
    message = "StableHLO Pad input rank must be between 1 and the maximum supported rank."
    ensure.that(k, 1 <= len(x.dims) <= MOST_AXES, f"{x.name!r} has rank {len(x.dims)}, expected 1 to {MOST_AXES}", message)
    interior = _vector(k, "interior_padding")
    ensure.that(
        k,
        min(interior, default=0) >= 0,
        f"interior_padding {list(interior)}",
        "StableHLO Pad interior padding must be non-negative.",
    )


def _padded(k: Node, x: TensorState) -> tuple[int, ...]:
    edges = zip(_vector(k, "edge_padding_low"), _vector(k, "edge_padding_high"), _vector(k, "interior_padding"), strict=False)
    return tuple(
        max(low + high + dim + max(dim - 1, 0) * inner, 0) for dim, (low, high, inner) in zip(x.dims, edges, strict=False)
    )


MOST_AXES = 8
ELEMENTWISE = {"ADD": "add", "AND": "and", "MAXIMUM": "min_max", "MINIMUM": "min_max", "MULTIPLY": "multiply"}
KERNELS = (
    *(Kernel(f"STABLEHLO_{op}", prepare, evaluate, file=f"stablehlo_{file}") for op, file in ELEMENTWISE.items()),
    Kernel("STABLEHLO_SHIFT_LEFT", prepare_shift, evaluate_shift),
    Kernel("STABLEHLO_RNG_BIT_GENERATOR", prepare_random, evaluate_random, file="rng_bit_generator"),
    Kernel("STABLEHLO_GATHER", prepare_gather, evaluate_gather),
    Kernel("STABLEHLO_PAD", prepare_pad),
)
