"""SignalFilterBankLog: signal/micro/kernels/filter_bank_log.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm import signal_library
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import elements
from tflint.runtime.tflm.signal_library import Demand
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.runtime.tflm.micro_context import MicroContext

FILE = f"{signal_library.FOLDER}/filter_bank_log.cc"
PREPARE, EVAL = Citation(FILE, "FilterBankLogPrepare"), Citation(FILE, "FilterBankLogEval")
OPTIONS = ("input_correction_bits", "output_scale")


def init(k: MicroContext) -> None:
    """Walk FilterBankLogInit."""
    k.persistent_struct(f"{signal_library.FOLDER}/filter_bank_log:TFLMSignalLogParams")
    signal_library.init_options(k, OPTIONS)


def prepare(k: MicroContext) -> None:
    """Walk FilterBankLogPrepare."""
    signal_library.operands(k, PREPARE, (Demand("input", "uint32"),), (Demand("output", "int16"),))


def invoke(k: MicroContext) -> None:
    """Walk FilterBankLogEval, which goes by the input's size."""
    signal_library.writes(k, k.read_output(0, EVAL), elements(k.input(0)), EVAL)


KERNELS = (Kernel("SignalFilterBankLog", init=init, prepare=prepare, invoke=invoke),)
