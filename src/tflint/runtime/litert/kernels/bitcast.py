"""BITCAST, MATRIX_DIAG, MATRIX_SET_DIAG (bitcast.cc, matrix_diag.cc, matrix_set_diag.cc)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.dtype_size import SIZES
from tflint.runtime.litert.kernel import Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node

MATRIX = 2


def prepare(node: Node) -> None:
    """BITCAST: another type over the same bytes."""
    ensure.counts(node, 1)
    x, y = node.need(), node.made()
    ensure.takes(node, x, SIZES)
    ensure.takes(node, y, SIZES)
    old, new = SIZES[x.dtype], SIZES[y.dtype]
    if old > new:
        node.resize(y, (*x.dims, old // new))
    elif old < new:
        last = x.dims[-1] if x.dims else 0
        why = f"last axis of {x.name!r} has {last}, {new // old} make a {y.dtype}"
        node.ensure(last == new // old, why, "input->dims->data[dims - 1] != output_type_size / input_type_size")
        node.resize(y, x.dims[:-1])
    else:
        node.resize(y, x.dims)


def prepare_diagonal(node: Node) -> None:
    """MATRIX_DIAG: the last axis twice."""
    ensure.counts(node, 1)
    x, y = node.need(), node.made()
    ensure.rank_at_least(node, x, 1)
    y.dtype = x.dtype
    node.resize(y, (*x.dims, x.dims[-1]))


def prepare_set_diagonal(node: Node) -> None:
    """MATRIX_SET_DIAG: the input's shape."""
    ensure.counts(node, 2)
    x, y = node.need(), node.made()
    ensure.rank_at_least(node, x, MATRIX)
    y.dtype = x.dtype
    node.resize(y, x.dims)


KERNELS = (
    Kernel("BITCAST", prepare, shares=(0,), unmodified=True),
    Kernel("MATRIX_DIAG", prepare_diagonal),
    Kernel("MATRIX_SET_DIAG", prepare_set_diagonal),
)
