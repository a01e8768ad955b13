"""SQUEEZE: micro/kernels/squeeze.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts, dims
from tflint.runtime.printed import logged, not_equal, not_true
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.memory_helpers import byte_size
from tflint.runtime.tflm.quantization_checks import same_scale
from tflint.runtime.verdict import Cause, Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

PARSER = Citation("core/api/flatbuffer_conversions.cc", "FlatBufferIntVectorToArray")
PREPARE = Citation("micro/kernels/squeeze.cc", "SqueezePrepare")
EVAL = Citation("micro/kernels/squeeze.cc", "SqueezeEval")
MOST = 8  # both the options' array and max_squeeze_dims


def parse(k: MicroContext) -> None:
    """Walk ParseSqueeze."""
    count = len(_squeezed(k))
    if count > MOST:
        message = logged("Found too many dimensions in the input array of operation 'squeeze'.")
        k.refuse(f"squeeze_dims has {count} entries, expected at most {MOST}", PARSER, message=message)


def _squeezed(k: MicroContext) -> tuple[int, ...]:
    listed = k.option("squeeze_dims")
    return tuple(int(axis) for axis in listed) if isinstance(listed, tuple) else ()


def prepare(k: MicroContext) -> None:
    """Walk SqueezePrepare: the dims to squeeze and the output's shape must agree."""
    counts(k, 1, 1, PREPARE)
    tensor = k.temp_input(0, None, PREPARE)
    output = k.temp_output(0, None, PREPARE)
    if len(tensor.shape) > MOST:
        why = f"{tensor.name!r} has rank {len(tensor.shape)}, expected at most {MOST}"
        k.refuse(why, PREPARE, tensor=tensor, message=not_true("input_num_dims <= max_squeeze_dims"))
    squeezed = _squeezed(k)
    _listed(k, tensor, squeezed)
    _kept(k, tensor, output, squeezed)


def invoke(k: MicroContext) -> None:
    """Walk SqueezeEval."""
    tensor = k.read_input(0, EVAL)
    output = k.read_output(0, EVAL)
    _bytes(k, tensor, output)
    same_scale(k, tensor, output, EVAL)


def _listed(k: MicroContext, tensor: Tensor, squeezed: tuple[int, ...]) -> None:
    rank = len(tensor.shape)
    for axis in squeezed:
        if not -rank <= axis < rank or tensor.shape[axis] != 1:
            what = f"of size {tensor.shape[axis]}" if -rank <= axis < rank else f"outside rank {rank}"
            why = f"dimension {axis} of {tensor.name!r} is {what}, only one of size 1 can be squeezed"
            message = not_true("current >= 0 && current < input_num_dims && input_dims->data[current] == 1")
            k.refuse(why, PREPARE, tensor=tensor, message=message)


def _kept(k: MicroContext, tensor: Tensor, output: Tensor, squeezed: tuple[int, ...]) -> None:
    """Stop unless each dim that is kept fits the output's at the same place."""
    gone = {axis % len(tensor.shape) for axis in squeezed} if tensor.shape else set()
    kept = tuple(size for axis, size in enumerate(tensor.shape) if (axis not in gone if squeezed else size != 1))
    fits = len(kept) <= len(output.shape) and all(size <= room for size, room in zip(kept, output.shape, strict=False))
    if fits:
        return
    why = f"{output.name!r} is {dims(output.shape)}, squeezing {dims(tensor.shape)} leaves {dims(kept)}"
    if k.features.checked_squeeze:
        message = not_true("out_idx < output_dims->size && output_dims->data[out_idx] >= input_dims->data[in_idx]")
        k.refuse(why, PREPARE, tensor=output, message=message)
    else:
        k.abort(why, PREPARE, tensor=output)


def _bytes(k: MicroContext, tensor: Tensor, output: Tensor) -> None:
    ours, theirs = byte_size(tensor), byte_size(output)
    if ours != theirs:
        why = f"{output.name!r} has {theirs} bytes, {tensor.name!r} {ours}"
        cause = Cause.CONSTRAINT if tensor.dtype == output.dtype else k.type_cause(output)
        names = ("input_byte_size", "output_byte_size")
        if not k.features.squeeze_counts_bytes:
            names = ("op_context.input->bytes", "op_context.output->bytes")
        message = not_equal(*names, ours, theirs)
        k.refuse(why, EVAL, cause=cause, tensor=output, message=message)
    elif tensor.dtype != output.dtype:
        k.wrong(f"{output.name!r} is {output.dtype}, SQUEEZE copies {tensor.dtype}", EVAL, tensor=output)


KERNELS = (Kernel("SQUEEZE", params="TfLiteSqueezeParams", parse=parse, prepare=prepare, invoke=invoke),)
