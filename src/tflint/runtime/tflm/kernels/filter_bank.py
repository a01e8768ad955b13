"""SignalFilterBank: signal/micro/kernels/filter_bank.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm import signal
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import crashes, wrong
from tflint.runtime.tflm.signal import Operand
from tflint.runtime.tflm.steps import borrows, elements, first_failure, unplanned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Verdict

INIT = f"{signal.FOLDER}/filter_bank.cc:FilterBankInit"
PREPARE = f"{signal.FOLDER}/filter_bank.cc:FilterBankPrepare"
EVAL = f"{signal.FOLDER}/filter_bank.cc:FilterBankEval"
OPTIONS = ("num_channels",)
INT16, UINT64 = 2, 8
PER_CHANNEL = (3, 4, 5)  # channel frequency starts, channel weight starts, channel widths


def init(node: Node, context: MicroContext) -> None:
    """FilterBankInit: a sum a channel and one to spare."""
    context.persistent_struct(f"{signal.FOLDER}/filter_bank:TFLMSignalFilterBankParams")
    (channels,) = signal.options(node, OPTIONS)
    context.persistent(UINT64 * max(channels + 1, 0), "work area")


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what Prepare refuses; Eval walks num_channels + 1 entries, whatever the sizes."""
    yield from signal.check_options(node, OPTIONS)
    inputs = (Operand("input", "uint32"), *(Operand("input", "int16") for _ in range(5)))
    yield from signal.operands(node, PREPARE, inputs, (Operand("output", "uint64"),))
    (channels,) = signal.options(node, OPTIONS)
    if channels < 0:
        yield wrong(node, f"num_channels is {channels}: nothing is summed, the output is what was there", source=INIT)
        return
    yield from unplanned(node, node.input(0), channels + 1, EVAL)
    for position in PER_CHANNEL:
        tensor = node.input(position)
        if tensor is not None and tensor.elements < channels + 1:
            why = f"{tensor.name!r} has {tensor.elements} entries, {channels} channels want {channels + 1}"
            told = crashes if INT16 * (channels + 1) > node.model.size else wrong
            yield told(node, why, tensor=tensor, source="signal/src/filter_bank.cc:FilterbankAccumulateChannels")
    output = node.output()
    if elements(output) > channels:
        why = f"the output has {elements(output)} elements, there are {channels} channels"
        yield wrong(node, why, tensor=output, source=EVAL)


KERNELS: tuple[Kernel, ...] = (Kernel("SignalFilterBank", init=init, prepare=borrows(inputs=6, outputs=1), check=check),)
