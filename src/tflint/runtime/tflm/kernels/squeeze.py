"""SQUEEZE: micro/kernels/squeeze.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import aborts, counts, dims, refused, refused_at_invoke, type_cause, wrong
from tflint.runtime.tflm.memory_helpers import byte_size
from tflint.runtime.tflm.steps import absent, borrows, first_failure, same_scale
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

PARSER = "core/api/flatbuffer_conversions.cc:FlatBufferIntVectorToArray"
PREPARE = "micro/kernels/squeeze.cc:SqueezePrepare"
EVAL = "micro/kernels/squeeze.cc:SqueezeEval"
MOST = 8  # both the options' array and max_squeeze_dims


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield what the kernel refuses: the dims to squeeze and the output's shape must agree."""
    listed = node.option("squeeze_dims")
    squeezed = tuple(int(axis) for axis in listed) if isinstance(listed, tuple) else ()
    if len(squeezed) > MOST:
        message = "Found too many dimensions in the input array of operation 'squeeze'."
        yield refused(node, f"squeeze_dims has {len(squeezed)} entries, {MOST} allowed", message=message, source=PARSER)
    yield from counts(node, 1, 1, PREPARE)
    tensor, output = node.input(0), node.output()
    if tensor is None or output is None:
        yield absent(node, 1, PREPARE)
        return
    if len(tensor.shape) > MOST:
        why = f"{tensor.name!r} has rank {len(tensor.shape)}, up to {MOST} allowed"
        yield refused(node, why, tensor=tensor, message="input_num_dims <= max_squeeze_dims was not true.", source=PREPARE)
    yield from _listed(node, tensor, squeezed)
    yield from _kept(node, tensor, output, squeezed)
    yield from _bytes(node, tensor, output)
    yield from same_scale(node, tensor, output, EVAL)


def _listed(node: Node, tensor: Tensor, squeezed: tuple[int, ...]) -> Iterator[Verdict]:
    rank = len(tensor.shape)
    for axis in squeezed:
        if not -rank <= axis < rank or tensor.shape[axis] != 1:
            what = f"of size {tensor.shape[axis]}" if -rank <= axis < rank else f"outside rank {rank}"
            why = f"dimension {axis} of {tensor.name!r} is {what}, only one of size 1 can be squeezed"
            message = "current >= 0 && current < input_num_dims && input_dims->data[current] == 1 was not true."
            yield refused(node, why, tensor=tensor, message=message, source=PREPARE)


def _kept(node: Node, tensor: Tensor, output: Tensor, squeezed: tuple[int, ...]) -> Iterator[Verdict]:
    """Demand that each dim kept fits the output's at the same place: the wheel refuses where the tree aborts."""
    gone = {axis % len(tensor.shape) for axis in squeezed} if tensor.shape else set()
    kept = tuple(size for axis, size in enumerate(tensor.shape) if (axis not in gone if squeezed else size != 1))
    fits = len(kept) <= len(output.shape) and all(size <= room for size, room in zip(kept, output.shape, strict=False))
    if fits:
        return
    why = f"{output.name!r} is {dims(output.shape)}, squeezing {dims(tensor.shape)} leaves {dims(kept)}"
    if node.build.wheel:
        message = "out_idx < output_dims->size && output_dims->data[out_idx] >= input_dims->data[in_idx] was not true."
        yield refused(node, why, tensor=output, message=message, source=PREPARE)
    else:
        yield aborts(node, why, tensor=output, source=PREPARE)


def _bytes(node: Node, tensor: Tensor, output: Tensor) -> Iterator[Verdict]:
    ours, theirs = byte_size(tensor), byte_size(output)
    if ours != theirs:
        why = f"{output.name!r} has {theirs} bytes, {tensor.name!r} {ours}"
        cause = Cause.CONSTRAINT if tensor.dtype == output.dtype else type_cause(node, output)
        message = f"input_byte_size != output_byte_size ({ours} != {theirs})"
        yield refused_at_invoke(node, why, cause=cause, tensor=output, message=message, source=EVAL)
    elif tensor.dtype != output.dtype:
        yield wrong(node, f"{output.name!r} is {output.dtype}, SQUEEZE copies {tensor.dtype}", tensor=output, source=EVAL)


KERNELS: tuple[Kernel, ...] = (
    Kernel("SQUEEZE", params="TfLiteSqueezeParams", prepare=borrows(inputs=1, outputs=1), check=check),
)
