"""SignalFilterBank: signal/micro/kernels/filter_bank.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm import signal_library
from tflint.runtime.tflm.eval_checks import has_address
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.signal_library import Demand
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

FILE = f"{signal_library.FOLDER}/filter_bank.cc"
INIT, PREPARE, EVAL = Citation(FILE, "FilterBankInit"), Citation(FILE, "FilterBankPrepare"), Citation(FILE, "FilterBankEval")
ACCUMULATE = Citation("signal/src/filter_bank.cc", "FilterbankAccumulateChannels")
OPTIONS = ("num_channels",)
INT16, UINT64 = 2, 8
PER_CHANNEL = (3, 4, 5)  # channel frequency starts, channel weight starts, channel widths


def init(k: MicroContext) -> None:
    """Walk FilterBankInit: a sum for each channel and one to spare."""
    k.persistent_struct(f"{signal_library.FOLDER}/filter_bank:TFLMSignalFilterBankParams")
    (channels,) = signal_library.init_options(k, OPTIONS)
    k.persistent(UINT64 * max(channels + 1, 0), "work area")
    if channels < 0:
        k.wrong(f"num_channels is {channels}: nothing is summed, the output is what was there", INIT)


def prepare(k: MicroContext) -> None:
    """Walk FilterBankPrepare."""
    inputs = (Demand("input", "uint32"), *(Demand("input", "int16") for _ in range(5)))
    signal_library.operands(k, PREPARE, inputs, (Demand("output", "uint64"),))


def invoke(k: MicroContext) -> None:
    """Walk FilterBankEval, which goes through num_channels + 1 entries, whatever the sizes."""
    (channels,) = signal_library.options(k, OPTIONS)
    if channels < 0:
        return
    has_address(k, k.input(0), channels + 1, EVAL)
    for position in PER_CHANNEL:
        _entries(k, k.read_input(position, EVAL), channels)
    y = k.read_output(0, EVAL)
    if y.elements > channels:
        k.wrong(f"the output has {y.elements} elements, there are {channels} channels", EVAL, tensor=y)


def _entries(k: MicroContext, tensor: Tensor, channels: int) -> None:
    if tensor.elements > channels:
        return
    why = f"{tensor.name!r} has {tensor.elements} entries, {channels} channels need {channels + 1}"
    if INT16 * (channels + 1) > k.model.size:
        k.undefined(why, ACCUMULATE, tensor=tensor)
    k.wrong(why, ACCUMULATE, tensor=tensor)


KERNELS = (Kernel("SignalFilterBank", init=init, prepare=prepare, invoke=invoke),)
