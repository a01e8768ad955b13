"""RESIZE_BILINEAR and RESIZE_NEAREST_NEIGHBOR (resize_bilinear.cc, resize_nearest_neighbor.cc)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.dtype_size import SIZES
from tflint.runtime.litert.kernel import Kernel
from tflint.runtime.litert.kernel_util import elements

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node

IMAGE = 4
OPTIMIZED = "kernels/internal/optimized/optimized_ops.h: ResizeNearestNeighbor"
EVALUATED = {
    "RESIZE_BILINEAR": (frozenset({"float32", "uint8", "int8", "int16"}), "Output type is {number}, requires float."),
    "RESIZE_NEAREST_NEIGHBOR": (
        ensure.WHOLE - {"float64", "int64", "uint64", "complex64"},
        "Output type is {type}, requires float, uint8, int8 or int16.",
    ),
}


def prepare(k: Node) -> None:
    """Take rows and columns from the second input, where they are known."""
    ensure.counts(k, 2)
    x, size, y = k.need(0), k.need(1), k.made()
    ensure.rank(k, x, IMAGE, "NumDimensions(input)")
    ensure.rank(k, size, 1, "NumDimensions(size)")
    if k.operator.name == "RESIZE_BILINEAR":
        ensure.elements(k, size, 2, "size->dims->data[0]")
        ensure.is_number(k, size, "int32", "size->type")
    else:
        ensure.is_type(k, size, "int32", "size->type")
        ensure.elements(k, size, 2, "size->dims->data[0]")
    y.dtype = x.dtype
    if not size.is_known:
        k.make_dynamic(y)
        return
    given = k.integers(1)
    if k.operator.name == "RESIZE_BILINEAR":
        both = k.option("half_pixel_centers") and k.option("align_corners")
        message = "If half_pixel_centers is True, align_corners must be False."
        ensure.that(k, not both, "half_pixel_centers and align_corners are both set", message)
        if given is not None:
            for place, extent in enumerate(given):
                ensure.true(k, extent > 0, f"size {list(given)}", f"size_data[{place}] > 0")
    if given is not None:
        k.resize(y, (x.dims[0], given[0], given[1], x.dims[3]))


def evaluate(k: Node) -> None:
    """Refuse the types that Eval does not name; die of an image without pixels, and of a division by a size of 0."""
    x, y = k.need(0), k.made()
    ensure.takes(k, y, *EVALUATED[k.operator.name])
    if not k.need(1).is_known:
        return
    if elements(y) and not elements(x):
        raise k.crash(f"{x.name!r} is {list(x.dims)}, which is empty: {k.operator.name} reads it through a null pointer")
    scaled = k.option("align_corners") or k.option("half_pixel_centers")
    if k.operator.name == "RESIZE_NEAREST_NEIGHBOR" and SIZES[y.dtype] == 1 and not scaled and 0 in y.dims[1:3]:
        raise k.crash(f"size {list(y.dims[1:3])}: the kernel of 8 bits divides by it", source=OPTIMIZED)


KERNELS = tuple(Kernel(op, prepare, evaluate) for op in ("RESIZE_BILINEAR", "RESIZE_NEAREST_NEIGHBOR"))
