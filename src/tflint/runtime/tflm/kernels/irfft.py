"""SignalIrfft: signal/micro/kernels/irfft.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm import signal
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import crashes, wrong
from tflint.runtime.tflm.kernels.rfft import length, no_transform, transform, type_option
from tflint.runtime.tflm.steps import borrows, dimension, first_failure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Verdict

INIT = f"{signal.FOLDER}/irfft.cc:IrfftInitAll"
PREPARE = f"{signal.FOLDER}/irfft.cc:IrfftPrepare"
EVAL = f"{signal.FOLDER}/irfft.cc:IrfftEval"


def init(node: Node, context: MicroContext) -> None:
    """IrfftInitAll: kiss_fft's state, for float32 with an IrfftFloatState (length and pointer) before it."""
    dtype = signal.FFT_TYPES.get(type_option(node))
    if dtype is None:
        return
    context.persistent_struct(f"{signal.FOLDER}/irfft:TfLiteAudioFrontendIrfftParams")
    before = 2 * context.sizeof("ptr") if dtype == "float32" else 0
    context.persistent(before + signal.fft_state(context, length(node), dtype), "kiss_fft state")


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what Init and Prepare refuse, and the lengths that kiss_fft dies of at Invoke."""
    yield from transform(node, (INIT, PREPARE))
    if not signal.transforms(length(node)):
        yield crashes(node, no_transform(node), source="kissfft/tools/kiss_fftr.c:kiss_fftri")
    spectrum = node.input(0)
    if spectrum is not None and dimension(spectrum, -1) == 1 and spectrum.elements > 1:
        yield crashes(
            node, f"{spectrum.name!r} ends in 1, no complex pair: Eval goes on without end", tensor=spectrum, source=EVAL
        )
    for tensor, wanted in ((node.input(0), length(node) + 2), (node.output(), length(node))):
        if tensor is not None and dimension(tensor, -1) != wanted:
            why = f"{tensor.name!r} ends in {dimension(tensor, -1)}, a transform of {length(node)} takes {wanted} there"
            yield wrong(node, why, tensor=tensor, source=EVAL)


KERNELS: tuple[Kernel, ...] = (Kernel("SignalIrfft", init=init, prepare=borrows(inputs=1, outputs=1), check=check),)
