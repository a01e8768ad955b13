"""SignalFilterBankSpectralSubtraction: signal/micro/kernels/filter_bank_spectral_subtraction.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm import signal_library
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.signal_library import Demand
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.runtime.tflm.micro_context import MicroContext

FILE = f"{signal_library.FOLDER}/filter_bank_spectral_subtraction.cc"
INIT, PREPARE = Citation(FILE, "FilterBankSpectralSubtractionInit"), Citation(FILE, "FilterBankSpectralSubtractionPrepare")
EVAL = Citation("signal/src/filter_bank_spectral_subtraction.cc", "FilterbankSpectralSubtraction")
STRUCT = f"{signal_library.FOLDER}/filter_bank_spectral_subtraction:TFLMSignalSpectralSubtractionParams"
OPTIONS = (
    "alternate_one_minus_smoothing",
    "alternate_smoothing",
    "clamping",
    "min_signal_remaining",
    "num_channels",
    "one_minus_smoothing",
    "smoothing",
    "smoothing_bits",
    "spectral_subtraction_bits",
)
CHANNELS = OPTIONS.index("num_channels")
UINT32 = 4


def init(k: MicroContext) -> None:
    """Walk FilterBankSpectralSubtractionInit: a noise estimate for each channel."""
    k.persistent_struct(STRUCT)
    channels = signal_library.init_options(k, OPTIONS)[CHANNELS]
    k.persistent(UINT32 * max(channels, 0), "noise estimate")


def prepare(k: MicroContext) -> None:
    """Walk FilterBankSpectralSubtractionPrepare."""
    outputs = (Demand("output", "uint32"), Demand("noise_estimate", "uint32"))
    signal_library.operands(k, PREPARE, (Demand("input", "uint32"),), outputs)
    channels = signal_library.options(k, OPTIONS)[CHANNELS]
    if not 0 <= channels < signal_library.LONGEST:
        k.undefined(f"num_channels is {channels:,}", INIT)


def invoke(k: MicroContext) -> None:
    """Walk FilterbankSpectralSubtraction, which goes through num_channels, whatever the sizes."""
    channels = signal_library.options(k, OPTIONS)[CHANNELS]
    signal_library.reads(k, k.read_input(0, EVAL), channels, EVAL)
    signal_library.writes(k, k.read_output(0, EVAL), channels, EVAL)


KERNELS = (Kernel("SignalFilterBankSpectralSubtraction", init=init, prepare=prepare, invoke=invoke),)
