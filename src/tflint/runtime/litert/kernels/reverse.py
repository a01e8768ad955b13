"""REVERSE_V2, REVERSE_SEQUENCE, CUMSUM (reverse.cc, reverse_sequence.cc, cumsum.cc): along an axis, in the input's shape."""

from __future__ import annotations

from itertools import pairwise
from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node

REVERSED = frozenset({"int32", "float32", "uint8", "int8", "int16", "int64", "bool", "float16", "bfloat16"})
SEQUENCES = frozenset({"int32", "float32", "uint8", "int16", "int64"})
SUMMED = frozenset({"int32", "float32", "int64"})
MOST_AXES = 8


def prepare(k: Node) -> None:
    """REVERSE_V2: no more axes than the input has."""
    ensure.counts(k, 2)
    x, axis = k.need(0), k.need(1)
    ensure.rank(k, axis, 1, "NumDimensions(axis)")
    if k.since("1.0.1"):
        ensure.rank_at_most(k, x, MOST_AXES, "NumDimensions(input) <= 8")
    ensure.rank_at_least(k, x, prod(axis.dims), "NumDimensions(input) >= NumElements(axis)")
    ensure.takes(k, x, REVERSED, "Type '{type}' is not supported by reverse.")
    ensure.takes(k, axis, {"int32"}, "Axis Type '{type}' is not supported by reverse.")
    y = k.made()
    ensure.same_type(k, y, x, "output->type", "input->type")
    k.resize(y, x.dims)


def evaluate(k: Node) -> None:
    """Refuse constant axes outside of the input's, and axes that are not next to each other; without any the kernel reads what is not there."""
    x, values = k.need(0), k.integers(1)
    if 0 in k.need(1).dims:
        ensure.crash(k, "the axes are empty: the kernel reads the first anyway")
    if values is None:
        return
    rank = len(x.dims)
    axes = sorted(axis + rank if axis < 0 else axis for axis in values)
    holds = all(0 <= axis < rank for axis in axes)
    ensure.true(k, holds, f"axes {list(values)} of {x.name!r}, which has rank {rank}", "axes[i] >= 0 && axes[i] < rank")
    contiguous = all(b == a + 1 for a, b in pairwise(axes))
    ensure.that(k, contiguous, f"axes {list(values)} are not side by side", "Non-contiguous `axes` not supported")


def prepare_sequence(k: Node) -> None:
    """REVERSE_SEQUENCE: a vector of lengths."""
    ensure.counts(k, 2)
    x, lengths = k.need(0), k.need(1)
    ensure.rank(k, lengths, 1, "NumDimensions(seq_lengths)")
    ensure.takes(k, x, SEQUENCES, "Type '{type}' is not supported by reverse_sequence.")
    ensure.takes(k, lengths, {"int32", "int64"}, "Seq_lengths type '{type}' is not supported by reverse_sequence.")
    y = k.made()
    ensure.same_type(k, y, x, "output->type", "input->type")
    k.resize(y, x.dims)


def evaluate_sequence(k: Node) -> None:
    """ReverseSequenceImpl: two axes that are there and differ, and a length for each batch."""
    x, lengths, values = k.need(0), k.need(1), k.integers(1)
    sequence, batch = k.number("seq_dim"), k.number("batch_dim")
    why = f"seq_dim {sequence} and batch_dim {batch} of {x.name!r}, which has rank {len(x.dims)}"
    ensure.true(k, sequence >= 0, why, "seq_dim >= 0")
    ensure.true(k, batch >= 0, why, "batch_dim >= 0")
    ensure.true(k, sequence != batch, why, "seq_dim != batch_dim")
    ensure.true(k, sequence < len(x.dims), why, "seq_dim < NumDimensions(input)")
    ensure.true(k, batch < len(x.dims), why, "batch_dim < NumDimensions(input)")
    names = "SizeOfDimension(seq_lengths_tensor, 0)", "SizeOfDimension(input, batch_dim)"
    ensure.equal(k, lengths.dims[0], x.dims[batch], *names)
    first = (values or (0,))[0]  # the loop ends at the vector's rank, not at its length
    why = f"a sequence of {first} along axis {sequence}, which has {x.dims[sequence]}"
    ensure.true(k, first <= x.dims[sequence], why, "seq_lengths[i] <= SizeOfDimension(input, seq_dim)")


def prepare_cumsum(k: Node) -> None:
    """CUMSUM: one axis; a missing one is read through a null pointer."""
    ensure.counts(k, 2)
    x = k.follow(0)
    kinds = " || ".join(f"input->type == kTfLite{it}" for it in ("Int32", "Float32", "Int64"))
    ensure.takes(k, x, SUMMED, f"{kinds} was not true.")
    axis = k.follow(1)
    ensure.is_number(k, axis, "int32", "axis->type")
    ensure.elements(k, axis, 1, "NumElements(axis)")
    ensure.rank_at_least(k, x, 1, "NumDimensions(input) >= 1")
    k.resize(k.follow_output(), x.dims)


def evaluate_cumsum(k: Node) -> None:
    """Refuse a constant axis that is not there (kernel_utils::ReadAndNormalizeAxis)."""
    x, values = k.need(0), k.integers(1)
    if values:
        rank = len(x.dims)
        ensure.that(k, -rank <= values[0] < rank, f"axis {values[0]} of {x.name!r}, which has rank {rank}", "Invalid axis value.")


KERNELS = (
    Kernel("REVERSE_V2", prepare, evaluate, file="reverse"),
    Kernel("REVERSE_SEQUENCE", prepare_sequence, evaluate_sequence),
    Kernel("CUMSUM", prepare_cumsum, evaluate_cumsum),
)
