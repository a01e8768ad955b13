"""ADD and SUB (add.cc, sub.cc): the output takes the inputs' type and their broadcast shape, whatever the file says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert.kernel import ARENA, Kernel, Refused
from tflint.runtime.verdict import Cause, Effect, Verdict

if TYPE_CHECKING:
    from tflint.runtime.litert.kernel import Node

LEFT_SHIFT = 20
"""Fractional bits that the 8-bit kernels add before they scale."""


def _scale(node: Node, position: int) -> float:
    tensor = node.file_tensor(position)
    return tensor.quantization.scale[0] if tensor is not None and tensor.is_quantized and tensor.quantization else 0.0


def _check_scales(node: Node) -> None:
    """QuantizeMultiplierSmallerThanOneExp aborts unless its multiplier lies strictly between 0 and 1; SUB's output has another."""
    made = node.model.outputs(node.operator)[0]
    out = made.quantization.scale[0] if made is not None and made.is_quantized and made.quantization else 0.0
    scales = [_scale(node, 0), _scale(node, 1)]
    largest = 2 * max(scales)
    op = node.operator
    if min(*scales, out) > 0 and (op.name == "SUB" or largest < out * (1 << LEFT_SHIFT)):
        return
    why = f"{op.name} with input scales {scales[0]:g} and {scales[1]:g} and output scale {out:g}: a multiplier outside 0 … 1"
    source = f"kernels/{op.name.lower()}.cc: Prepare; quantization_util.cc: QuantizeMultiplierSmallerThanOneExp"
    raise Refused(Verdict(Effect.ABORTS, Cause.QUANTIZATION, why, op.subgraph, op.index, source=source))


def prepare(node: Node) -> None:
    """Resize the output; abort where TFLITE_CHECK does."""
    a, b, y = node.input(0), node.input(1), node.output()
    source = f"kernels/{node.operator.name.lower()}.cc: Prepare"
    if a is None or b is None or y is None:
        raise node.refuse(f"{node.operator.name} misses an input or its output", source=source)
    node.ensure(
        a.dtype == b.dtype, f"{node.operator.name} of {a.dtype} and {b.dtype}", "input1->type != input2->type", source=source
    )
    if a.dtype in {"int8", "uint8"}:
        _check_scales(node)
    y.dtype = b.dtype
    if y.allocation is ARENA:
        width = max(len(a.dims), len(b.dims))
        pairs = zip((1,) * (width - len(a.dims)) + a.dims, (1,) * (width - len(b.dims)) + b.dims, strict=True)
        node.resize(y, tuple(right if left == 1 else left for left, right in pairs))


KERNELS = (Kernel("ADD", prepare, shares=(0, 1)), Kernel("SUB", prepare, shares=(0, 1)))
