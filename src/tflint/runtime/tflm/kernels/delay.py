"""SignalDelay: signal/micro/kernels/delay.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm import signal
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import crashes
from tflint.runtime.tflm.signal import Operand
from tflint.runtime.tflm.steps import dimension, elements, first_failure, keeps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Verdict

PREPARE = f"{signal.FOLDER}/delay.cc:DelayPrepare"
OPTIONS = ("delay_length",)


def prepare(node: Node, context: MicroContext) -> None:
    """DelayPrepare: a circular buffer of a frame and the delay for each row."""
    tensor = node.input(0)
    context.temp(tensor, node.output())
    (delay,) = signal.options(node, OPTIONS)
    rows = signal.outer(tensor)
    context.persistent(context.sizeof("ptr") * rows, "state buffers")
    context.persistent(context.sizeof("ptr") * rows, "circular buffers")
    signal.each(context, rows, signal.circular_buffer(context, dimension(tensor, -1) + delay), "delay line")


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what Init and Prepare refuse or die of."""
    yield from signal.check_options(node, OPTIONS)
    yield from signal.operands(node, PREPARE, (Operand("input", "int16", None),), (Operand("output", "int16", None),))
    (delay,) = signal.options(node, OPTIONS)
    tensor = node.input(0)
    if not dimension(tensor, -1):
        yield crashes(node, "the input has no innermost dimension, and Prepare divides by it", tensor=tensor, source=PREPARE)
    if not 0 <= delay < signal.LONGEST:
        yield crashes(node, f"delay_length is {delay:,}", source=PREPARE)
    yield from signal.writes(node, node.output(), elements(tensor), PREPARE)


KERNELS: tuple[Kernel, ...] = (
    Kernel(
        "SignalDelay",
        init=keeps(f"{signal.FOLDER}/delay:TFLMSignalFrontendDelayParams"),
        prepare=prepare,
        check=check,
    ),
)
