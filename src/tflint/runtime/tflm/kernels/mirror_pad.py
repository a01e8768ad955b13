"""MIRROR_PAD: micro/kernels/mirror_pad.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import dims, rank_is, taken
from tflint.runtime.printed import logged, not_equal
from tflint.runtime.tflm.eval_checks import has_address, reinterpreted
from tflint.runtime.tflm.kernel import Kernel, keeps
from tflint.runtime.tflm.kernel_util import constants, dimension
from tflint.runtime.tflm.quantization_checks import same_scale
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.model.view import Tensor
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE = Citation("micro/kernels/mirror_pad.cc", "MirrorPadPrepare")
EVAL = Citation("micro/kernels/mirror_pad.cc", "MirrorPadEval")
TYPES = ("float32", "int8")


def prepare(k: MicroContext) -> None:
    """Walk MirrorPadPrepare: two counts for each dimension."""
    tensor = k.temp_input(0, None, PREPARE)
    paddings = k.temp_input(1, None, PREPARE)
    k.temp_output(0, None, PREPARE)
    rank_is(k, paddings, "padding_matrix", 2, PREPARE)
    rank = len(tensor.shape)
    if dimension(paddings, 0) != rank:
        why = f"{paddings.name!r} has {dimension(paddings, 0)} rows, {tensor.name!r} has rank {rank}"
        message = not_equal("SizeOfDimension(padding_matrix, 0)", "NumDimensions(input_tensor)", dimension(paddings, 0), rank)
        k.refuse(why, PREPARE, tensor=paddings, message=message)
    k.scratch(4 * rank, "output strides")
    k.scratch(4 * rank, "input strides")


def invoke(k: MicroContext) -> None:
    """Walk MirrorPadEval, which refuses without any text of its own."""
    tensor = k.read_input(0, EVAL)
    paddings = k.read_input(1, EVAL)
    output = k.read_output(0, EVAL)
    message = logged(f"Node MIRROR_PAD (number {k.operator.index}) failed to invoke with status 1")
    taken(k, output, TYPES, EVAL, message=message)
    reinterpreted(k, tensor, output.dtype, EVAL)
    same_scale(k, tensor, output, EVAL)
    has_address(k, tensor, output.elements, EVAL)
    _paddings(k, tensor, paddings, output)


def _paddings(k: MicroContext, tensor: Tensor, paddings: Tensor, output: Tensor) -> None:
    if paddings.dtype not in {"int32", "int64"}:
        k.wrong(f"{paddings.name!r} is {paddings.dtype}, MIRROR_PAD pads nothing then", EVAL, tensor=paddings)
        return
    pads = constants(k, paddings)
    if pads is None or len(pads) < 2 * len(tensor.shape):
        return
    pairs = tuple(zip(pads[::2], pads[1::2], strict=False))
    reflect = 1 if k.integer("mode") == 0 else 0
    for axis, (size, pair) in enumerate(zip(tensor.shape, pairs, strict=False)):
        if max(pair) > size - reflect:
            why = f"padding {max(pair)} at dimension {axis} of size {size}, up to {size - reflect} can be mirrored"
            k.wrong(why, EVAL, tensor=paddings)
    wanted = tuple(size + sum(pair) for size, pair in zip(tensor.shape, pairs, strict=False))
    if output.shape != wanted:
        why = f"{output.name!r} is {dims(output.shape)}, padding gives {dims(wanted)}"
        k.wrong(why, EVAL, tensor=output)


KERNELS = (
    Kernel(
        "MIRROR_PAD",
        params="TfLiteMirrorPaddingParams",
        init=keeps("kernels/mirror_pad:OpDataMirrorPad"),
        prepare=prepare,
        invoke=invoke,
    ),
)
