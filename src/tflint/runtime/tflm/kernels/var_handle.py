"""VAR_HANDLE: micro/kernels/var_handle.cc, micro_resource_variable.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.record import Record
from tflint.runtime.tflm.kernel import Kernel, keeps
from tflint.runtime.verdict import Cause, Citation

if TYPE_CHECKING:
    from tflint.model.view import Model, Operator
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE = Citation("micro/kernels/var_handle.cc", "VarHandlePrepare")
FIND = Citation("micro/micro_resource_variable.cc", "FindId")


class Name(Record):
    """What a handle names its variable by; either may be absent."""

    container: str | None
    shared_name: str | None


def prepare(k: MicroContext) -> None:
    """Walk VarHandlePrepare: the output's data pointer is the id; comparing names may read a null pointer."""
    k.read_output(0, PREPARE)
    _comparisons(k, name_of(k.operator))
    k.memory.variable(k)


def _comparisons(k: MicroContext, mine: Name) -> None:
    """FindId compares with each variable that exists: containers unless this one's is absent, then shared names."""
    for other in _before(k.model, k.operator):
        if mine.container is not None and other.container is None:
            why = f"container {mine.container!r} is compared with a handle's that has none"
            k.undefined(why, FIND, cause=Cause.RESOURCE)
        if mine.container is not None and mine.container != other.container:
            continue
        if mine.shared_name is None or other.shared_name is None:
            k.undefined("handles are compared by shared_name, and one has none", FIND, cause=Cause.RESOURCE)
        if mine.shared_name == other.shared_name:
            return


def name_of(operator: Operator) -> Name:
    """Return what a VAR_HANDLE names its variable by."""
    options = operator.options or {}
    container, shared_name = options.get("container"), options.get("shared_name")
    return Name(container if isinstance(container, str) else None, shared_name if isinstance(shared_name, str) else None)


def _before(model: Model, operator: Operator) -> list[Name]:
    """Return the variables that exist when an operator is prepared, in the order of their creation."""
    found: list[Name] = []
    for other in model.operators():
        if other is operator:
            break
        if other.code.name == "VAR_HANDLE" and (name := name_of(other)) not in found:
            found.append(name)
    return found


KERNELS = (Kernel("VAR_HANDLE", params="TfLiteVarHandleParams", init=keeps("kernels/var_handle:OpData"), prepare=prepare),)
