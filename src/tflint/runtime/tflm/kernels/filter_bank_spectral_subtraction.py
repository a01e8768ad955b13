"""SignalFilterBankSpectralSubtraction: signal/micro/kernels/filter_bank_spectral_subtraction.cc."""

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

STRUCT = f"{signal.FOLDER}/filter_bank_spectral_subtraction:TFLMSignalSpectralSubtractionParams"
INIT = f"{signal.FOLDER}/filter_bank_spectral_subtraction.cc:FilterBankSpectralSubtractionInit"
PREPARE = f"{signal.FOLDER}/filter_bank_spectral_subtraction.cc:FilterBankSpectralSubtractionPrepare"
EVAL = "signal/src/filter_bank_spectral_subtraction.cc:FilterbankSpectralSubtraction"
OPTIONS = (
    "alternate_one_minus_smoothing",
    "alternate_smoothing",
    "clamping",
    "min_signal_remaining",
    "num_channels",
    "one_minus_smoothing",
    "smoothing",
    "smoothing_bits",
    "spectral_subtraction_bits",
)
UINT32 = 4


def init(node: Node, context: MicroContext) -> None:
    """FilterBankSpectralSubtractionInit: a noise estimate a channel."""
    context.persistent_struct(STRUCT)
    context.persistent(UINT32 * max(_channels(node), 0), "noise estimate")


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what Prepare refuses; Eval walks num_channels, whatever the sizes."""
    yield from signal.check_options(node, OPTIONS)
    outputs = (Operand("output", "uint32"), Operand("noise_estimate", "uint32"))
    yield from signal.operands(node, PREPARE, (Operand("input", "uint32"),), outputs)
    channels = _channels(node)
    if not 0 <= channels < signal.LONGEST:
        yield crashes(node, f"num_channels is {channels:,}", source=INIT)
    yield from signal.reads(node, node.input(0), channels, EVAL)
    yield from signal.writes(node, node.output(), channels, EVAL)


def _channels(node: Node) -> int:
    return signal.options(node, OPTIONS)[OPTIONS.index("num_channels")]


KERNELS: tuple[Kernel, ...] = (
    Kernel("SignalFilterBankSpectralSubtraction", init=init, prepare=borrows(inputs=1, outputs=2), check=check),
)
