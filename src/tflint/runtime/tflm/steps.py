"""What kernels' Init, Prepare and checks have in common in their form: the steps, and that a kernel stops at its first failure."""

from __future__ import annotations

from functools import wraps
from struct import iter_unpack
from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel_util import crashes, refused, scale, taken, type_name, type_number, wrong, zero_point
from tflint.runtime.verdict import Cause, Effect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node, Step
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Verdict

WHEEL_SURVIVES = 10  # the rank to which kernels that make a RuntimeShape an operand ran on in the wheel; from 12 some died


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


def absent(node: Node, inputs: int, source: str, *, outputs: int = 1) -> Verdict:
    """Return the crash of an operand that the kernel reads without testing for null; `inputs` and `outputs` are how many it reads."""
    operands = [(node.input(i), f"input {i}") for i in range(inputs)] + [(node.output(i), f"output {i}") for i in range(outputs)]
    place = next(place for tensor, place in operands if tensor is None)
    return crashes(node, f"{node.name} has no {place}, and its kernel reads it all the same", source=source)


def not_supported(tensor: Tensor, form: str = "Type {} not supported.") -> str:
    """Return the runtime's message on a type, printed as `%s (%d)`."""
    return form.format(f"{type_name(tensor)} ({type_number(tensor)})")


def takes_at_invoke(node: Node, tensor: Tensor, types: tuple[str, ...], message: str, source: str) -> Iterator[Verdict]:
    """Refuse a type where Prepare lets it pass and only Eval looks: AllocateTensors() succeeds, Invoke() fails."""
    return taken(node, tensor, types, source, effect=Effect.REFUSED_AT_INVOKE, message=message)


def reinterpreted(node: Node, tensor: Tensor, dtype: str, source: str) -> Iterator[Verdict]:
    """Tell an operand whose bytes the kernel takes for another type."""
    if tensor.dtype != dtype:
        yield wrong(
            node,
            f"{tensor.name!r} is {tensor.dtype}, its bytes are taken for {dtype}",
            cause=Cause.TYPE,
            tensor=tensor,
            source=source,
        )


def same_scale(node: Node, tensor: Tensor, output: Tensor, source: str, *, cause: Cause = Cause.COPY) -> Iterator[Verdict]:
    """Tell quantized operands whose values the kernel copies though scale or zero point differ; `cause` for one that also chooses."""
    if tensor.dtype in {"int8", "int16"} and (scale(tensor), zero_point(tensor)) != (scale(output), zero_point(output)):
        ours, theirs = (f"scale {scale(t):g} zero point {zero_point(t)}" for t in (tensor, output))
        why = f"{tensor.name!r} has {ours}, {output.name!r} {theirs}: {node.name} copies values as they are"
        yield wrong(node, why, cause=cause, tensor=tensor, source=source)


def same_count(node: Node, tensor: Tensor, output: Tensor, source: str) -> Iterator[Verdict]:
    """Tell an output of another size than the kernel writes: a debug build stops, a release build writes past it or leaves a rest."""
    if tensor.elements != output.elements:
        why = f"{output.name!r} has {output.elements:,} elements, {node.name} writes {tensor.elements:,}"
        # an output of no bytes is not planned and has no address at all
        yield (wrong if output.elements else crashes)(node, why, tensor=output, source=source)


def same_rows(node: Node, tensor: Tensor, output: Tensor, source: str) -> Iterator[Verdict]:
    """Tell an output of another size than the kernel writes, row by row of the shorter one's length; no row, nothing written."""
    if dimension(output, -1) == 0 != tensor.elements:
        yield wrong(node, f"{output.name!r} has rows of no element, nothing is written", tensor=output, source=source)
    else:
        yield from same_count(node, tensor, output, source)


def unplanned(node: Node, tensor: Tensor | None, count: int, source: str) -> Iterator[Verdict]:
    """Tell a computed tensor of no bytes that a kernel takes `count` elements of: it is not planned and has no address at all."""
    if tensor is not None and tensor.elements == 0 and count > 0 and node.constant(tensor) is None:
        why = f"{tensor.name!r} has no element and so no address, {node.name} takes {count:,} of it"
        yield crashes(node, why, tensor=tensor, source=source)


def as_int32(node: Node, tensor: Tensor | None, count: int) -> tuple[int, ...] | None:
    """Read up to `count` entries of a constant as kernels do that never ask its type or size: int32, on into what follows in the file.

    None for a computed or omitted operand.
    """
    if tensor is None or node.constant(tensor) is None:
        return None
    buffer = node.model.buffers[tensor.buffer]
    data = node.model.data[buffer.at : buffer.at + 4 * max(count, 0)]
    return tuple(value for (value,) in iter_unpack("<i", data[: len(data) // 4 * 4]))
