"""SignalStacker: signal/micro/kernels/stacker.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm import signal
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import crashes
from tflint.runtime.tflm.signal import Operand
from tflint.runtime.tflm.steps import borrows, first_failure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Verdict

INIT = f"{signal.FOLDER}/stacker.cc:StackerInit"
PREPARE = f"{signal.FOLDER}/stacker.cc:StackerPrepare"
EVAL = f"{signal.FOLDER}/stacker.cc:StackerEval"
OPTIONS = ("num_channels", "stacker_left_context", "stacker_right_context", "stacker_step")


def init(node: Node, context: MicroContext) -> None:
    """StackerInit: a circular buffer of all frames stacked."""
    context.persistent_struct(f"{signal.FOLDER}/stacker:TFLMSignalStackerParams")
    context.persistent(signal.circular_buffer(context, _stacked(node)), "stacked frames")


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what Prepare refuses; Eval reads num_channels and writes the stack, whatever the sizes."""
    yield from signal.check_options(node, OPTIONS)
    outputs = (Operand("output", "int16"), Operand("output_valid", "bool", 0))
    yield from signal.operands(node, PREPARE, (Operand("input", "int16"),), outputs)
    if not 0 <= _stacked(node) < signal.LONGEST:
        yield crashes(node, f"the options give {_stacked(node):,} values to stack", source=INIT)
    yield from signal.reads(node, node.input(0), signal.options(node, OPTIONS)[0], EVAL)
    yield from signal.writes(node, node.output(), _stacked(node), EVAL)


def _stacked(node: Node) -> int:
    channels, left, right, _ = signal.options(node, OPTIONS)
    return channels * (left + right + 1)


KERNELS: tuple[Kernel, ...] = (Kernel("SignalStacker", init=init, prepare=borrows(inputs=1, outputs=2), check=check),)
