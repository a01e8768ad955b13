"""EXPAND_DIMS: micro/kernels/expand_dims.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import constant, counts, dims, missing, rank_within, refused, taken, type_number
from tflint.runtime.tflm.steps import as_int32, borrows, first_failure, not_supported, reinterpreted, takes_at_invoke

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

FILE = "micro/kernels/expand_dims.cc"
PREPARE, AXIS, VERIFY = f"{FILE}:ExpandDimsPrepare", f"{FILE}:GetAxisValueFromTensor", f"{FILE}:VerifyTensorDim"
EVAL = f"{FILE}:ExpandDimsEval"


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Take a constant int32 axis and an output of just those dims; few types at Invoke()."""
    yield from counts(node, 2, 1, PREPARE)
    x, axis, y = node.input(0), node.input(1), node.output()
    if x is None or axis is None or y is None:
        yield missing(node, PREPARE, ("input", "axis"))
        return
    yield from constant(node, axis, "axis", PREPARE)
    if len(axis.shape) > 1:
        why = f"{axis.name!r} has rank {len(axis.shape)}, 0 or 1 wanted"
        yield refused(node, why, tensor=axis, message="Axis has only one element for Expand_Dims.", source=AXIS)
    yield from taken(node, axis, ("int32",), AXIS, message=not_supported(axis, "Axis type {} not supported by Expand_Dims."))
    yield from rank_within(node, x, y)
    yield from _dims(node, x, y, (as_int32(node, axis, 1) or (0,))[0])
    message = f"Expand_Dims only currently supports int8, int16 and float32, got {type_number(x)}."
    yield from takes_at_invoke(node, x, ("float32", "int16", "int8"), message, EVAL)
    yield from reinterpreted(node, y, x.dtype, EVAL)


def _dims(node: Node, x: Tensor, y: Tensor, axis: int) -> Iterator[Verdict]:
    rank = len(x.shape)
    at = axis + rank + 1 if axis < 0 else axis
    if at > rank:
        why = f"axis is {axis}, {x.name!r} has rank {rank}"
        message = "axis_value <= input_shape.DimensionsCount() was not true."
        yield refused(node, why, tensor=x, message=message, source=VERIFY)
    why = f"{x.name!r} is {dims(x.shape)} and {y.name!r} {dims(y.shape)}, with axis {axis}"
    if len(y.shape) != rank + 1:
        message = "output_shape.DimensionsCount() == input_shape.DimensionsCount() + 1 was not true."
        yield refused(node, why, tensor=y, message=message, source=VERIFY)
    expected = (*x.shape[:at], 1, *x.shape[at:]) if at >= 0 else (y.shape[0], *x.shape)
    if y.shape != expected or at < 0:
        first = next((i for i, (one, other) in enumerate(zip(y.shape, expected, strict=True)) if one != other), rank)
        wanted = "1" if first == at else "input_shape.Dims(i)" if first < at else "input_shape.Dims(i - 1)"
        message = f"output_shape.Dims(i) == {wanted} was not true."
        yield refused(node, why, tensor=y, message=message, source=VERIFY)


KERNELS = (Kernel("EXPAND_DIMS", prepare=borrows(inputs=2, outputs=1), check=check),)
