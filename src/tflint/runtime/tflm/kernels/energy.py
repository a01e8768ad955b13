"""SignalEnergy: signal/micro/kernels/energy.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm import signal_library
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.signal_library import Demand
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE = Citation(f"{signal_library.FOLDER}/energy.cc", "EnergyPrepare")
EVAL = Citation("signal/src/energy.cc", "SpectrumToEnergy")
OPTIONS = ("end_index", "start_index")


def init(k: MicroContext) -> None:
    """Walk EnergyInit."""
    k.persistent_struct(f"{signal_library.FOLDER}/energy:TFLMSignalEnergyParams")
    signal_library.init_options(k, OPTIONS)


def prepare(k: MicroContext) -> None:
    """Walk EnergyPrepare."""
    signal_library.operands(k, PREPARE, (Demand("input", "int16"),), (Demand("output", "uint32"),))


def invoke(k: MicroContext) -> None:
    """Walk SpectrumToEnergy, which reads complex pairs up to end_index, whatever the sizes."""
    end, _ = signal_library.options(k, OPTIONS)
    signal_library.reads(k, k.read_input(0, EVAL), 2 * end, EVAL)
    signal_library.writes(k, k.read_output(0, EVAL), end, EVAL)


KERNELS = (Kernel("SignalEnergy", init=init, prepare=prepare, invoke=invoke),)
