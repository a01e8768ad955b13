"""BROADCAST_ARGS: micro/kernels/broadcast_args.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import broadcast, counts, dims, rank_is, same_type, taken
from tflint.runtime.printed import not_true
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import constants
from tflint.runtime.tflm.operand_checks import two_inputs
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE = Citation("micro/kernels/broadcast_args.cc", "BroadcastArgsPrepare")
REFERENCE = Citation("lite/kernels/internal/reference/broadcast_args.h", "BroadcastArgs")


def prepare(k: MicroContext) -> None:
    """Walk BroadcastArgsPrepare: three vectors of int32 or int64."""
    two_inputs(k, PREPARE)
    counts(k, None, 1, PREPARE)
    a = k.temp_input(0, None, PREPARE)
    b = k.temp_input(1, None, PREPARE)
    y = k.temp_output(0, None, PREPARE)
    message = not_true("shape1->type == kTfLiteInt32 || shape1->type == kTfLiteInt64")
    taken(k, a, ("int32", "int64"), PREPARE, message=message)
    same_type(k, a, b, ("shape1", "shape2"), PREPARE, numbers=True)
    same_type(k, a, y, ("shape1", "output"), PREPARE, numbers=True)
    for tensor, name in ((a, "shape1"), (b, "shape2"), (y, "output")):
        rank_is(k, tensor, name, 1, PREPARE)


def invoke(k: MicroContext) -> None:
    """Walk BroadcastArgsEval: constant shapes must broadcast."""
    a, b = k.read_input(0, REFERENCE), k.read_input(1, REFERENCE)
    one, other = constants(k, a), constants(k, b)
    if one is not None and other is not None and broadcast(one, other) is None:
        why = f"{a.name!r} holds {dims(one)} and {b.name!r} {dims(other)}, which do not broadcast"
        k.abort(why, REFERENCE, tensor=b)


KERNELS = (Kernel("BROADCAST_ARGS", prepare=prepare, invoke=invoke),)
