"""L2_POOL_2D: micro/kernels/l2_pool_2d.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts, dims, same_type
from tflint.runtime.printed import not_equal
from tflint.runtime.tflm import padding
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.operand_checks import is_float32
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

RANK = 4
PREPARE = Citation("micro/kernels/l2_pool_2d.cc", "L2Prepare")


def prepare(k: MicroContext) -> None:
    """Walk L2Prepare: float32 of 4 dimensions; the output's dims are computed, whatever the file declares."""
    counts(k, 1, 1, PREPARE)
    y = k.temp_output(0, "output", PREPARE)
    x = k.temp_input(0, "input", PREPARE)
    for tensor, name in ((x, "input"), (y, "output")):
        rank = len(tensor.shape)
        if rank != RANK:
            message = not_equal(f"NumDimensions({name})", "kTensorShapeRank", rank, RANK)
            k.refuse(f"{tensor.name!r} has rank {rank}, {k.name} expects {RANK}", PREPARE, tensor=tensor, message=message)
    same_type(k, x, y, ("input", "output"), PREPARE)
    is_float32(k, x, PREPARE)
    computed = _dims(k, x)
    if not k.features.l2_pool_dims_in_place:
        k.relocate_output_dims(y, computed)
    if computed != y.shape and min(computed) > 0:
        k.wrong(f"{y.name!r} is {dims(y.shape)}, {k.name} writes {dims(computed)}", PREPARE, tensor=y)


def _dims(k: MicroContext, x: Tensor) -> tuple[int, ...]:
    window = k.integer("filter_height"), k.integer("filter_width")
    strides = k.integer("stride_h"), k.integer("stride_w")
    return (x.shape[0], *padding.windowed_output_size(padding.of(k), x.shape[1:3], window, strides), x.shape[3])


KERNELS = (Kernel("L2_POOL_2D", params="TfLitePoolParams", prepare=prepare),)
