"""SignalFftAutoScale: signal/micro/kernels/fft_auto_scale_kernel.cc, fft_auto_scale_common.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm import signal_library
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import elements
from tflint.runtime.tflm.signal_library import Demand
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE = Citation(f"{signal_library.FOLDER}/fft_auto_scale_common.cc", "FftAutoScalePrepare")
EVAL = Citation(f"{signal_library.FOLDER}/fft_auto_scale_kernel.cc", "FftAutoScaleEval")


def prepare(k: MicroContext) -> None:
    """Walk FftAutoScalePrepare; the op has no options."""
    outputs = (Demand("output", "int16"), Demand("scale_bit", "int32", 0))
    signal_library.operands(k, PREPARE, (Demand("input", "int16"),), outputs)


def invoke(k: MicroContext) -> None:
    """Walk FftAutoScaleEval, which goes by the output's size."""
    signal_library.reads(k, k.read_input(0, EVAL), elements(k.output()), EVAL)


KERNELS = (Kernel("SignalFftAutoScale", prepare=prepare, invoke=invoke),)
