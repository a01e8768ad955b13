"""RESIZE_BILINEAR and RESIZE_NEAREST_NEIGHBOR (resize_bilinear.cc, resize_nearest_neighbor.cc)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import Kernel

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node

IMAGE = 4


def prepare(node: Node) -> None:
    """Take rows and columns from the second input, where they are known."""
    ensure.counts(node, 2)
    x, size, y = node.need(0), node.need(1), node.made()
    ensure.rank(node, x, IMAGE)
    ensure.rank(node, size, 1)
    ensure.elements(node, size, 2)
    ensure.is_type(node, size, "int32")
    y.dtype = x.dtype
    if not size.is_known:
        node.make_dynamic(y)
        return
    given = node.integers(1)
    if node.operator.name == "RESIZE_BILINEAR":
        both = node.option("half_pixel_centers") and node.option("align_corners")
        message = "If half_pixel_centers is True, align_corners must be False."
        node.ensure(not both, "half_pixel_centers and align_corners are both set", message)
        if given is not None:
            node.ensure(min(given) > 0, f"size {list(given)}", "size_data[0] > 0 was not true.")
    if given is not None:
        node.resize(y, (x.dims[0], given[0], given[1], x.dims[3]))


KERNELS = tuple(Kernel(op, prepare) for op in ("RESIZE_BILINEAR", "RESIZE_NEAREST_NEIGHBOR"))
