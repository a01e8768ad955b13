"""SignalOverlapAdd: signal/micro/kernels/overlap_add.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm import flexbuffers, signal
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import crashes, refused
from tflint.runtime.tflm.signal import Operand
from tflint.runtime.tflm.steps import dimension, elements, first_failure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Verdict

INIT = f"{signal.FOLDER}/overlap_add.cc:OverlapAddInitAll"
PREPARE = f"{signal.FOLDER}/overlap_add.cc:OverlapAddPrepare"
EVAL = "signal/src/overlap_add.cc:OverlapAdd"
OPTIONS = ("T", "frame_step")
TYPES = {0: ("float32", "float"), 7: ("int16", "int16_t")}


def init(node: Node, context: MicroContext) -> None:
    """OverlapAddInitAll: the type is the one option that is found by its name."""
    if (known := TYPES.get(_type(node))) is not None:
        context.persistent_struct(f"{signal.FOLDER}/overlap_add:TFLMSignalOverlapAddParams<{known[1]}>")


def prepare(node: Node, context: MicroContext) -> None:
    """OverlapAddPrepare: a frame for each row."""
    tensor = node.input(0)
    context.temp(tensor, node.output())
    known = TYPES.get(_type(node))
    if known is None or tensor is None:
        return
    rows = signal.outer(tensor, 2)
    context.persistent(context.sizeof("ptr") * rows, "state buffers")
    signal.each(context, rows, dimension(tensor, -1) * signal.ELEMENT[known[0]], "overlap")


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what Init and Prepare refuse or die of."""
    yield from signal.check_options(node, OPTIONS)
    known = TYPES.get(_type(node))
    if known is None:
        yield crashes(node, f"T is {_type(node)}, 0 (float32) or 7 (int16) allowed", source=INIT)
        return
    tensor = node.input(0)
    rank = len(tensor.shape) - 1 if tensor is not None else None
    output = Operand("output", known[0], rank, "NumDimensions(input) != NumDimensions(output) + 1", generic=True)
    yield from signal.operands(node, PREPARE, (Operand("input", known[0], None, generic=True),), (output,))
    if tensor is None:
        return
    if len(tensor.shape) < 2:
        why = f"{tensor.name!r} has rank {len(tensor.shape)}, at least 2 allowed"
        yield refused(node, why, tensor=tensor, message="input_shape.DimensionsCount() >= 2 was not true.", source=PREPARE)
    _, step = signal.options(node, OPTIONS)
    if not 0 <= step <= dimension(tensor, -1):
        yield crashes(node, f"frame_step is {step}, a frame of {tensor.name!r} has {dimension(tensor, -1)}", source=EVAL)
    frames = elements(tensor) // max(dimension(tensor, -1), 1)
    yield from signal.writes(node, node.output(), frames * step, EVAL)


def _type(node: Node) -> int:
    return flexbuffers.root(node.custom_options).map().find("T").integer()


KERNELS: tuple[Kernel, ...] = (Kernel("SignalOverlapAdd", init=init, prepare=prepare, check=check),)
