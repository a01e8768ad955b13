"""SignalFilterBankLog: signal/micro/kernels/filter_bank_log.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm import signal
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.signal import Operand
from tflint.runtime.tflm.steps import borrows, elements, first_failure, keeps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

PREPARE = f"{signal.FOLDER}/filter_bank_log.cc:FilterBankLogPrepare"
EVAL = f"{signal.FOLDER}/filter_bank_log.cc:FilterBankLogEval"
OPTIONS = ("input_correction_bits", "output_scale")


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what Prepare refuses."""
    yield from signal.check_options(node, OPTIONS)
    yield from signal.operands(node, PREPARE, (Operand("input", "uint32"),), (Operand("output", "int16"),))
    yield from signal.writes(node, node.output(), elements(node.input(0)), EVAL)


KERNELS: tuple[Kernel, ...] = (
    Kernel(
        "SignalFilterBankLog",
        init=keeps(f"{signal.FOLDER}/filter_bank_log:TFLMSignalLogParams"),
        prepare=borrows(inputs=1, outputs=1),
        check=check,
    ),
)
