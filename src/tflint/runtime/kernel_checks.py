"""What kernels of both runtimes ask of their operands, in the form of the runtimes' macros; each refuses what does not hold.

Where a check is given the operand's `name` in the kernel's source, the refusal quotes what the macro prints; without it, nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.printed import not_equal, not_true

if TYPE_CHECKING:
    from tflint.runtime.kernel_context import KernelContext, Operand
    from tflint.runtime.printed import Printed
    from tflint.runtime.verdict import Citation

COUNTS = ("NumInputs(node)", "NumOutputs(node)")
SIZES = ("node->inputs->size", "node->outputs->size")

TYPE_NAMES = (
    "none float32 int32 uint8 int64 string bool int16 complex64 int8 float16 float64 complex128 uint64 resource variant uint32 uint16"
    " int4 bfloat16 int2 uint4 float8_e4m3fn float8_e5m2"
)
TYPE_NUMBERS = {name: number for number, name in enumerate(TYPE_NAMES.split())}
"""TfLiteType, in the order of core/c/c_api_types.h: what a message prints with %d."""


def type_name(tensor: Operand) -> str:
    """Return a tensor's type as TfLiteTypeGetName prints it."""
    return tensor.dtype.upper()


def type_number(tensor: Operand) -> int:
    """Return the TfLiteType number that messages print."""
    return dtype_number(tensor.dtype)


def dtype_number(dtype: str) -> int:
    """Return a type's number in TfLiteType, 0 for one that it does not have."""
    return TYPE_NUMBERS.get(dtype, 0)


def dims(shape: tuple[int, ...]) -> str:
    """Return a shape as people write it: 1x96x96x3, or scalar."""
    return "x".join(map(str, shape)) or "scalar"


def broadcast(first: tuple[int, ...], second: tuple[int, ...]) -> tuple[int, ...] | None:
    """Return the shape that two operands broadcast to, aligned at the last axis; None where they do not."""
    if first == second:
        return first
    rank = max(len(first), len(second))
    pairs = zip((1,) * (rank - len(first)) + first, (1,) * (rank - len(second)) + second, strict=True)
    shape = tuple((b if a == 1 else a, a == b or 1 in {a, b}) for a, b in pairs)
    return tuple(d for d, _ in shape) if all(fits for _, fits in shape) else None


def counts(k: KernelContext, inputs: int | None, outputs: int | None, at: Citation, *, forms: tuple[str, str] = COUNTS) -> None:
    """Refuse another number of inputs or outputs (TF_LITE_ENSURE_EQ); None is any number, `forms` what the kernel writes for it."""
    found = len(k.operator.inputs or ())
    if inputs is not None and found != inputs:
        k.refuse(f"{k.name} has {found} inputs, expected {inputs}", at, message=not_equal(forms[0], inputs, found, inputs))
    found = len(k.operator.outputs or ())
    if outputs is not None and found != outputs:
        k.refuse(f"{k.name} has {found} outputs, expected {outputs}", at, message=not_equal(forms[1], outputs, found, outputs))


def taken(k: KernelContext, tensor: Operand, types: tuple[str, ...], at: Citation, *, message: Printed | None = None) -> None:
    """Refuse a tensor of another type than `types`."""
    if tensor.dtype not in types:
        why = f"{tensor.name!r} is {tensor.dtype}, expected {', '.join(types)}"
        k.refuse(why, at, cause=k.type_cause(tensor), tensor=tensor, message=message)


def same_type(
    k: KernelContext, first: Operand, second: Operand, names: tuple[str, str] | None, at: Citation, *, numbers: bool = False
) -> None:
    """Refuse two operands of different types; `names` are theirs in the kernel.

    TF_LITE_ENSURE_TYPES_EQ prints the types' names, TF_LITE_ENSURE_EQ their `numbers`.
    """
    if first.dtype == second.dtype:
        return
    printed: Printed | None = None
    if names is not None:
        shown = type_number if numbers else type_name
        printed = not_equal(f"{names[0]}->type", f"{names[1]}->type", shown(first), shown(second))
    why = f"{first.name!r} is {first.dtype} and {second.name!r} {second.dtype}, {k.name} expects one type"
    k.refuse(why, at, cause=k.type_cause(first), tensor=first, message=printed)


def rank_is(k: KernelContext, tensor: Operand, name: str | None, expected: int, at: Citation) -> None:
    """Refuse another rank than expected (TF_LITE_ENSURE_EQ on NumDimensions)."""
    rank = len(tensor.shape)
    if rank != expected:
        printed = None if name is None else not_equal(f"NumDimensions({name})", expected, rank, expected)
        k.refuse(f"{tensor.name!r} has rank {rank}, {k.name} expects {expected}", at, tensor=tensor, message=printed)


def rank_at_most(k: KernelContext, tensor: Operand, most: int, at: Citation, *, message: Printed | None = None) -> None:
    """Refuse a higher rank than `most`."""
    rank = len(tensor.shape)
    if rank > most:
        k.refuse(f"{tensor.name!r} has rank {rank}, {k.name} expects at most {most}", at, tensor=tensor, message=message)


def same_shape(k: KernelContext, first: Operand, second: Operand, names: tuple[str, str] | None, at: Citation) -> None:
    """Refuse two operands of different shapes (TF_LITE_ENSURE on HaveSameShapes)."""
    if first.shape != second.shape:
        printed = None if names is None else not_true(f"HaveSameShapes({names[0]}, {names[1]})")
        why = f"{first.name!r} is {dims(first.shape)} and {second.name!r} {dims(second.shape)}, {k.name} expects one shape"
        k.refuse(why, at, tensor=second, message=printed)


def one_element(k: KernelContext, tensor: Operand, form: str | None, at: Citation) -> None:
    """Refuse a tensor of more or fewer than one element; `form` is what the kernel writes for their number."""
    count = 1
    for dim in tensor.shape:
        count *= dim
    if count != 1:
        printed = None if form is None else not_equal(form, 1, count, 1)
        k.refuse(f"{tensor.name!r} has {count} elements, expected 1", at, tensor=tensor, message=printed)
