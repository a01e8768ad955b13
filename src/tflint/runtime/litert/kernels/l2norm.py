"""L2_NORMALIZATION and LOCAL_RESPONSE_NORMALIZATION (l2norm.cc, local_response_norm.cc)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel
from tflint.runtime.litert.kernel_util import INTEGER8, activation

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node

TYPES = frozenset({"float32", "uint8", "int8"})
SCALE = 1 / 128
ZERO_POINTS = {"uint8": 128, "int8": 0}
IMAGE = 4
MOST_AXES = 4


def prepare(k: Node) -> None:
    """L2_NORMALIZATION: the integer forms span -1 to 1 exactly."""
    ensure.counts(k, 1)
    x, y = k.need(), k.made()
    if k.since("2.1.6"):
        ensure.rank_at_least(k, x, 1, "NumDimensions(input) >= 1")
    else:
        ensure.rank_at_most(k, x, MOST_AXES, "NumDimensions(input) <= 4")
    kinds = " || ".join(f"output->type == kTfLite{it}" for it in ("Float32", "UInt8", "Int8"))
    ensure.takes(k, y, TYPES, f"{kinds} was not true.")
    ensure.same_type(k, x, y, "input->type", "output->type")
    if y.dtype in INTEGER8:
        ensure.scale(k, y, SCALE, "output->params.scale != (1. / 128.)")
        ensure.zero_point(k, y, ZERO_POINTS[y.dtype], "output")
    ensure.equal(k, activation(k), 0, "params->activation", "kTfLiteActNone", "L2_NORMALIZATION with a fused activation")
    k.resize(y, x.dims)


def prepare_local(k: Node) -> None:
    """LOCAL_RESPONSE_NORMALIZATION: float images."""
    ensure.counts(k, 1)
    x, y = k.need(), k.made()
    ensure.rank(k, x, IMAGE, "NumDimensions(input)")
    ensure.is_type(k, y, "float32", "output->type")
    ensure.same_type(k, x, y, "input->type", "output->type")
    k.resize(y, x.dims)


KERNELS = (
    Kernel("L2_NORMALIZATION", prepare, file="l2norm"),
    Kernel("LOCAL_RESPONSE_NORMALIZATION", prepare_local, file="local_response_norm"),
)
