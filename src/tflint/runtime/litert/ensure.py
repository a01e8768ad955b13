"""What kernels check with TF_LITE_ENSURE and its sisters: each raises Refused, with exactly the words that the runtime prints.

The last argument of each is the C++ expression as the kernel's source spells it, from which the macros make their message
(core/c/common.h, kernels/op_macros.h); the sentence about the model is made here where a kernel gives none.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, NoReturn

from tflint.model import schema
from tflint.runtime.kernel_checks import TYPE_NUMBERS
from tflint.runtime.litert.dtype_size import SIZES
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from collections.abc import Collection

    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

LONGER_NAMES = {"none": "NOTYPE"}


WHOLE = frozenset(dtype for dtype, size in SIZES.items() if size in {1, 2, 4, 8})
"""The types that a kernel takes which only asks for a size of 8, 16, 32 or 64 bits (TfLiteTypeGetSizeBits)."""


def type_name(dtype: str) -> str:
    """Return a type as messages spell it (TfLiteTypeGetName, core/c/common.cc)."""
    return LONGER_NAMES.get(dtype, dtype.upper())


def option_number(number: int) -> int:
    """Return the number that a message prints of a TensorType in an option: TfLiteType counts otherwise."""
    return TYPE_NUMBERS.get(schema.ENUMS["TensorType"].get(number, "").lower(), number)


def refuse(k: Node, why: str, message: str | None = None, *, cause: Cause = Cause.CONSTRAINT, source: str = "") -> NoReturn:
    """Refuse with what TF_LITE_KERNEL_LOG prints, or without a word."""
    raise k.refuse(why, message, cause=cause, source=source)


def that(k: Node, holds: bool, why: str, message: str | None = None, *, cause: Cause = Cause.CONSTRAINT) -> None:
    """Refuse unless a condition holds."""
    if not holds:
        refuse(k, why, message, cause=cause)


def abort(k: Node, why: str, *, cause: Cause = Cause.QUANTIZATION, source: str = "") -> NoReturn:
    """Die where TFLITE_CHECK does."""
    raise k.abort(why, cause=cause, source=source)


def crash(k: Node, why: str, *, source: str = "") -> NoReturn:
    """Die of a null pointer, or of what lies out of bounds."""
    raise k.crash(why, source=source)


def true(k: Node, holds: bool, why: str, expression: str, *, cause: Cause = Cause.CONSTRAINT) -> None:
    """Refuse what TF_LITE_ENSURE does."""
    if not holds:
        refuse(k, why, f"{expression} was not true.", cause=cause)


def equal(  # noqa: PLR0917  both values, both expressions, and the sentence
    k: Node, found: int, wanted: int, left: str, right: str | int, why: str = "", *, cause: Cause = Cause.CONSTRAINT
) -> None:
    """Refuse what TF_LITE_ENSURE_EQ does, of integers."""
    if found != wanted:
        refuse(k, why or f"{left} is {found}, expected {wanted}", f"{left} != {right} ({found} != {wanted})", cause=cause)


def counts(k: Node, inputs: int | tuple[int, ...], outputs: int = 1, *, inputs_are: str = "", outputs_are: str = "") -> None:
    """Refuse another number of inputs or outputs; `inputs_are` is the whole expression where several numbers are allowed."""
    count_inputs(k, inputs, inputs_are)
    made = len(k.state.outputs)
    why = f"{k.operator.name} has {_counted(made, 'output')}, expected {outputs}"
    equal(k, made, outputs, "NumOutputs(node)", outputs_are or outputs, why)


def count_inputs(k: Node, inputs: int | tuple[int, ...], expression: str = "") -> None:
    """Refuse another number of inputs."""
    found = len(k.state.inputs)
    allowed = (inputs,) if isinstance(inputs, int) else inputs
    why = f"{k.operator.name} has {_counted(found, 'input')}, expected {' or '.join(map(str, allowed))}"
    if len(allowed) == 1:
        equal(k, found, allowed[0], "NumInputs(node)", expression or allowed[0], why)
    else:
        true(k, found in allowed, why, expression)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def takes(k: Node, tensor: TensorState, dtypes: Collection[str], message: str) -> None:
    """Refuse a tensor of another type than these; `message` may hold {type} and {number}, the type's name and number."""
    if tensor.dtype not in dtypes:
        text = message.replace("{type}", type_name(tensor.dtype)).replace("{number}", str(TYPE_NUMBERS.get(tensor.dtype, 0)))
        why = f"{tensor.name!r} is {tensor.dtype}, expected {', '.join(sorted(dtypes))}"
        refuse(k, why, text, cause=Cause.TYPE)


def same_type(k: Node, one: TensorState, other: TensorState, left: str = "input1->type", right: str = "input2->type") -> None:
    """Refuse two tensors of different types (TF_LITE_ENSURE_TYPES_EQ)."""
    if one.dtype != other.dtype:
        why = f"{one.name!r} is {one.dtype} and {other.name!r} {other.dtype}, {k.operator.name} expects one type"
        refuse(k, why, f"{left} != {right} ({type_name(one.dtype)} != {type_name(other.dtype)})", cause=Cause.TYPE)


def is_type(k: Node, tensor: TensorState, dtype: str, left: str, right: str = "") -> None:
    """Refuse a tensor that is not of this one type (TF_LITE_ENSURE_TYPES_EQ); `right` defaults to the type's constant."""
    if tensor.dtype != dtype:
        why = f"{tensor.name!r} is {tensor.dtype}, {k.operator.name} expects {dtype}"
        names = f"({type_name(tensor.dtype)} != {type_name(dtype)})"
        refuse(k, why, f"{left} != {right or constant(dtype)} {names}", cause=Cause.TYPE)


