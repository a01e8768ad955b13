"""SignalFramer: signal/micro/kernels/framer.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm import signal
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import crashes, refused, wrong
from tflint.runtime.tflm.signal import Operand
from tflint.runtime.tflm.steps import dimension, first_failure, keeps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Verdict

PREPARE = f"{signal.FOLDER}/framer.cc:FramerPrepare"
RESET = f"{signal.FOLDER}/framer.cc:FramerResetState"
OPTIONS = ("frame_size", "frame_step", "prefill")


def prepare(node: Node, context: MicroContext) -> None:
    """FramerPrepare: a circular buffer of whole steps that hold a frame, for each row."""
    tensor = node.input(0)
    context.temp(tensor, node.output(0), node.output(1))
    size, step, _ = signal.options(node, OPTIONS)
    rows = signal.outer(tensor)
    context.persistent(context.sizeof("ptr") * rows, "state buffers")
    context.persistent(context.sizeof("ptr") * rows, "circular buffers")
    capacity = -(-size // step) * step if step > 0 else 0
    signal.each(context, rows, signal.circular_buffer(context, capacity), "frame")


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what Init and Prepare refuse or die of."""
    yield from signal.check_options(node, OPTIONS)
    tensor, output, valid = node.input(0), node.output(0), node.output(1)
    rank = len(tensor.shape) + 1 if tensor is not None else None
    outputs = (
        Operand("output", "int16", rank, "NumDimensions(input) + 1 != NumDimensions(output)"),
        Operand("output_valid", "bool", 0),
    )
    yield from signal.operands(node, PREPARE, (Operand("input", "int16", None),), outputs)
    if tensor is None or output is None or valid is None:
        return
    yield from _step(node, tensor)
    yield from _size(node, output)


def _step(node: Node, tensor: Tensor) -> Iterator[Verdict]:
    _, step, _ = signal.options(node, OPTIONS)
    last = dimension(tensor, -1)
    if last < step:
        message = "innermost_dim >= params->frame_step was not true."
        why = f"{tensor.name!r} ends in {last}, frame_step is {step}"
        yield refused(node, why, tensor=tensor, message=message, source=PREPARE)
    if step == 0:
        yield crashes(node, "frame_step is 0, and Prepare divides by it", source=PREPARE)
    if last % step:
        message = f"innermost_dim % params->frame_step != 0 ({last % step} != 0)"
        why = f"{tensor.name!r} ends in {last}, a multiple of frame_step {step} allowed"
        yield refused(node, why, tensor=tensor, message=message, source=PREPARE)
    if last == 0:
        yield crashes(node, f"{tensor.name!r} ends in 0, and Prepare divides by it", tensor=tensor, source=PREPARE)


def _size(node: Node, output: Tensor) -> Iterator[Verdict]:
    size, step, prefill = signal.options(node, OPTIONS)
    if size >= signal.LONGEST:
        yield crashes(node, f"frame_size is {size:,}: no arena holds it, and Prepare uses it unchecked", source=PREPARE)
    if size == 0:
        yield crashes(node, "frame_size is 0: the buffer has no room for a step", source=f"{signal.FOLDER}/framer.cc:FramerEval")
    if step < 0:
        yield wrong(node, f"frame_step is {step}: nothing is framed", source=f"{signal.FOLDER}/framer.cc:FramerEval")
    if size < 0 or (prefill and size < step):
        yield crashes(node, f"frame_size {size} is below frame_step {step}: a negative number of zeros is written", source=RESET)
    tensor = node.input(0)
    if tensor is not None and output.shape[-2:] != (dimension(tensor, -1) // step, size):
        why = f"{output.name!r} ends in {output.shape[-2:]}, its frames are {dimension(tensor, -1) // step} of {size}"
        yield wrong(node, why, tensor=output, source=f"{signal.FOLDER}/framer.cc:FramerEval")


KERNELS: tuple[Kernel, ...] = (
    Kernel("SignalFramer", init=keeps(f"{signal.FOLDER}/framer:TFLMSignalFramerParams"), prepare=prepare, check=check),
)
