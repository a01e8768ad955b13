"""What kernels' Init, Prepare and checks have in common in their form: the steps, and that a kernel stops at its first failure."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel_util import refused
from tflint.runtime.verdict import Cause, Effect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node, Step
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Verdict


def first_failure(check: Callable[[Node], Iterator[Verdict]]) -> Callable[[Node], Iterator[Verdict]]:
    """Stop a check behind its first fatal verdict: what a kernel has refused it does not look at any further."""

    @wraps(check)
    def stopped(node: Node) -> Iterator[Verdict]:
        for verdict in check(node):
            yield verdict
            if verdict.effect.fatal:
                return

    return stopped


def keeps(struct: str) -> Step:
    """Return an Init that keeps one struct, and nothing else."""

    def init(_node: Node, context: MicroContext) -> None:
        context.persistent_struct(struct)

    return init


def borrows(*, inputs: int = 0, outputs: int = 0) -> Step:
    """Return a Prepare that takes its first so many inputs, then outputs, as temporary tensors, and nothing else."""

    def prepare(node: Node, context: MicroContext) -> None:
        context.temp(*(node.input(i) for i in range(inputs)), *(node.output(i) for i in range(outputs)))

    return prepare


def dimension(tensor: Tensor | None, axis: int) -> int:
    """Return one of a tensor's dims, 0 for an omitted tensor or an axis that it does not have."""
    return tensor.shape[axis] if tensor is not None and -len(tensor.shape) <= axis < len(tensor.shape) else 0


def elements(tensor: Tensor | None) -> int:
    """Return a tensor's number of elements, 0 for an omitted one."""
    return 0 if tensor is None else tensor.elements


def rank_is(node: Node, tensor: Tensor, name: str, wanted: int, source: str) -> Iterator[Verdict]:
    """Refuse another rank than `wanted` (TF_LITE_ENSURE_EQ on NumDimensions); `name` is the operand's in the kernel."""
    rank = len(tensor.shape)
    if rank != wanted:
        why = f"{tensor.name!r} has rank {rank}, {node.name} wants {wanted}"
        yield refused(node, why, tensor=tensor, message=f"NumDimensions({name}) != {wanted} ({rank} != {wanted})", source=source)


def debug_only(node: Node, why: str, *, tensor: Tensor | None = None, source: str) -> Verdict:
    """Return what only TFLITE_DCHECK looks at: release builds go on without a word."""
    return node.verdict(Effect.DEBUG_ONLY, Cause.CONSTRAINT, why, tensor=tensor, source=source)
