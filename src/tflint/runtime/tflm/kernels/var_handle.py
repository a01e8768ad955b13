"""VAR_HANDLE: micro/kernels/var_handle.cc, micro_resource_variable.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import crashes
from tflint.runtime.tflm.steps import absent, first_failure, keeps
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Model, Operator
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.verdict import Verdict

FIND = "micro/micro_resource_variable.cc:FindId"


class Name(NamedTuple):
    """What a handle names its variable by; either may be absent."""

    container: str | None
    shared_name: str | None


def prepare(node: Node, context: MicroContext) -> None:
    """VarHandlePrepare: the output's data pointer is the id kept since Init."""
    context.variable(node)


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield the comparisons of names that read a null pointer."""
    if node.output() is None:
        yield absent(node, 0, "micro/kernels/var_handle.cc:VarHandlePrepare")
        return
    yield from _comparisons(node, name_of(node.operator))


def _comparisons(node: Node, mine: Name) -> Iterator[Verdict]:
    """FindId compares with each variable that exists: containers unless this one's is absent, then shared names."""
    for other in _before(node.model, node.operator):
        if mine.container is not None and other.container is None:
            why = f"container {mine.container!r} is compared with a handle's that has none"
            yield crashes(node, why, cause=Cause.RESOURCE, source=FIND)
        if mine.container is not None and mine.container != other.container:
            continue
        if mine.shared_name is None or other.shared_name is None:
            yield crashes(node, "handles are compared by shared_name, and one has none", cause=Cause.RESOURCE, source=FIND)
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
        if other.name == "VAR_HANDLE" and name_of(other) not in found:
            found.append(name_of(other))
    return found


KERNELS: tuple[Kernel, ...] = (
    Kernel("VAR_HANDLE", params="TfLiteVarHandleParams", init=keeps("kernels/var_handle:OpData"), prepare=prepare, check=check),
)
