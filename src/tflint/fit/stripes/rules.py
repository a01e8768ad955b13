"""The operators that can run on a band of rows, and how: what a segment may be made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.fit.copies import constant
from tflint.fit.stripes.rows import Padding, Pointwise, Window

if TYPE_CHECKING:
    from tflint.fit.stripes.rows import RowMap
    from tflint.model.view import Model, Operator, Option, Tensor

RANK = 4
TYPES = frozenset(("float32", "int8", "int16"))
# one input, each element of the output from the element at its place
UNARY = frozenset(
    (
        "RELU",
        "RELU6",
        "RELU_N1_TO_1",
        "LOGISTIC",
        "TANH",
        "HARD_SWISH",
        "LEAKY_RELU",
        "ELU",
        "ABS",
        "NEG",
        "EXP",
        "QUANTIZE",
        "DEQUANTIZE",
        "SQRT",
        "RSQRT",
        "SQUARE",
        "CAST",
    )
)
BINARY = frozenset(("ADD", "SUB", "MUL", "MAXIMUM", "MINIMUM", "PRELU"))
WINDOWS = frozenset(("CONV_2D", "DEPTHWISE_CONV_2D", "AVERAGE_POOL_2D", "MAX_POOL_2D"))
SAME = 0  # Padding.SAME in the schema


def row_map(model: Model, operator: Operator) -> RowMap | None:
    """Return how an operator works along the rows, None where it cannot run on a band."""
    outputs = model.outputs(operator)
    inputs = [tensor for tensor in model.inputs(operator) if tensor is not None]
    computed = [tensor for tensor in inputs if not model.is_constant(tensor)]
    if len(outputs) != 1 or outputs[0] is None or not computed or not all(map(is_image, (*computed, outputs[0]))):
        return None
    name = operator.code.name
    if name in WINDOWS:
        return _window(operator, inputs) if len(computed) == 1 else None
    if name == "PAD":
        return _padding(model, inputs)
    return Pointwise(outputs[0].shape[1]) if _is_pointwise(model, operator, inputs, outputs[0]) else None


def _is_pointwise(model: Model, operator: Operator, inputs: list[Tensor], output: Tensor) -> bool:
    """Return whether each row of the output comes from the same row of the inputs."""
    name = operator.code.name
    if name == "CONCATENATION":
        return (operator.options or {}).get("axis") in {RANK - 1, -1} and not any(map(model.is_constant, inputs))
    if name in BINARY:
        return len(inputs) == 2 and all(_rowwise(model, tensor, output) for tensor in inputs)  # noqa: PLR2004  two operands
    return name in UNARY and len(inputs) == 1


def is_image(tensor: Tensor) -> bool:
    """Return whether a tensor is NHWC of batch 1 with more than one row, of a type that SLICE and CONCATENATION take."""
    return (
        tensor.dtype in TYPES
        and len(tensor.shape) == RANK
        and tensor.shape[0] == 1
        and tensor.shape[1] > 1
        and min(tensor.shape) > 0
    )


def _window(operator: Operator, inputs: list[Tensor]) -> RowMap | None:
    options = operator.options
    if not options:
        return None
    pool = operator.code.name.endswith("POOL_2D")
    if not pool and len(inputs[1].shape) != RANK:
        return None
    size = _whole(options["filter_height"]) if pool else inputs[1].shape[1]
    dilation, stride = 1 if pool else _whole(options["dilation_h_factor"]), _whole(options["stride_h"])
    if stride < 1 or size < 1 or dilation < 1:
        return None
    return Window((size - 1) * dilation + 1, stride, options["padding"] == SAME, inputs[0].shape[1])


def _whole(option: Option) -> int:
    """Return an option that is a whole number."""
    assert isinstance(option, int)
    return option


def _padding(model: Model, inputs: list[Tensor]) -> RowMap | None:
    if len(inputs) != 2 or not model.is_constant(inputs[1]):  # noqa: PLR2004  tensor and paddings
        return None
    values = constant(model, inputs[1])
    if values is None or len(values) != 2 * RANK or any(values[:2]) or inputs[1].dtype != "int32":
        return None
    return Padding(values[2], values[3], inputs[0].shape[1])


def _rowwise(model: Model, tensor: Tensor, output: Tensor) -> bool:
    """Return whether an operand is the output's size, or a constant that is the same for all rows."""
    if not model.is_constant(tensor):
        return tensor.shape == output.shape
    padded = (1,) * (RANK - len(tensor.shape)) + tensor.shape
    return len(padded) == RANK and padded[:2] == (1, 1)
