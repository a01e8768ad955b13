"""CIRCULAR_BUFFER (custom): micro/kernels/circular_buffer.cc, circular_buffer_common.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import missing, refused, same_type, taken, type_name, wrong
from tflint.runtime.tflm.steps import dimension, first_failure, keeps, same_scale

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Verdict

DEPTH = 3
PREPARE = "micro/kernels/circular_buffer_common.cc:CircularBufferPrepare"
EVAL = "micro/kernels/circular_buffer.cc:EvalInt8"


def prepare(node: Node, context: MicroContext) -> None:
    """CircularBufferPrepare; the wheel's takes a second output, which tells whether the buffer has run."""
    context.temp(node.input(0), node.output(0))
    if node.build.wheel:
        context.temp(node.output(1))


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what Prepare refuses: anything but one int8 slot that goes into the output's slots."""
    if node.build.wheel:
        yield from _counts(node)
    tensor, output = node.input(0), node.output()
    if tensor is None or output is None:
        yield missing(node, PREPARE, ("input",))
        return
    yield from _slots(node, tensor, output)
    yield from same_type(node, tensor, output, ("input", "output"), PREPARE)
    yield from taken(node, tensor, ("int8",), PREPARE, message=f"input->type != kTfLiteInt8 ({type_name(tensor)} != INT8)")
    if node.build.wheel and (valid := node.output(1)) is not None:
        yield from _valid(node, valid)
    yield from same_scale(node, tensor, output, EVAL)
    if dimension(tensor, 0) > 1:
        yield wrong(node, f"{tensor.name!r} has batch {tensor.shape[0]}, CIRCULAR_BUFFER moves one", tensor=tensor, source=EVAL)


def _counts(node: Node) -> Iterator[Verdict]:
    for found, most, side in ((len(node.operator.inputs or ()), 1, "inputs"), (len(node.operator.outputs or ()), 2, "outputs")):
        if not 1 <= found <= most:
            wanted = " || ".join(f"node->{side}->size == {count}" for count in range(1, most + 1))
            why = f"CIRCULAR_BUFFER has {found} {side}, {'1' if most == 1 else '1 or 2'} allowed"
            yield refused(node, why, message=f"{wanted} was not true.", source=PREPARE)


def _valid(node: Node, valid: Tensor) -> Iterator[Verdict]:
    message = f"valid_output->type != kTfLiteBool ({type_name(valid)} != BOOL)"
    yield from taken(node, valid, ("bool",), PREPARE, message=message)
    if valid.elements != 1:
        why = f"{valid.name!r} has {valid.elements} elements, one allowed"
        message = f"NumElements(valid_output) != 1 ({valid.elements} != 1)"
        yield refused(node, why, tensor=valid, message=message, source=PREPARE)


def _slots(node: Node, tensor: Tensor, output: Tensor) -> Iterator[Verdict]:
    if dimension(tensor, 1) != 1:
        why = f"{tensor.name!r} has {dimension(tensor, 1)} at dimension 1, one slot allowed"
        yield refused(
            node, why, tensor=tensor, message=f"1 != input->dims->data[1] (1 != {dimension(tensor, 1)})", source=PREPARE
        )
    for axis in (0, 2, 3):
        found, wanted = dimension(output, axis), dimension(tensor, axis)
        if found != wanted:
            why = f"{output.name!r} has {found} at dimension {axis}, {tensor.name!r} {wanted}"
            message = f"input->dims->data[{axis}] != output->dims->data[{axis}] ({wanted} != {found})"
            if axis == DEPTH:
                message = f"output->dims->data[{axis}] != input->dims->data[{axis}] ({found} != {wanted})"
            yield refused(node, why, tensor=output, message=message, source=PREPARE)


KERNELS: tuple[Kernel, ...] = (
    Kernel(
        "CIRCULAR_BUFFER",
        init=keeps("kernels/circular_buffer:OpDataCircularBuffer"),
        prepare=prepare,
        check=check,
    ),
)
