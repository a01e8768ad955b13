"""CIRCULAR_BUFFER (custom): micro/kernels/circular_buffer.cc, circular_buffer_common.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import one_element, same_type, taken, type_name
from tflint.runtime.printed import not_equal, not_true
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import dimension
from tflint.runtime.tflm.quantization_checks import same_scale
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

DEPTH = 3
PREPARE = Citation("micro/kernels/circular_buffer_common.cc", "CircularBufferPrepare")
EVAL = Citation("micro/kernels/circular_buffer.cc", "EvalInt8")


def init(k: MicroContext) -> None:
    """Walk CircularBufferInit: its struct, which in 2020 was one of an array of the kernel's own."""
    if not k.features.circular_buffer_one_wide:
        k.persistent_struct("kernels/circular_buffer:OpDataCircularBuffer")


def prepare(k: MicroContext) -> None:
    """Walk CircularBufferPrepare: one int8 slot that goes into the output's slots."""
    if k.features.circular_buffer_valid_output:
        _counts(k)
    x = k.temp_input(0, "input", PREPARE)
    y = k.temp_output(0, "output", PREPARE)
    if k.features.circular_buffer_one_wide:
        _one_wide(k, x, y)
    _slots(k, x, y)
    same_type(k, x, y, ("input", "output"), PREPARE)
    message = not_equal("input->type", "kTfLiteInt8", type_name(x), "INT8")
    taken(k, x, ("int8",), PREPARE, message=message)
    if k.features.circular_buffer_valid_output and (valid := k.output(1)) is not None:
        k.temp(valid)
        message = not_equal("valid_output->type", "kTfLiteBool", type_name(valid), "BOOL")
        taken(k, valid, ("bool",), PREPARE, message=message)
        one_element(k, valid, "NumElements(valid_output)", PREPARE)


def _counts(k: MicroContext) -> None:
    for found, most, side in ((len(k.operator.inputs or ()), 1, "inputs"), (len(k.operator.outputs or ()), 2, "outputs")):
        if not 1 <= found <= most:
            either = " || ".join(f"node->{side}->size == {count}" for count in range(1, most + 1))
            why = f"CIRCULAR_BUFFER has {found} {side}, expected {'1' if most == 1 else '1 or 2'}"
            k.refuse(why, PREPARE, message=not_true(either))


def _one_wide(k: MicroContext, x: Tensor, y: Tensor) -> None:
    """Walk the Prepare of 2020, which knew one-dimensional slots only."""
    for tensor, side, axis in ((y, "output", 0), (x, "input", 0), (x, "input", 1), (y, "output", 2), (x, "input", 2)):
        found = dimension(tensor, axis)
        if found != 1:
            message = not_equal("1", f"{side}->dims->data[{axis}]", 1, found)
            k.refuse(f"{tensor.name!r} has {found} at dimension {axis}, expected 1", PREPARE, tensor=tensor, message=message)


def _slots(k: MicroContext, x: Tensor, y: Tensor) -> None:
    slots = dimension(x, 1)
    if slots != 1:
        message = not_equal("1", "input->dims->data[1]", 1, slots)
        k.refuse(f"{x.name!r} has {slots} at dimension 1, expected one slot", PREPARE, tensor=x, message=message)
    for axis in (0, 2, 3):
        found, expected = dimension(y, axis), dimension(x, axis)
        if found != expected:
            why = f"{y.name!r} has {found} at dimension {axis}, {x.name!r} {expected}"
            message = not_equal(f"input->dims->data[{axis}]", f"output->dims->data[{axis}]", expected, found)
            if axis == DEPTH:
                message = not_equal(f"output->dims->data[{axis}]", f"input->dims->data[{axis}]", found, expected)
            k.refuse(why, PREPARE, tensor=y, message=message)


def invoke(k: MicroContext) -> None:
    """Walk EvalInt8."""
    x, y = k.read_input(0, EVAL), k.read_output(0, EVAL)
    same_scale(k, x, y, EVAL)
    if dimension(x, 0) > 1:
        k.wrong(f"{x.name!r} has batch {x.shape[0]}, CIRCULAR_BUFFER moves one", EVAL, tensor=x)


KERNELS = (Kernel("CIRCULAR_BUFFER", init=init, prepare=prepare, invoke=invoke),)
