"""SPACE_TO_DEPTH: micro/kernels/space_to_depth.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts, rank_is, same_type, taken
from tflint.runtime.printed import not_equal, not_true
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.output_dims import overrun
from tflint.runtime.tflm.quantization_checks import same_scale
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE = Citation("micro/kernels/space_to_depth.cc", "Prepare")
EVAL = Citation("micro/kernels/space_to_depth.cc", "Eval")
EXTENDED = Citation("lite/kernels/internal/runtime_shape.h", "ExtendedShape")


def prepare(k: MicroContext) -> None:
    """Walk Prepare, which gives the output its dims anew, whatever the file declares."""
    counts(k, 1, 1, PREPARE)
    x = k.temp_input(0, "input != nullptr && output", PREPARE)
    y = k.temp_output(0, "input != nullptr && output", PREPARE)
    rank_is(k, x, "input", 4, PREPARE)
    message = not_true("data_type == kTfLiteFloat32 || data_type == kTfLiteInt8")
    taken(k, y, ("float32", "int8"), PREPARE, message=message)
    same_type(k, x, y, ("input", "output"), PREPARE)
    block = k.integer("block_size")
    _block(k, x, block)
    n, h, w, c = x.shape
    computed = n, h // block, w // block, c * block * block
    k.relocate_output_dims(y, (*computed, *y.shape[4:])[: len(y.shape)])
    overrun(k, y, computed, PREPARE)


def _block(k: MicroContext, x: Tensor, block: int) -> None:
    if block <= 0 and k.features.checked_space_to_depth:
        k.refuse(f"block_size is {block}, expected more than 0", PREPARE, message=not_true("block_size > 0"))
    if block == 0:
        k.undefined("block_size is 0, SPACE_TO_DEPTH divides by it", PREPARE)
    for axis, name in ((1, "height"), (2, "width")):
        size = x.shape[axis]
        if size % block:
            why = f"{x.name!r} has {name} {size}, expected a multiple of block_size {block}"
            message = not_equal(f"input_{name}", f"output_{name} * block_size", size, size // block * block)
            k.refuse(why, PREPARE, tensor=x, message=message)


def invoke(k: MicroContext) -> None:
    """Walk Eval."""
    x, y = k.read_input(0, EVAL), k.read_output(0, EVAL)
    if len(y.shape) > 4:
        k.abort(f"{y.name!r} has rank {len(y.shape)}, expected at most 4", EXTENDED, tensor=y)
    same_scale(k, x, y, PREPARE)


KERNELS = (Kernel("SPACE_TO_DEPTH", params="TfLiteSpaceToDepthParams", prepare=prepare, invoke=invoke),)
