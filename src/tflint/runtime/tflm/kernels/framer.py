"""SignalFramer: signal/micro/kernels/framer.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.printed import Printed, not_equal, not_true
from tflint.runtime.tflm import signal_library
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import dimension
from tflint.runtime.tflm.signal_library import Demand
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

FILE = f"{signal_library.FOLDER}/framer.cc"
PREPARE, RESET, EVAL = Citation(FILE, "FramerPrepare"), Citation(FILE, "FramerResetState"), Citation(FILE, "FramerEval")
OPTIONS = ("frame_size", "frame_step", "prefill")


def init(k: MicroContext) -> None:
    """Walk FramerInit."""
    k.persistent_struct(f"{signal_library.FOLDER}/framer:TFLMSignalFramerParams")
    signal_library.init_options(k, OPTIONS)


def prepare(k: MicroContext) -> None:
    """Walk FramerPrepare: a circular buffer of whole steps that hold a frame, for each row."""
    x = k.input(0)
    rank = len(x.shape) + 1 if x is not None else None
    outputs = (
        Demand("output", "int16", rank, Printed("NumDimensions(input) + 1 != NumDimensions(output)")),
        Demand("output_valid", "bool", 0),
    )
    x, *_ = signal_library.operands(k, PREPARE, (Demand("input", "int16", None),), outputs)
    _steps_fit(k, x)
    size, step, prefill = signal_library.options(k, OPTIONS)
    if size >= signal_library.LONGEST:
        k.undefined(f"frame_size is {size:,}: no arena holds it, and Prepare uses it unchecked", PREPARE)
    rows = signal_library.outer(x)
    k.persistent(k.sizeof("ptr") * rows, "state buffers")
    k.persistent(k.sizeof("ptr") * rows, "circular buffers")
    capacity = -(-size // step) * step if step > 0 else 0
    signal_library.each(k, rows, signal_library.circular_buffer(k, capacity), "frame")
    if size and (size < 0 or (prefill and size < step)):
        k.undefined(f"frame_size {size} is below frame_step {step}: a negative number of zeros is written", RESET)


def _steps_fit(k: MicroContext, x: Tensor) -> None:
    _, step, _ = signal_library.options(k, OPTIONS)
    last = dimension(x, -1)
    if last < step:
        message = not_true("innermost_dim >= params->frame_step")
        k.refuse(f"{x.name!r} ends in {last}, frame_step is {step}", PREPARE, tensor=x, message=message)
    if step == 0:
        k.undefined("frame_step is 0, and Prepare divides by it", PREPARE)
    if last % step:
        message = not_equal("innermost_dim % params->frame_step", 0, last % step, 0)
        why = f"{x.name!r} ends in {last}, expected a multiple of frame_step {step}"
        k.refuse(why, PREPARE, tensor=x, message=message)
    if last == 0:
        k.undefined(f"{x.name!r} ends in 0, and Prepare divides by it", PREPARE, tensor=x)


def invoke(k: MicroContext) -> None:
    """Walk FramerEval."""
    x, y = k.read_input(0, EVAL), k.read_output(0, EVAL)
    size, step, _ = signal_library.options(k, OPTIONS)
    if size == 0:
        k.undefined("frame_size is 0: the buffer has no room for a step", EVAL)
    if step < 0:
        k.wrong(f"frame_step is {step}: nothing is framed", EVAL)
    frames = dimension(x, -1) // step
    if y.shape[-2:] != (frames, size):
        k.wrong(f"{y.name!r} ends in {y.shape[-2:]}, its frames are {frames} of {size}", EVAL, tensor=y)


KERNELS = (Kernel("SignalFramer", init=init, prepare=prepare, invoke=invoke),)
