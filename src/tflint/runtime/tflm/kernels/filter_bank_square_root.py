"""SignalFilterBankSquareRoot: signal/micro/kernels/filter_bank_square_root.cc, filter_bank_square_root_common.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm import signal
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.signal import Operand
from tflint.runtime.tflm.steps import borrows, elements, first_failure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

PREPARE = f"{signal.FOLDER}/filter_bank_square_root_common.cc:FilterBankSquareRootPrepare"
EVAL = f"{signal.FOLDER}/filter_bank_square_root.cc:FilterBankSquareRootEval"


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what Prepare refuses; the op has no options."""
    inputs = (Operand("input", "uint64"), Operand("scale_bits", "int32", 0))
    yield from signal.operands(node, PREPARE, inputs, (Operand("output", "uint32"),))
    yield from signal.writes(node, node.output(), elements(node.input(0)), EVAL)


KERNELS: tuple[Kernel, ...] = (Kernel("SignalFilterBankSquareRoot", prepare=borrows(inputs=2, outputs=1), check=check),)
