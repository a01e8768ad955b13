"""The runtime of a target: TensorFlow Lite Micro or the LiteRT interpreter, asked the same two questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.manifest.target import Target
    from tflint.model.view import Model
    from tflint.runtime.plan import Plan
    from tflint.runtime.verdict import Verdict


class Allocation(Protocol):
    """A model's AllocateTensors() on a target: its memory plan, and all that the runtime holds against the model."""

    @property
    def plan(self) -> Plan:
        """Return the memory plan."""

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Return the verdicts, with every op registered, in the runtime's order."""


class _Walked(Record):
    """An allocation whose plan and verdicts come from a walk each."""

    model: Model
    target: Target

    @property
    def plan(self) -> Plan:
        return plan(self.model, self.target)

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        return tuple(verdicts(self.model, self.target))


def allocation(model: Model, target: Target) -> Allocation:
    """Return a model's allocation on a target; nothing is computed before it is asked for."""
    if target.is_litert:
        return _Walked(model, target)
    from tflint.runtime.tflm.micro_interpreter import Allocation as OnTflm

    return OnTflm(model, target)


def plan(model: Model, target: Target, resource_variables: int | None = None) -> Plan:
    """Return the memory plan; `resource_variables` are the slots given to MicroResourceVariables, where the runtime has any."""
    if target.is_litert:
        from tflint.runtime.litert import interpreter

        return interpreter.plan(model, target)
    from tflint.runtime.tflm import micro_allocator

    return micro_allocator.plan(model, target, resource_variables)


def snapshot(target: Target) -> str:
    """Return the runtime's snapshot that a target is planned for: `tflm@2024-08`, `litert@2.3.0`."""
    if target.is_litert:
        from tflint.runtime.litert import op_resolver

        return f"litert@{op_resolver.release(target.version)[0]}"
    from tflint.runtime.tflm.build import default_snapshot

    return target.runtime or default_snapshot(target)


def verdicts(model: Model, target: Target) -> Iterator[Verdict]:
    """Yield everything that the runtime, with every op registered, holds against a model."""
    if target.is_litert:
        from tflint.runtime.litert import interpreter

        return interpreter.verdicts(model, target)
    from tflint.runtime.tflm import micro_interpreter

    return micro_interpreter.verdicts(model, target)
