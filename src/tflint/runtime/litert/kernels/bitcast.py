"""BITCAST, MATRIX_DIAG, MATRIX_SET_DIAG (bitcast.cc, matrix_diag.cc, matrix_set_diag.cc)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import dtype_number
from tflint.runtime.litert import ensure
from tflint.runtime.litert.dtype_size import SIZES
from tflint.runtime.litert.kernel import Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node

MATRIX = 2
BYTES = {**SIZES, "int4": 1, "int2": 1}
"""What GetSizeOfType returns: a byte for each of 4 or 2 bits too."""


def prepare(k: Node) -> None:
    """BITCAST: another type over the same bytes."""
    ensure.counts(k, 1)
    x, y = k.need(), k.made()
    for tensor in (x, y):
        number = dtype_number(tensor.dtype)
        message = f"Type {number} is unsupported. Only float16, float32, float64, int2, int4, int8, int16, int32, int64, uint8, uint64, bool, complex64 and complex128 supported currently."
        ensure.takes(k, tensor, BYTES, message)
    old, new = BYTES[x.dtype], BYTES[y.dtype]
    if old > new:
        k.resize(y, (*x.dims, old // new))
    elif old < new:
        last = x.dims[-1] if x.dims else 0
        why = f"last axis of {x.name!r} has {last}, {new // old} make a {y.dtype}"
        ensure.equal(k, last, new // old, "input->dims->data[dims - 1]", "output_type_size / input_type_size", why)
        k.resize(y, x.dims[:-1])
    else:
        k.resize(y, x.dims)


def prepare_diagonal(k: Node) -> None:
    """MATRIX_DIAG: the last axis twice."""
    ensure.counts(k, 1)
    x, y = k.need(), k.made()
    ensure.rank_at_least(k, x, 1, "input_dims_size >= 1")
    y.dtype = x.dtype
    k.resize(y, (*x.dims, x.dims[-1]))


def prepare_set_diagonal(k: Node) -> None:
    """MATRIX_SET_DIAG: the input's shape."""
    ensure.counts(k, 2)
    x, y = k.need(), k.made()
    ensure.rank_at_least(k, x, MATRIX, "input_dims_size >= 2")
    y.dtype = x.dtype
    k.resize(y, x.dims)


def evaluate_set_diagonal(k: Node) -> None:
    """Look the diagonal up, which Prepare does not."""
    k.need(1)


KERNELS = (
    Kernel("BITCAST", prepare, shares=(0,), unmodified=True),
    Kernel("MATRIX_DIAG", prepare_diagonal),
    Kernel("MATRIX_SET_DIAG", prepare_set_diagonal, evaluate_set_diagonal),
)
