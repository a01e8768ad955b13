"""SignalStacker: signal/micro/kernels/stacker.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm import signal_library
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.signal_library import Demand
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.runtime.tflm.micro_context import MicroContext

FILE = f"{signal_library.FOLDER}/stacker.cc"
INIT, PREPARE, EVAL = Citation(FILE, "StackerInit"), Citation(FILE, "StackerPrepare"), Citation(FILE, "StackerEval")
OPTIONS = ("num_channels", "stacker_left_context", "stacker_right_context", "stacker_step")


def init(k: MicroContext) -> None:
    """Walk StackerInit: a circular buffer of all frames stacked."""
    k.persistent_struct(f"{signal_library.FOLDER}/stacker:TFLMSignalStackerParams")
    signal_library.init_options(k, OPTIONS)
    k.persistent(signal_library.circular_buffer(k, _stacked(k)), "stacked frames")


def prepare(k: MicroContext) -> None:
    """Walk StackerPrepare."""
    outputs = (Demand("output", "int16"), Demand("output_valid", "bool", 0))
    signal_library.operands(k, PREPARE, (Demand("input", "int16"),), outputs)
    if not 0 <= _stacked(k) < signal_library.LONGEST:
        k.undefined(f"the options give {_stacked(k):,} values to stack", INIT)


def invoke(k: MicroContext) -> None:
    """Walk StackerEval, which reads num_channels and writes the stack, whatever the sizes."""
    signal_library.reads(k, k.read_input(0, EVAL), signal_library.options(k, OPTIONS)[0], EVAL)
    signal_library.writes(k, k.read_output(0, EVAL), _stacked(k), EVAL)


def _stacked(k: MicroContext) -> int:
    channels, left, right, _ = signal_library.options(k, OPTIONS)
    return channels * (left + right + 1)


KERNELS = (Kernel("SignalStacker", init=init, prepare=prepare, invoke=invoke),)
