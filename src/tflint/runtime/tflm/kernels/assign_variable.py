"""ASSIGN_VARIABLE: micro/kernels/assign_variable.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts, one_element, taken
from tflint.runtime.printed import not_true
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.runtime.tflm.micro_context import MicroContext

INT = 4
PREPARE = Citation("micro/kernels/assign_variable.cc", "Prepare")
HANDLE_TYPES = not_true("(input_resource_id_tensor->type == kTfLiteResource || input_resource_id_tensor->type == kTfLiteInt32)")


def init(k: MicroContext) -> None:
    """Walk Init: only a build that takes compressed tensors keeps an OpData, of one scratch buffer's index."""
    if k.build.compression:
        k.persistent(INT, "index of a scratch buffer for decompression")


def prepare(k: MicroContext) -> None:
    """Walk Prepare: a handle of one element, and a value; the resource's buffer comes with the first assignment."""
    counts(k, 2, 0, PREPARE)
    handle, value = k.read_input(0, PREPARE), k.read_input(1, PREPARE)
    taken(k, handle, ("resource", "int32"), PREPARE, message=HANDLE_TYPES)
    one_element(k, handle, "NumElements(input_resource_id_tensor->dims)", PREPARE)
    k.temp(value)
    k.memory.variable(k)
    k.decompress(1)


KERNELS = (Kernel("ASSIGN_VARIABLE", init=init, prepare=prepare),)
