"""SignalWindow: signal/micro/kernels/window.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.printed import not_true
from tflint.runtime.tflm import signal_library
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.signal_library import Demand
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.runtime.tflm.micro_context import MicroContext

FILE = f"{signal_library.FOLDER}/window.cc"
PREPARE, EVAL = Citation(FILE, "WindowPrepare"), Citation(FILE, "WindowEval")
OPTIONS = ("shift",)


def init(k: MicroContext) -> None:
    """Walk WindowInit."""
    k.persistent_struct(f"{signal_library.FOLDER}/window:TFLMSignalWindowParams")
    signal_library.init_options(k, OPTIONS)


def prepare(k: MicroContext) -> None:
    """Walk WindowPrepare."""
    x = k.input(0)
    if x is not None and not x.shape:
        message = not_true("NumDimensions(input) >= 1")
        k.refuse(f"{x.name!r} is a scalar, SignalWindow expects a row", PREPARE, tensor=x, message=message)
    rank = len(x.shape) if x is not None else None
    inputs = (Demand("input", "int16", None), Demand("weights", "int16"))
    signal_library.operands(k, PREPARE, inputs, (Demand("output", "int16", rank, signal_library.SAME_RANK),))


def invoke(k: MicroContext) -> None:
    """Walk WindowEval, which takes whole windows, whatever remains."""
    x, weights = k.read_input(0, EVAL), k.read_input(1, EVAL)
    if not weights.elements and x.elements:
        k.undefined(f"{weights.name!r} has no element: the loop over windows never moves", EVAL, tensor=weights)
    if weights.elements and x.elements % weights.elements:
        why = f"{x.elements} samples are not a multiple of the window {weights.name!r} of {weights.elements}"
        k.wrong(why, EVAL, tensor=x)
    signal_library.writes(k, k.read_output(0, EVAL), x.elements, EVAL)


KERNELS = (Kernel("SignalWindow", init=init, prepare=prepare, invoke=invoke),)
