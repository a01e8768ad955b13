"""ethos-u (custom): micro/kernels/ethosu.cc and ethos_u/ethosu.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.printed import logged, not_true
from tflint.runtime.tflm import flexbuffers
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE = Citation("micro/kernels/ethos_u/ethosu.cc", "Prepare")
EVAL = Citation("micro/kernels/ethos_u/ethosu.cc", "Eval")
OP_DATA = 3 * 4  # three ints
UINT64 = 8
BASE_ADDRESSES = 8
CO_TYPE = 1


def init(k: MicroContext) -> None:
    """Walk Init: the command stream's size and two scratch buffers' indices."""
    k.persistent(OP_DATA, "kernels/ethos_u/ethosu:OpData")


def prepare(k: MicroContext) -> None:
    """Walk Prepare: an address and a size for each operand; builds without an NPU do not even register the op."""
    if not k.operator.inputs:
        k.refuse("ethos-u has no input", PREPARE, message=not_true("node->inputs->size > 0"))
    if not k.custom_options:
        message = not_true("node->custom_initial_data_size > 0")
        k.refuse("ethos-u has no custom options", PREPARE, message=message)
    count = len(k.operator.inputs) + len(k.operator.outputs or ())
    k.scratch(UINT64 * count, "base addresses")
    k.scratch(k.sizeof("size_t") * count, "base address sizes")
    k.temp_input(0, None, PREPARE)


def invoke(k: MicroContext) -> None:
    """Walk Eval."""
    if (found := flexbuffers.root(k.custom_options).integer()) != CO_TYPE:
        why = f"custom options say type {found}, {CO_TYPE} (Ethos-U) allowed"
        k.refuse(why, EVAL, message=logged("CO_TYPE != ETHOSU"))
    count = len(k.operator.inputs or ()) - 1 + len(k.operator.outputs or ())
    if count > BASE_ADDRESSES:
        k.wrong(f"{count} base addresses, the driver is given {BASE_ADDRESSES}", EVAL)


KERNELS = (Kernel("ethos-u", init=init, prepare=prepare, invoke=invoke),)
