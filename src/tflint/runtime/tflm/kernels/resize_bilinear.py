"""RESIZE_BILINEAR: micro/kernels/resize_bilinear.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts, rank_is, taken, type_number
from tflint.runtime.printed import logged, not_equal
from tflint.runtime.tflm.eval_checks import reinterpreted
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import constants, dimension
from tflint.runtime.tflm.operand_checks import constant
from tflint.runtime.tflm.quantization_checks import same_scale
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE = Citation("micro/kernels/resize_bilinear.cc", "ResizeBilinearPrepare")
EVAL = Citation("micro/kernels/resize_bilinear.cc", "ResizeBilinearEval")
FOUR = 4  # dimensions that the reference implementation extends shapes to


def prepare(k: MicroContext) -> None:
    """Walk ResizeBilinearPrepare."""
    counts(k, 2, 1, PREPARE)
    tensor = k.temp_input(0, None, PREPARE)
    size = k.temp_input(1, None, PREPARE)
    k.temp_output(0, None, PREPARE)
    resizes(k, tensor, size, PREPARE)
    constant(k, size, "size", PREPARE)
    if k.integer("half_pixel_centers") and k.integer("align_corners"):
        message = logged("If half_pixel_centers is True, align_corners must be False.")
        k.refuse("half_pixel_centers and align_corners are both set, expected at most one", PREPARE, message=message)


def invoke(k: MicroContext) -> None:
    """Walk ResizeBilinearEval."""
    tensor = k.read_input(0, EVAL)
    size = k.read_input(1, EVAL)
    output = k.read_output(0, EVAL)
    message = logged(f"Output type is {type_number(output)}, requires float or int8.")
    taken(k, output, ("float32", "int8"), EVAL, message=message)
    if output.dtype == "int8" and 0 in (constants(k, size) or ()):
        k.undefined(f"{size.name!r} is {constants(k, size)}, and int8 divides by it", EVAL, tensor=size)
    writes(k, tensor, size, output, EVAL)


def resizes(k: MicroContext, tensor: Tensor, size: Tensor, at: Citation) -> None:
    """Refuse operands that neither resizing kernel takes: ranks 4 and 1, an int32 size."""
    rank_is(k, tensor, "input", 4, at)
    rank_is(k, size, "size", 1, at)
    taken(k, size, ("int32",), at, message=not_equal("size->type", "kTfLiteInt32", type_number(size), 2))


def writes(k: MicroContext, tensor: Tensor, size: Tensor, output: Tensor, at: Citation) -> None:
    """Report that the kernel writes as many pixels as `size` says, whatever the output's shape."""
    if len(output.shape) > FOUR:
        why = f"{output.name!r} has rank {len(output.shape)}, expected at most {FOUR}"
        k.abort(why, Citation("lite/kernels/internal/runtime_shape.h", "ExtendedShape"), tensor=output)
    reinterpreted(k, tensor, output.dtype, at)
    same_scale(k, tensor, output, at)
    wanted = constants(k, size)
    found = (dimension(output, 1), dimension(output, 2))
    if wanted is not None and wanted[:2] != found:
        why = f"{output.name!r} has {found[0]}x{found[1]} pixels, {size.name!r} says {'x'.join(map(str, wanted))}"
        k.wrong(why, at, tensor=output)


KERNELS = (Kernel("RESIZE_BILINEAR", params="TfLiteResizeBilinearParams", prepare=prepare, invoke=invoke),)
