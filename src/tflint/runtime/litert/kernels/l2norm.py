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


def prepare(node: Node) -> None:
    """L2_NORMALIZATION: the integer forms span -1 to 1 exactly."""
    ensure.counts(node, 1)
    x, y = node.need(), node.made()
    if node.since("2.3.0"):
        ensure.rank_at_least(node, x, 1)
    else:
        node.ensure(
            len(x.dims) <= MOST_AXES, f"{x.name!r} has rank {len(x.dims)}, 4 allowed", "NumDimensions(input) <= 4 was not true."
        )
    ensure.takes(node, y, TYPES)
    ensure.same_type(node, x, y)
    if y.dtype in INTEGER8:
        ensure.scale(node, y, SCALE)
        ensure.zero_point(node, y, ZERO_POINTS[y.dtype])
    message = f"params->activation != kTfLiteActNone ({activation(node)} != 0)"
    node.ensure(activation(node) == 0, "L2_NORMALIZATION with a fused activation", message)
    node.resize(y, x.dims)


def prepare_local(node: Node) -> None:
    """LOCAL_RESPONSE_NORMALIZATION: float images."""
    ensure.counts(node, 1)
    x, y = node.need(), node.made()
    ensure.rank(node, x, IMAGE)
    ensure.is_type(node, y, "float32")
    ensure.same_type(node, x, y)
    node.resize(y, x.dims)


KERNELS = (
    Kernel("L2_NORMALIZATION", prepare, file="l2norm"),
    Kernel("LOCAL_RESPONSE_NORMALIZATION", prepare_local, file="local_response_norm"),
)
