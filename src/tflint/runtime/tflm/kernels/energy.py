"""SignalEnergy: signal/micro/kernels/energy.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm import signal
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.signal import Operand
from tflint.runtime.tflm.steps import borrows, first_failure, keeps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

PREPARE = f"{signal.FOLDER}/energy.cc:EnergyPrepare"
EVAL = "signal/src/energy.cc:SpectrumToEnergy"
OPTIONS = ("end_index", "start_index")


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what Prepare refuses; Eval reads complex pairs up to end_index, whatever the sizes."""
    yield from signal.check_options(node, OPTIONS)
    yield from signal.operands(node, PREPARE, (Operand("input", "int16"),), (Operand("output", "uint32"),))
    end, _ = signal.options(node, OPTIONS)
    yield from signal.reads(node, node.input(0), 2 * end, EVAL)
    yield from signal.writes(node, node.output(), end, EVAL)


KERNELS: tuple[Kernel, ...] = (
    Kernel(
        "SignalEnergy",
        init=keeps(f"{signal.FOLDER}/energy:TFLMSignalEnergyParams"),
        prepare=borrows(inputs=1, outputs=1),
        check=check,
    ),
)
