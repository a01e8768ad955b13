"""RESIZE_NEAREST_NEIGHBOR: micro/kernels/resize_nearest_neighbor.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts, taken, type_number
from tflint.runtime.printed import logged, not_equal
from tflint.runtime.tflm.eval_checks import present
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import dimension
from tflint.runtime.tflm.kernels.resize_bilinear import resizes, writes
from tflint.runtime.tflm.operand_checks import constant, not_supported
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE = Citation("micro/kernels/resize_nearest_neighbor.cc", "ResizeNearestNeighborPrepare")
EVAL = Citation("micro/kernels/resize_nearest_neighbor.cc", "ResizeNearestNeighborEval")
TYPES = ("float32", "int8", "int16")


def prepare(k: MicroContext) -> None:
    """Walk ResizeNearestNeighborPrepare: unlike RESIZE_BILINEAR it counts the size's entries and takes both options."""
    if k.features.checked_with_debug:
        return
    counts(k, 2, 1, PREPARE)
    tensor = k.temp_input(0, None, PREPARE)
    size = k.temp_input(1, None, PREPARE)
    k.temp_output(0, None, PREPARE)
    resizes(k, tensor, size, PREPARE)
    if dimension(size, 0) != 2:
        why = f"{size.name!r} has {dimension(size, 0)} entries, expected 2"
        k.refuse(why, PREPARE, tensor=size, message=not_equal("size->dims->data[0]", 2, dimension(size, 0), 2))
    constant(k, size, "size", PREPARE)


def invoke(k: MicroContext) -> None:
    """Walk ResizeNearestNeighborEval."""
    tensor = k.read_input(0, EVAL)
    size = k.read_input(1, EVAL)
    output = k.read_output(0, EVAL)
    takes_int16 = k.features.int16_pad_resize
    before = logged(f"Output type is {type_number(output)}, requires float, uint8_t or int8_t.")
    message = not_supported(output, "Output tensor type {} not supported.") if takes_int16 else before
    taken(k, output, present(TYPES, int16=takes_int16, uint8=k.features.uint8_kernels), EVAL, message=message)
    writes(k, tensor, size, output, EVAL)


KERNELS = (Kernel("RESIZE_NEAREST_NEIGHBOR", params="TfLiteResizeNearestNeighborParams", prepare=prepare, invoke=invoke),)
