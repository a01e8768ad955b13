"""ethos-u (custom): micro/kernels/ethosu.cc and ethos_u/ethosu.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm import flexbuffers
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import crashes, refused, refused_at_invoke, wrong
from tflint.runtime.tflm.steps import first_failure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Verdict

PREPARE = "micro/kernels/ethos_u/ethosu.cc:Prepare"
EVAL = "micro/kernels/ethos_u/ethosu.cc:Eval"
OP_DATA = 3 * 4  # three ints
UINT64 = 8
BASE_ADDRESSES = 8
CO_TYPE = 1


def init(_node: Node, context: MicroContext) -> None:
    """Init: the command stream's size and two scratch buffers' indices."""
    context.persistent(OP_DATA, "kernels/ethos_u/ethosu:OpData")


def prepare(node: Node, context: MicroContext) -> None:
    """Prepare: an address and a size for each operand."""
    count = len(node.operator.inputs or ()) + len(node.operator.outputs or ())
    context.scratch(UINT64 * count, "base addresses")
    context.scratch(context.sizeof("size_t") * count, "base address sizes")
    context.temp(node.input(0))


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what the kernel refuses where there is an NPU; elsewhere the op is not even registered."""
    if not node.operator.inputs:
        yield refused(node, "ethos-u has no input", message="node->inputs->size > 0 was not true.", source=PREPARE)
    if not node.custom_options:
        message = "node->custom_initial_data_size > 0 was not true."
        yield refused(node, "ethos-u has no custom options", message=message, source=PREPARE)
    if node.input(0) is None:
        yield crashes(node, "ethos-u has no command stream", source=PREPARE)
    if (found := flexbuffers.root(node.custom_options).integer()) != CO_TYPE:
        why = f"custom options say type {found}, {CO_TYPE} (Ethos-U) allowed"
        yield refused_at_invoke(node, why, message="CO_TYPE != ETHOSU", source=EVAL)
    count = len(node.operator.inputs or ()) - 1 + len(node.operator.outputs or ())
    if count > BASE_ADDRESSES:
        yield wrong(node, f"{count} base addresses, the driver is given {BASE_ADDRESSES}", source=EVAL)


KERNELS: tuple[Kernel, ...] = (Kernel("ethos-u", init=init, prepare=prepare, check=check),)
