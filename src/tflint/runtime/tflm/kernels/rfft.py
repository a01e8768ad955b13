"""SignalRfft: signal/micro/kernels/rfft.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.printed import not_true
from tflint.runtime.tflm import flexbuffers, signal_library
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import dimension
from tflint.runtime.tflm.signal_library import Demand
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

FILE = f"{signal_library.FOLDER}/rfft.cc"
INIT, PREPARE, EVAL = Citation(FILE, "RfftInitAll"), Citation(FILE, "RfftPrepare"), Citation(FILE, "RfftEval")
KISS = Citation("kissfft/tools/kiss_fftr.c", "kiss_fftr")
OPTIONS = ("T", "fft_length")
TEMPLATES = {"float32": "float", "int16": "int16_t", "int32": "int32_t"}


def init(k: MicroContext) -> None:
    """Walk RfftInitAll: the type is the one option that is found by its name."""
    dtype = transform_type(k, INIT)
    k.persistent_struct(f"{signal_library.FOLDER}/rfft:TfLiteAudioFrontendRfftParams<{TEMPLATES[dtype]}>")
    if k.features.rfft_work_area_kept:
        k.persistent(max(length(k), 0) * signal_library.ELEMENT[dtype], "work area")
    k.persistent(signal_library.fft_state(k, length(k), dtype), "kiss_fft state")


def prepare(k: MicroContext) -> None:
    """Walk RfftPrepare: a work area of one transform."""
    x, _ = transform_operands(k, PREPARE)
    if k.features.rfft_length:
        _fits(k, x, PREPARE)
    if not k.features.rfft_work_area_kept:
        k.scratch(max(length(k), 0) * signal_library.ELEMENT[x.dtype], "work area")


def _fits(k: MicroContext, x: Tensor, at: Citation) -> None:
    found = dimension(x, -1)
    if found <= length(k):
        return
    why = f"{x.name!r} ends in {found}, fft_length is {length(k)}"
    if k.features.rfft_length:
        k.refuse(why, at, tensor=x, message=not_true("params->input_length <= params->fft_length"))
    k.undefined(why, at, tensor=x)


def invoke(k: MicroContext) -> None:
    """Walk RfftEval; there are lengths that kiss_fft dies of."""
    x, y = k.read_input(0, EVAL), k.read_output(0, EVAL)
    _fits(k, x, EVAL)
    if not signal_library.transforms(length(k)):
        k.undefined(no_transform(k), KISS)
    written = length(k) + 2
    if dimension(y, -1) != written:
        why = f"{y.name!r} ends in {dimension(y, -1)}, a transform of {length(k)} writes {written}"
        k.wrong(why, EVAL, tensor=y)


def transform_type(k: MicroContext, at: Citation) -> str:
    """Return the type that the options of RFFT and IRFFT name; another one leaves Init without a kernel to call."""
    signal_library.init_options(k, OPTIONS)
    number = _type_option(k)
    if number not in signal_library.FFT_TYPES:
        k.undefined(f"T is {number}; expected 0 (float32), 2 (int32) or 7 (int16)", at)
    return signal_library.FFT_TYPES[number]


def transform_operands(k: MicroContext, at: Citation) -> list[Tensor]:
    """Return the operands of RFFT and IRFFT, of one type and rank."""
    dtype, x = signal_library.FFT_TYPES[_type_option(k)], k.input(0)
    rank = len(x.shape) if x is not None else None
    output = Demand("output", dtype, rank, signal_library.SAME_RANK, generic=True)
    return signal_library.operands(k, at, (Demand("input", dtype, None, generic=True),), (output,))


def no_transform(k: MicroContext) -> str:
    """Return why kiss_fft has no transform of this length."""
    return f"fft_length is {length(k)}; expected an even number from 4 on whose half has only the factors 2, 3 and 5"


def _type_option(k: MicroContext) -> int:
    """Return the option T, a TensorType's number; 0, which is float32, where it is absent."""
    return flexbuffers.root(k.custom_options).map().find("T").integer()


def length(k: MicroContext) -> int:
    """Return the option fft_length, read by its position."""
    return signal_library.options(k, OPTIONS)[1]


KERNELS = (Kernel("SignalRfft", init=init, prepare=prepare, invoke=invoke),)
