"""What Prepare functions check with TF_LITE_ENSURE and its sisters: each raises Refused, in the runtime's own words."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from collections.abc import Collection

    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node


def counts(node: Node, inputs: int | tuple[int, ...], outputs: int = 1) -> None:
    """Refuse another number of inputs or outputs."""
    op, state = node.operator.name, node.state
    allowed = (inputs,) if isinstance(inputs, int) else inputs
    found = len(state.inputs)
    message = f"NumInputs(node) != {allowed[-1]} ({found} != {allowed[-1]})"
    node.ensure(found in allowed, f"{op} has {found} inputs, {' or '.join(map(str, allowed))} wanted", message)
    made = len(state.outputs)
    message = f"NumOutputs(node) != {outputs} ({made} != {outputs})"
    node.ensure(made == outputs, f"{op} has {made} outputs, {outputs} wanted", message)


def takes(node: Node, tensor: TensorState, dtypes: Collection[str]) -> None:
    """Refuse a tensor of another type than these."""
    op, ordered = node.operator.name, ", ".join(sorted(dtypes))
    message = f"Type {tensor.dtype.upper()} is unsupported by op {op}."
    node.ensure(tensor.dtype in dtypes, f"{tensor.name!r} is {tensor.dtype}, {op} takes {ordered}", message, cause=Cause.TYPE)


def same_type(node: Node, one: TensorState, other: TensorState) -> None:
    """Refuse two tensors of different types."""
    why = f"{one.name!r} is {one.dtype} and {other.name!r} {other.dtype}, {node.operator.name} wants one type"
    message = f"input->type != output->type ({one.dtype.upper()} != {other.dtype.upper()})"
    node.ensure(one.dtype == other.dtype, why, message, cause=Cause.TYPE)


def is_type(node: Node, tensor: TensorState, dtype: str) -> None:
    """Refuse a tensor that is not of this one type."""
    why = f"{tensor.name!r} is {tensor.dtype}, {node.operator.name} wants {dtype} there"
    node.ensure(tensor.dtype == dtype, why, f"type != {dtype} ({tensor.dtype.upper()} != {dtype.upper()})", cause=Cause.TYPE)


def rank(node: Node, tensor: TensorState, allowed: int) -> None:
    """Refuse a tensor of another rank."""
    rank_between(node, tensor, allowed, allowed)


def rank_between(node: Node, tensor: TensorState, least: int, most: int) -> None:
    """Refuse a tensor whose rank lies outside of these, both allowed."""
    found = len(tensor.dims)
    wanted = str(least) if least == most else f"{least} to {most}"
    why = f"{tensor.name!r} has rank {found}, {node.operator.name} wants {wanted}"
    message = (
        f"NumDimensions != {least} ({found} != {least})" if least == most else f"NumDimensions in [{least}, {most}] was not true."
    )
    node.ensure(least <= found <= most, why, message)


def rank_at_least(node: Node, tensor: TensorState, least: int) -> None:
    """Refuse a tensor of a lower rank."""
    found = len(tensor.dims)
    why = f"{tensor.name!r} has rank {found}, {node.operator.name} wants {least} at least"
    node.ensure(found >= least, why, f"NumDimensions(input) >= {least} was not true.")


def elements(node: Node, tensor: TensorState, wanted: int) -> None:
    """Refuse a tensor of another number of elements."""
    found = prod(tensor.dims)
    why = f"{tensor.name!r} has {found} elements, {node.operator.name} wants {wanted}"
    node.ensure(found == wanted, why, f"NumElements != {wanted} ({found} != {wanted})")


def same_dims(node: Node, one: TensorState, other: TensorState) -> None:
    """Refuse two tensors of different shapes (HaveSameShapes)."""
    why = f"{one.name!r} is {list(one.dims)} and {other.name!r} {list(other.dims)}, {node.operator.name} wants one shape"
    node.ensure(one.dims == other.dims, why, "HaveSameShapes(input1, input2) was not true.")


def symmetric(node: Node, *tensors: TensorState) -> None:
    """Refuse tensors with a zero point other than 0."""
    for tensor in tensors:
        zero_point(node, tensor, 0)


def zero_point(node: Node, tensor: TensorState, wanted: int) -> None:
    """Refuse a tensor with another zero point."""
    found = tensor.zero_point
    why = f"{tensor.name!r} has zero point {found}, {node.operator.name} of {tensor.dtype} wants {wanted}"
    message = f"params.zero_point != {wanted} ({found} != {wanted})"
    node.ensure(found == wanted, why, message, cause=Cause.QUANTIZATION)


def scale(node: Node, tensor: TensorState, wanted: float, tolerance: float = 0) -> None:
    """Refuse a tensor with another scale."""
    found = tensor.scale
    why = f"{tensor.name!r} has scale {found:g}, {node.operator.name} of {tensor.dtype} wants {wanted:g}"
    message = f"output->params.scale == {wanted:g} was not true."
    node.ensure(abs(found - wanted) <= tolerance, why, message, cause=Cause.QUANTIZATION)


def same_quantization(node: Node, one: TensorState, other: TensorState) -> None:
    """Refuse two tensors of different scales or zero points."""
    pairs = (one.scale, one.zero_point), (other.scale, other.zero_point)
    why = (
        f"{one.name!r} has scale {one.scale:g} and zero point {one.zero_point}, {other.name!r} {other.scale:g} and "
        f"{other.zero_point}: {node.operator.name} only copies and wants them equal"
    )
    message = "input->params.scale != output->params.scale"
    node.ensure(pairs[0] == pairs[1], why, message, cause=Cause.QUANTIZATION)


def affine(node: Node, *tensors: TensorState) -> None:
    """Refuse tensors without scales of their own."""
    for tensor in tensors:
        why = f"{tensor.name!r} has no quantization, {node.operator.name} of {tensor.dtype} needs it"
        message = "quantization.type != kTfLiteAffineQuantization (0 != 1)"
        node.ensure(bool(tensor.scales), why, message, cause=Cause.QUANTIZATION)


def positive(node: Node, *options: str) -> None:
    """Refuse options that are not above 0."""
    for option in options:
        value = node.number(option)
        node.ensure(
            value > 0, f"{option} is {value}, {node.operator.name} wants more than 0", f"params->{option} > 0 was not true."
        )
