"""SignalPCAN: signal/micro/kernels/pcan.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm import signal_library
from tflint.runtime.tflm.eval_checks import has_address
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import elements
from tflint.runtime.tflm.signal_library import Demand
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.runtime.tflm.micro_context import MicroContext

FILE = f"{signal_library.FOLDER}/pcan.cc"
PREPARE, EVAL = Citation(FILE, "PcanPrepare"), Citation(FILE, "PcanEval")
OPTIONS = ("snr_shift",)


def init(k: MicroContext) -> None:
    """Walk PcanInit."""
    k.persistent_struct(f"{signal_library.FOLDER}/pcan:tflm_signal::TfLitePcanParams")
    signal_library.init_options(k, OPTIONS)


def prepare(k: MicroContext) -> None:
    """Walk PcanPrepare."""
    inputs = (Demand("input", "uint32"), Demand("noise_estimate", "uint32"), Demand("gain_lut", "int16"))
    signal_library.operands(k, PREPARE, inputs, (Demand("output", "uint32"),))


def invoke(k: MicroContext) -> None:
    """Walk PcanEval, which goes by the output's size."""
    y = k.read_output(0, EVAL)
    for position in (0, 1):
        signal_library.reads(k, k.read_input(position, EVAL), y.elements, EVAL)
    has_address(k, y, elements(k.input(0)), EVAL)


KERNELS = (Kernel("SignalPCAN", init=init, prepare=prepare, invoke=invoke),)
