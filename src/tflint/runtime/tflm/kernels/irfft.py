"""SignalIrfft: signal/micro/kernels/irfft.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm import signal_library
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import dimension
from tflint.runtime.tflm.kernels.rfft import length, no_transform, transform_operands, transform_type
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.runtime.tflm.micro_context import MicroContext

FILE = f"{signal_library.FOLDER}/irfft.cc"
INIT, PREPARE, EVAL = Citation(FILE, "IrfftInitAll"), Citation(FILE, "IrfftPrepare"), Citation(FILE, "IrfftEval")
KISS = Citation("kissfft/tools/kiss_fftr.c", "kiss_fftri")


def init(k: MicroContext) -> None:
    """Walk IrfftInitAll: kiss_fft's state, for float32 with an IrfftFloatState (length and pointer) before it."""
    dtype = transform_type(k, INIT)
    k.persistent_struct(f"{signal_library.FOLDER}/irfft:TfLiteAudioFrontendIrfftParams")
    before = 2 * k.sizeof("ptr") if dtype == "float32" else 0
    k.persistent(before + signal_library.fft_state(k, length(k), dtype), "kiss_fft state")


def prepare(k: MicroContext) -> None:
    """Walk IrfftPrepare."""
    transform_operands(k, PREPARE)


def invoke(k: MicroContext) -> None:
    """Walk IrfftEval."""
    x, y = k.read_input(0, EVAL), k.read_output(0, EVAL)
    if not signal_library.transforms(length(k)):
        k.undefined(no_transform(k), KISS)
    if dimension(x, -1) == 1 and x.elements > 1:
        k.undefined(f"{x.name!r} ends in 1, not a complex pair: Eval goes on without end", EVAL, tensor=x)
    for tensor, expected in ((x, length(k) + 2), (y, length(k))):
        found = dimension(tensor, -1)
        if found != expected:
            why = f"{tensor.name!r} ends in {found}, a transform of {length(k)} expects {expected}"
            k.wrong(why, EVAL, tensor=tensor)


KERNELS = (Kernel("SignalIrfft", init=init, prepare=prepare, invoke=invoke),)