def is_number(k: Node, tensor: TensorState, dtype: str, left: str) -> None:
    """Refuse a tensor that is not of this one type, where TF_LITE_ENSURE_EQ prints numbers."""
    why = f"{tensor.name!r} is {tensor.dtype}, {k.operator.name} expects {dtype}"
    equal(k, TYPE_NUMBERS[tensor.dtype], TYPE_NUMBERS[dtype], left, constant(dtype), why, cause=Cause.TYPE)


def same_number(k: Node, one: TensorState, other: TensorState, left: str, right: str) -> None:
    """Refuse two tensors of different types, where TF_LITE_ENSURE_EQ prints numbers."""
    why = f"{one.name!r} is {one.dtype} and {other.name!r} {other.dtype}, {k.operator.name} expects one type"
    equal(k, TYPE_NUMBERS[one.dtype], TYPE_NUMBERS[other.dtype], left, right, why, cause=Cause.TYPE)


CONSTANTS = {
    "uint8": "UInt8",
    "uint16": "UInt16",
    "uint32": "UInt32",
    "uint64": "UInt64",
    "bool": "Bool",
    "string": "String",
    "resource": "Resource",
}


def constant(dtype: str) -> str:
    """Return how C++ spells a type: kTfLiteFloat32."""
    return f"kTfLite{CONSTANTS.get(dtype, dtype.capitalize())}"


def rank(k: Node, tensor: TensorState, wanted: int, left: str, right: str | int = "") -> None:
    """Refuse a tensor of another rank (TF_LITE_ENSURE_EQ)."""
    found = len(tensor.dims)
    why = f"{tensor.name!r} has rank {found}, {k.operator.name} expects {wanted}"
    equal(k, found, wanted, left, wanted if right == "" else right, why)


def rank_at_least(k: Node, tensor: TensorState, least: int, expression: str) -> None:
    """Refuse a tensor of a lower rank."""
    why = f"{tensor.name!r} has rank {len(tensor.dims)}, {k.operator.name} expects at least {least}"
    true(k, len(tensor.dims) >= least, why, expression)


def rank_at_most(k: Node, tensor: TensorState, most: int, expression: str) -> None:
    """Refuse a tensor of a higher rank."""
    why = f"{tensor.name!r} has rank {len(tensor.dims)}, {k.operator.name} expects at most {most}"
    true(k, len(tensor.dims) <= most, why, expression)


def elements(k: Node, tensor: TensorState, wanted: int, left: str, right: str | int = "") -> None:
    """Refuse a tensor of another number of elements (TF_LITE_ENSURE_EQ)."""
    found = prod(tensor.dims)
    why = f"{tensor.name!r} has {_counted(found, 'element')}, {k.operator.name} expects {wanted}"
    equal(k, found, wanted, left, wanted if right == "" else right, why)


def same_dims(k: Node, one: TensorState, other: TensorState, expression: str) -> None:
    """Refuse two tensors of different shapes (HaveSameShapes)."""
    why = f"{one.name!r} is {list(one.dims)} and {other.name!r} {list(other.dims)}, {k.operator.name} expects one shape"
    true(k, one.dims == other.dims, why, expression)


def zero_point(k: Node, tensor: TensorState, wanted: int, name: str) -> None:
    """Refuse a tensor with another zero point; `name` is the tensor's in C++."""
    found = tensor.zero_point
    why = f"{tensor.name!r} has zero point {found}, {k.operator.name} of {tensor.dtype} expects {wanted}"
    equal(k, found, wanted, f"{name}->params.zero_point", wanted, why, cause=Cause.QUANTIZATION)


def symmetric(k: Node, **tensors: TensorState) -> None:
    """Refuse tensors with a zero point other than 0, named as in C++."""
    for name, tensor in tensors.items():
        zero_point(k, tensor, 0, name)


def scale(k: Node, tensor: TensorState, wanted: float, message: str, tolerance: float = 0) -> None:
    """Refuse a tensor with another scale."""
    if abs(tensor.scale - wanted) > tolerance:
        why = f"{tensor.name!r} has scale {tensor.scale:g}, {k.operator.name} of {tensor.dtype} expects {wanted:g}"
        refuse(k, why, message, cause=Cause.QUANTIZATION)


def same_quantization(k: Node, one: TensorState, other: TensorState, left: str, right: str) -> None:
    """Refuse two tensors of different scales or zero points (two TF_LITE_ENSURE_EQ; that of the floats prints no numbers of use)."""
    why = (
        f"{one.name!r} has scale {one.scale:g} and zero point {one.zero_point}, {other.name!r} {other.scale:g} and "
        f"{other.zero_point}: {k.operator.name} only copies and expects them equal"
    )
    if one.scale != other.scale:
        refuse(k, why, f"{left}->params.scale != {right}->params.scale", cause=Cause.QUANTIZATION)
    expressions = f"{left}->params.zero_point", f"{right}->params.zero_point"
    equal(k, one.zero_point, other.zero_point, *expressions, why, cause=Cause.QUANTIZATION)


def affine(k: Node, **tensors: TensorState) -> None:
    """Refuse tensors without scales of their own, named as in C++."""
    for name, tensor in tensors.items():
        found = 1 if tensor.scales else 2 if tensor.is_quantized else 0
        why = f"{tensor.name!r} has no quantization, {k.operator.name} of {tensor.dtype} needs it"
        equal(k, found, 1, f"{name}->quantization.type", "kTfLiteAffineQuantization", why, cause=Cause.QUANTIZATION)


def positive(k: Node, **options: str) -> None:
    """Refuse options that are not above 0; each is given with its name in the params struct."""
    for option, name in options.items():
        value = k.number(option)
        true(k, value > 0, f"{option} is {value}, {k.operator.name} expects more than 0", f"params->{name} > 0")
