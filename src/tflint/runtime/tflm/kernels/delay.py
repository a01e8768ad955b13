"""SignalDelay: signal/micro/kernels/delay.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm import signal_library
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import dimension, elements
from tflint.runtime.tflm.signal_library import Demand
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.runtime.tflm.micro_context import MicroContext

FILE = f"{signal_library.FOLDER}/delay.cc"
PREPARE, EVAL = Citation(FILE, "DelayPrepare"), Citation(FILE, "DelayEval")
OPTIONS = ("delay_length",)


def init(k: MicroContext) -> None:
    """Walk DelayInit."""
    k.persistent_struct(f"{signal_library.FOLDER}/delay:TFLMSignalFrontendDelayParams")
    signal_library.init_options(k, OPTIONS)


def prepare(k: MicroContext) -> None:
    """Walk DelayPrepare: a circular buffer of a frame and the delay for each row."""
    x, _ = signal_library.operands(k, PREPARE, (Demand("input", "int16", None),), (Demand("output", "int16", None),))
    (delay,) = signal_library.options(k, OPTIONS)
    if not dimension(x, -1):
        k.undefined("the input has no innermost dimension, and Prepare divides by it", PREPARE, tensor=x)
    if not 0 <= delay < signal_library.LONGEST:
        k.undefined(f"delay_length is {delay:,}", PREPARE)
    rows = signal_library.outer(x)
    k.persistent(k.sizeof("ptr") * rows, "state buffers")
    k.persistent(k.sizeof("ptr") * rows, "circular buffers")
    signal_library.each(k, rows, signal_library.circular_buffer(k, dimension(x, -1) + delay), "delay line")


def invoke(k: MicroContext) -> None:
    """Walk DelayEval."""
    signal_library.writes(k, k.read_output(0, EVAL), elements(k.input(0)), EVAL)


KERNELS = (Kernel("SignalDelay", init=init, prepare=prepare, invoke=invoke),)
