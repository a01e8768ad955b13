"""SHAPE: micro/kernels/shape.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.kernel_checks import counts, taken
from tflint.runtime.printed import logged
from tflint.runtime.tflm.eval_checks import has_address
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.operand_checks import not_supported
from tflint.runtime.verdict import Cause, Citation

if TYPE_CHECKING:
    from tflint.runtime.tflm.micro_context import MicroContext

PARSER = Citation("core/api/flatbuffer_conversions.cc", "ConvertTensorType")
PREPARE = Citation("micro/kernels/shape.cc", "ShapePrepare")
EVAL = Citation("micro/kernels/shape.cc", "ShapeEval")
LAST_TYPE = 22  # TensorType's last number that ConvertTensorType knows


def parse(k: MicroContext) -> None:
    """Walk ParseShape: the out_type option is checked and then ignored."""
    out_type = k.integer("out_type")
    if not 0 <= out_type <= LAST_TYPE:
        message = logged(f"Unsupported data type {out_type} in tensor")
        k.refuse(f"out_type is {out_type}, a type that is not known", PARSER, cause=Cause.TYPE, message=message)


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


KERNELS = (Kernel("SHAPE", params="TfLiteShapeParams", parse=parse, prepare=prepare, invoke=invoke),)
