"""TF_LITE_ENSURE and its kin as verdicts: what a kernel demands of its node, and what happens where it does not hold.

A kernel's `check` states the demands in the kernel's own order; like the C function it goes no further than the first that fails:

    @first_failure
    def check(node):
        prepare = Ensure(node, "micro/kernels/round.cc:RoundPrepare")
        yield from prepare.inputs(1)
        …
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import wraps
from typing import TYPE_CHECKING

from tflint.runtime.verdict import Cause, Effect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tflint.model.view import Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.verdict import Verdict

TYPE_NUMBERS = {
    name: number
    for number, name in enumerate(
        (
            "no type", "float32", "int32", "uint8", "int64", "string", "bool", "int16", "complex64", "int8", "float16", "float64",
            "complex128", "uint64", "resource", "variant", "uint32", "uint16", "int4", "bfloat16", "int2", "uint4",
        )
    )
}  # fmt: skip
"""TfLiteType's numbers (core/c/c_api_types.h), which the runtime's messages print."""

SIZELESS = frozenset({"string", "variant", "int2", "uint4"})
"""Types for which TfLiteTypeSizeOf fails, so that no temporary tensor can be made (micro/memory_helpers.cc)."""


def first_failure(check: Callable[[Node], Iterator[Verdict]]) -> Callable[[Node], Iterator[Verdict]]:
    """Stop a check behind its first fatal verdict: what a kernel refuses it does not look at any further."""

    @wraps(check)
    def until_fatal(node: Node) -> Iterator[Verdict]:
        for verdict in check(node):
            yield verdict
            if verdict.effect.fatal:
                return

    return until_fatal


def type_name(tensor: Tensor) -> str:
    """Return a type as TfLiteTypeGetName prints it: `INT8`."""
    return tensor.dtype.upper()


def type_and_number(tensor: Tensor) -> str:
    """Return a type as `%s (%d)` prints it: `INT8 (9)`."""
    return f"{tensor.dtype.upper()} ({TYPE_NUMBERS.get(tensor.dtype, -1)})"


def type_cause(*tensors: Tensor) -> Cause:
    """Return which kind of wrong type this is: float16, the legacy uint8 scheme, or any other."""
    if any(tensor.dtype in {"float16", "bfloat16"} for tensor in tensors):
        return Cause.FLOAT16
    if any(tensor.dtype == "uint8" and tensor.is_quantized for tensor in tensors):
        return Cause.UINT8
    return Cause.TYPE


def words(names: tuple[str, ...]) -> str:
    """Return an alternative in words: `float32, int8 or int16`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


