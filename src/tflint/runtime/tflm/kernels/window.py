"""SignalWindow: signal/micro/kernels/window.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm import signal
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import crashes, refused, wrong
from tflint.runtime.tflm.signal import Operand
from tflint.runtime.tflm.steps import borrows, elements, first_failure, keeps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

PREPARE = f"{signal.FOLDER}/window.cc:WindowPrepare"
EVAL = f"{signal.FOLDER}/window.cc:WindowEval"
OPTIONS = ("shift",)


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what Prepare refuses; Eval takes whole windows, whatever remains."""
    yield from signal.check_options(node, OPTIONS)
    tensor, weights, output = node.input(0), node.input(1), node.output()
    if tensor is not None and not tensor.shape:
        why = f"{tensor.name!r} is a scalar, SignalWindow wants a row"
        yield refused(node, why, tensor=tensor, message="NumDimensions(input) >= 1 was not true.", source=PREPARE)
    inputs = (Operand("input", "int16", None), Operand("weights", "int16"))
    outputs = (Operand("output", "int16", len(tensor.shape) if tensor is not None else None, signal.SAME_RANK),)
    yield from signal.operands(node, PREPARE, inputs, outputs)
    if weights is not None and not weights.elements and elements(tensor):
        yield crashes(node, f"{weights.name!r} has no element: the loop over windows never moves", tensor=weights, source=EVAL)
    if weights is not None and weights.elements and elements(tensor) % weights.elements:
        why = f"{elements(tensor)} samples are no multiple of the window {weights.name!r} of {weights.elements}"
        yield wrong(node, why, tensor=tensor, source=EVAL)
    yield from signal.writes(node, output, elements(tensor), EVAL)


KERNELS: tuple[Kernel, ...] = (
    Kernel(
        "SignalWindow",
        init=keeps(f"{signal.FOLDER}/window:TFLMSignalWindowParams"),
        prepare=borrows(inputs=2, outputs=1),
        check=check,
    ),
)
