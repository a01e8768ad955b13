"""SignalFilterBankSquareRoot: signal/micro/kernels/filter_bank_square_root.cc, filter_bank_square_root_common.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm import signal_library
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import elements
from tflint.runtime.tflm.signal_library import Demand
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE = Citation(f"{signal_library.FOLDER}/filter_bank_square_root_common.cc", "FilterBankSquareRootPrepare")
EVAL = Citation(f"{signal_library.FOLDER}/filter_bank_square_root.cc", "FilterBankSquareRootEval")


def prepare(k: MicroContext) -> None:
    """Walk FilterBankSquareRootPrepare; the op has no options."""
    inputs = (Demand("input", "uint64"), Demand("scale_bits", "int32", 0))
    signal_library.operands(k, PREPARE, inputs, (Demand("output", "uint32"),))


def invoke(k: MicroContext) -> None:
    """Walk FilterBankSquareRootEval, which goes by the input's size."""
    signal_library.writes(k, k.read_output(0, EVAL), elements(k.input(0)), EVAL)


KERNELS = (Kernel("SignalFilterBankSquareRoot", prepare=prepare, invoke=invoke),)
