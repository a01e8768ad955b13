"""DEQUANTIZE: micro/kernels/dequantize.cc, dequantize_common.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import counts, missing, rank_within, scale_is_read, scales, taken, wrong
from tflint.runtime.tflm.steps import WHEEL_SURVIVES, borrows, first_failure, keeps, same_count
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

PREPARE, EVAL = "micro/kernels/dequantize_common.cc:DequantizePrepare", "micro/kernels/dequantize.cc:DequantizeEval"


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Int8, int16 or uint8 to float32: float16 weights stop here."""
    yield from counts(node, 1, 1, PREPARE)
    x, y = node.input(0), node.output()
    if x is None or y is None:
        yield missing(node, PREPARE, ("input",))
        return
    message = "input->type == kTfLiteInt8 || input->type == kTfLiteInt16 || input->type == kTfLiteUInt8 was not true."
    yield from taken(node, x, ("int8", "int16", "uint8"), PREPARE, message=message)
    yield from taken(node, y, ("float32",), PREPARE, message="output->type == kTfLiteFloat32 was not true.")
    yield from scale_is_read(node, PREPARE, x)
    if len(scales(x)) > 1:
        why = f"{x.name!r} has {len(scales(x))} scales, {node.name} applies the first to all"
        yield wrong(node, why, cause=Cause.QUANTIZATION, tensor=x, source=PREPARE)
    yield from rank_within(node, x, y, survived=WHEEL_SURVIVES)
    yield from same_count(node, x, y, EVAL)


KERNELS = (
    Kernel("DEQUANTIZE", init=keeps("kernels/dequantize:DequantizeOpData"), prepare=borrows(inputs=1, outputs=1), check=check),
)