@dataclass(frozen=True, slots=True)
class Ensure:
    """The demands of one C function (`source`) on a node; where one fails, `effect` happens."""

    node: Node
    source: str
    effect: Effect = Effect.REFUSED_AT_ALLOCATE

    def with_effect(self, effect: Effect) -> Ensure:
        """Return the same function's demands of another weight: TFLITE_CHECK aborts, TFLITE_DCHECK only in debug builds."""
        return replace(self, effect=effect)

    def fails(
        self, why: str, *, cause: Cause = Cause.CONSTRAINT, tensor: Tensor | None = None, message: str | None = None
    ) -> Verdict:
        """Return the verdict of a demand that does not hold."""
        return self.node.verdict(self.effect, cause, why, tensor=tensor, message=message, source=self.source)

    def that(
        self, holds: bool, why: str, *, cause: Cause = Cause.CONSTRAINT, tensor: Tensor | None = None, message: str | None = None
    ) -> Iterator[Verdict]:
        """Demand a condition (TF_LITE_ENSURE, TF_LITE_ENSURE_MSG)."""
        if not holds:
            yield self.fails(why, cause=cause, tensor=tensor, message=message)

    def inputs(self, *allowed: int, message: str | None = None) -> Iterator[Verdict]:
        """Demand a number of inputs."""
        count = len(self.node.operator.inputs or ())
        if count not in allowed:
            default = f"NumInputs(node) != {allowed[0]} ({count} != {allowed[0]})"
            yield self.fails(f"{count} inputs, {words(tuple(map(str, allowed)))} allowed", message=message or default)

    def outputs(self, *allowed: int, message: str | None = None) -> Iterator[Verdict]:
        """Demand a number of outputs."""
        count = len(self.node.operator.outputs or ())
        if count not in allowed:
            default = f"NumOutputs(node) != {allowed[0]} ({count} != {allowed[0]})"
            yield self.fails(f"{count} outputs, {words(tuple(map(str, allowed)))} allowed", message=message or default)

    def present(self, tensor: Tensor | None, role: str) -> Iterator[Verdict]:
        """Demand that a temporary tensor can be had: the operand is there and of a type that has a size."""
        name = role.replace(" ", "_")
        if tensor is None:
            yield self.fails(f"{role} is missing", message=f"{name} != nullptr was not true.")
        elif tensor.dtype in SIZELESS:
            why = f"{role} '{tensor.name}' is {tensor.dtype}, a type without a size here"
            message = "Failed to populate a temp TfLiteTensor struct from flatbuffer data!"
            yield self.fails(why, cause=Cause.STRING, tensor=tensor, message=message)

    def dereferences(self, tensor: Tensor | None, role: str) -> Iterator[Verdict]:
        """Demand an operand that the kernel uses without testing for null: a missing one crashes."""
        yield from self.with_effect(Effect.CRASHES).present(tensor, role)

    def takes(
        self, tensor: Tensor, role: str, allowed: tuple[str, ...], *, message: str | None = None, cause: Cause | None = None
    ) -> Iterator[Verdict]:
        """Demand one of some types."""
        if tensor.dtype not in allowed:
            if message is None and len(allowed) == 1:
                message = f"{role.replace(' ', '_')}->type != kTfLite{allowed[0].capitalize()} ({type_name(tensor)} != {allowed[0].upper()})"
            why = f"{role} '{tensor.name}' is {tensor.dtype}, {words(allowed)} allowed"
            yield self.fails(why, cause=cause or type_cause(tensor), tensor=tensor, message=message)

    def same_type(
        self, one: Tensor, other: Tensor, roles: tuple[str, str], *, message: str | None = None, cause: Cause | None = None
    ) -> Iterator[Verdict]:
        """Demand that two operands have one type (TF_LITE_ENSURE_TYPES_EQ)."""
        if one.dtype != other.dtype:
            first, second = (role.replace(" ", "_") for role in roles)
            default = f"{first}->type != {second}->type ({type_name(one)} != {type_name(other)})"
            why = f"{roles[0]} '{one.name}' is {one.dtype}, {roles[1]} '{other.name}' {other.dtype}: one type allowed"
            yield self.fails(why, cause=cause or type_cause(one, other), tensor=one, message=message or default)

    def rank(self, tensor: Tensor, role: str, allowed: tuple[int, ...], *, message: str | None = None) -> Iterator[Verdict]:
        """Demand a rank (NumDimensions)."""
        rank = len(tensor.shape)
        if rank not in allowed:
            default = f"NumDimensions({role.replace(' ', '_')}) != {allowed[0]} ({rank} != {allowed[0]})"
            why = f"{role} '{tensor.name}' has rank {rank}, {words(tuple(map(str, allowed)))} allowed"
            yield self.fails(why, tensor=tensor, message=message or default)

    def constant(self, tensor: Tensor, role: str, *, message: str | None = None) -> Iterator[Verdict]:
        """Demand a constant operand (IsConstantTensor)."""
        if self.node.constant(tensor) is None:
            default = f"Non-constant >{role}< tensor is not supported"
            yield self.fails(
                f"{role} '{tensor.name}' is computed, only a constant allowed", tensor=tensor, message=message or default
            )

    def zero_point(self, tensor: Tensor, role: str, allowed: int, *, message: str | None = None) -> Iterator[Verdict]:
        """Demand one zero point; that of an unquantized tensor reads as 0."""
        found = tensor.quantization.zero_point[0] if tensor.quantization is not None and tensor.is_quantized else 0
        if found != allowed:
            default = f"{role.replace(' ', '_')}->params.zero_point != {allowed} ({found} != {allowed})"
            why = f"{role} '{tensor.name}' has zero point {found}, {allowed} allowed"
            yield self.fails(why, tensor=tensor, message=message or default)
