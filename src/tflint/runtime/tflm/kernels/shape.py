"""SHAPE: micro/kernels/shape.cc; the option out_type is checked and never used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts, taken
from tflint.runtime.tflm.eval_checks import has_address
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.operand_checks import known_types, not_supported
from tflint.runtime.verdict import Citation

if TYPE_CHECKING:
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE = Citation("micro/kernels/shape.cc", "ShapePrepare")
EVAL = Citation("micro/kernels/shape.cc", "ShapeEval")


def prepare(k: MicroContext) -> None:
    """Walk ShapePrepare."""
    counts(k, 1, 1, PREPARE)


def invoke(k: MicroContext) -> None:
    """Walk ShapeEval."""
    tensor = k.read_input(0, EVAL)
    output = k.read_output(0, EVAL)
    taken(k, output, ("int32",), EVAL, message=not_supported(output, "Output type {} not supported."))
    has_address(k, output, len(tensor.shape), EVAL)
    if output.elements != len(tensor.shape):
        why = f"{output.name!r} has {output.elements} elements, SHAPE writes {len(tensor.shape)}"
        k.wrong(why, EVAL, tensor=output)


KERNELS = (Kernel("SHAPE", params="TfLiteShapeParams", parse=known_types("out_type"), prepare=prepare, invoke=invoke),)
