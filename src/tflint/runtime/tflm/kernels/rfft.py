"""SignalRfft: signal/micro/kernels/rfft.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm import flexbuffers, signal
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import crashes, refused, wrong
from tflint.runtime.tflm.signal import Operand
from tflint.runtime.tflm.steps import dimension, first_failure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Verdict

INIT = f"{signal.FOLDER}/rfft.cc:RfftInitAll"
PREPARE = f"{signal.FOLDER}/rfft.cc:RfftPrepare"
EVAL = f"{signal.FOLDER}/rfft.cc:RfftEval"
KISS = "kissfft/tools/kiss_fftr.c:kiss_fftr"
OPTIONS = ("T", "fft_length")
TEMPLATES = {"float32": "float", "int16": "int16_t", "int32": "int32_t"}


def init(node: Node, context: MicroContext) -> None:
    """RfftInitAll: the type is the one option that is found by its name."""
    dtype = signal.FFT_TYPES.get(type_option(node))
    if dtype is not None:
        context.persistent_struct(f"{signal.FOLDER}/rfft:TfLiteAudioFrontendRfftParams<{TEMPLATES[dtype]}>")
        if node.build.features.rfft_work_area_kept:
            context.persistent(max(length(node), 0) * signal.ELEMENT[dtype], "work area")
        context.persistent(signal.fft_state(context, length(node), dtype), "kiss_fft state")


def prepare(node: Node, context: MicroContext) -> None:
    """RfftPrepare: a work area of one transform."""
    context.temp(node.input(0), node.output())
    dtype = signal.FFT_TYPES.get(type_option(node))
    if dtype is not None and not node.build.features.rfft_work_area_kept:
        context.scratch(max(length(node), 0) * signal.ELEMENT[dtype], "work area")


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what Init and Prepare refuse, and the lengths that kiss_fft dies of at Invoke."""
    yield from transform(node, (INIT, PREPARE))
    tensor, output = node.input(0), node.output()
    if tensor is None or output is None:
        return
    yield from _input_length(node, tensor)
    if not signal.transforms(length(node)):
        yield crashes(node, no_transform(node), source=KISS)
    if dimension(output, -1) != length(node) + 2:
        why = f"{output.name!r} ends in {dimension(output, -1)}, a transform of {length(node)} writes {length(node) + 2}"
        yield wrong(node, why, tensor=output, source=EVAL)


def _input_length(node: Node, tensor: Tensor) -> Iterator[Verdict]:
    found = dimension(tensor, -1)
    if found <= length(node):
        return
    why = f"{tensor.name!r} ends in {found}, fft_length is {length(node)}"
    if node.build.wheel:
        message = "params->input_length <= params->fft_length was not true."
        yield refused(node, why, tensor=tensor, message=message, source=PREPARE)
    else:
        yield crashes(node, why, tensor=tensor, source=EVAL)


def transform(node: Node, sources: tuple[str, str]) -> Iterator[Verdict]:
    """Yield what RFFT and IRFFT refuse alike: options, type, ranks."""
    init_source, prepare_source = sources
    yield from signal.check_options(node, OPTIONS)
    dtype = signal.FFT_TYPES.get(type_option(node))
    if dtype is None:
        yield crashes(node, f"T is {type_option(node)}; 0 (float32), 2 (int32) or 7 (int16) allowed", source=init_source)
        return
    tensor = node.input(0)
    rank = len(tensor.shape) if tensor is not None else None
    output = Operand("output", dtype, rank, signal.SAME_RANK, generic=True)
    yield from signal.operands(node, prepare_source, (Operand("input", dtype, None, generic=True),), (output,))


def no_transform(node: Node) -> str:
    """Return why kiss_fft has no transform of this length."""
    return f"fft_length is {length(node)}; an even number from 4 whose half has only the factors 2, 3 and 5 allowed"


def type_option(node: Node) -> int:
    """Return the option T, a TensorType's number; 0, which is float32, where it is absent."""
    return flexbuffers.root(node.custom_options).map().find("T").integer()


def length(node: Node) -> int:
    """Return the option fft_length, read by its position."""
    return signal.options(node, OPTIONS)[1]


KERNELS: tuple[Kernel, ...] = (Kernel("SignalRfft", init=init, prepare=prepare, check=check),)
