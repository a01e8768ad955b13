"""SignalPCAN: signal/micro/kernels/pcan.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm import signal
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.signal import Operand
from tflint.runtime.tflm.steps import borrows, elements, first_failure, keeps, unplanned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

PREPARE = f"{signal.FOLDER}/pcan.cc:PcanPrepare"
EVAL = f"{signal.FOLDER}/pcan.cc:PcanEval"
OPTIONS = ("snr_shift",)


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what Prepare refuses; Eval goes by the output's size."""
    yield from signal.check_options(node, OPTIONS)
    inputs = (Operand("input", "uint32"), Operand("noise_estimate", "uint32"), Operand("gain_lut", "int16"))
    yield from signal.operands(node, PREPARE, inputs, (Operand("output", "uint32"),))
    for position in (0, 1):
        yield from signal.reads(node, node.input(position), elements(node.output()), EVAL)
    yield from unplanned(node, node.output(), elements(node.input(0)), EVAL)


KERNELS: tuple[Kernel, ...] = (
    Kernel(
        "SignalPCAN",
        init=keeps(f"{signal.FOLDER}/pcan:tflm_signal::TfLitePcanParams"),
        prepare=borrows(inputs=3, outputs=1),
        check=check,
    ),
)
