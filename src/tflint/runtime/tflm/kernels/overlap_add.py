"""SignalOverlapAdd: signal/micro/kernels/overlap_add.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.printed import Printed, not_true
from tflint.runtime.tflm import flexbuffers, signal_library
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import dimension, elements
from tflint.runtime.tflm.signal_library import Demand
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.runtime.tflm.micro_context import MicroContext

FILE = f"{signal_library.FOLDER}/overlap_add.cc"
INIT, PREPARE = Citation(FILE, "OverlapAddInitAll"), Citation(FILE, "OverlapAddPrepare")
EVAL = Citation("signal/src/overlap_add.cc", "OverlapAdd")
OPTIONS = ("T", "frame_step")
TYPES = {0: ("float32", "float"), 7: ("int16", "int16_t")}


def init(k: MicroContext) -> None:
    """Walk OverlapAddInitAll: the type is the one option that is found by its name."""
    signal_library.init_options(k, OPTIONS)
    if _type(k) not in TYPES:
        k.undefined(f"T is {_type(k)}, expected 0 (float32) or 7 (int16)", INIT)
    k.persistent_struct(f"{signal_library.FOLDER}/overlap_add:TFLMSignalOverlapAddParams<{TYPES[_type(k)][1]}>")


def prepare(k: MicroContext) -> None:
    """Walk OverlapAddPrepare: a frame for each row."""
    dtype, x = TYPES[_type(k)][0], k.input(0)
    rank = len(x.shape) - 1 if x is not None else None
    output = Demand("output", dtype, rank, Printed("NumDimensions(input) != NumDimensions(output) + 1"), generic=True)
    x, _ = signal_library.operands(k, PREPARE, (Demand("input", dtype, None, generic=True),), (output,))
    if len(x.shape) < 2:
        message = not_true("input_shape.DimensionsCount() >= 2")
        k.refuse(f"{x.name!r} has rank {len(x.shape)}, expected at least 2", PREPARE, tensor=x, message=message)
    rows = signal_library.outer(x, 2)
    k.persistent(k.sizeof("ptr") * rows, "state buffers")
    signal_library.each(k, rows, dimension(x, -1) * signal_library.ELEMENT[dtype], "overlap")


def invoke(k: MicroContext) -> None:
    """Walk OverlapAdd."""
    x, y = k.read_input(0, EVAL), k.read_output(0, EVAL)
    _, step = signal_library.options(k, OPTIONS)
    frame = dimension(x, -1)
    if not 0 <= step <= frame:
        k.undefined(f"frame_step is {step}, a frame of {x.name!r} has {frame}", EVAL)
    signal_library.writes(k, y, elements(x) // max(frame, 1) * step, EVAL)


def _type(k: MicroContext) -> int:
    return flexbuffers.root(k.custom_options).map().find("T").integer()


KERNELS = (Kernel("SignalOverlapAdd", init=init, prepare=prepare, invoke=invoke),)
