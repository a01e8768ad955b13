"""SignalFftAutoScale: signal/micro/kernels/fft_auto_scale_kernel.cc, fft_auto_scale_common.cc."""

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

PREPARE = f"{signal.FOLDER}/fft_auto_scale_common.cc:FftAutoScalePrepare"
EVAL = f"{signal.FOLDER}/fft_auto_scale_kernel.cc:FftAutoScaleEval"


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what Prepare refuses; the op has no options."""
    outputs = (Operand("output", "int16"), Operand("scale_bit", "int32", 0))
    yield from signal.operands(node, PREPARE, (Operand("input", "int16"),), outputs)
    yield from signal.reads(node, node.input(0), elements(node.output()), EVAL)


KERNELS: tuple[Kernel, ...] = (Kernel("SignalFftAutoScale", prepare=borrows(inputs=1, outputs=2), check=check),)
