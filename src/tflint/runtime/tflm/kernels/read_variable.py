"""READ_VARIABLE: micro/kernels/read_variable.cc, micro_resource_variable.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernel_util import refused_at_invoke, wrong
from tflint.runtime.tflm.kernels.var_handle import name_of
from tflint.runtime.tflm.memory_helpers import byte_size
from tflint.runtime.tflm.steps import absent, borrows, debug_only, first_failure, unplanned
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Model, Tensor
    from tflint.runtime.tflm.kernel import Node
    from tflint.runtime.tflm.kernels.var_handle import Name
    from tflint.runtime.verdict import Verdict

PREPARE = "micro/kernels/read_variable.cc:Prepare"
EVAL = "micro/kernels/read_variable.cc:Eval"
READ = "micro/micro_resource_variable.cc:Read"


@first_failure
def check(node: Node) -> Iterator[Verdict]:
    """Yield reads that go wrong: the kernel copies as many bytes as the variable has, wherever they fit or not."""
    handle, output = node.input(0), node.output()
    if handle is None or output is None:
        yield absent(node, 1, PREPARE)
        return
    if handle.dtype != "resource" or handle.elements != 1:
        yield debug_only(
            node, f"{handle.name!r} is no handle: {handle.dtype} of {handle.elements}", tensor=handle, source=PREPARE
        )
    name = _name(node.model, handle)
    if name is None:
        yield from _no_handle(node, handle)
        return
    value = _assigned(node.model, name)
    if value is None:
        why = f"variable {name.shared_name!r} is never assigned, {output.name!r} keeps what was there"
        yield wrong(node, why, cause=Cause.RESOURCE, tensor=output, source=READ)
        return
    yield from unplanned(node, output, byte_size(value) or 0, EVAL)
    if byte_size(value) != byte_size(output):
        why = f"{output.name!r} has {byte_size(output)} bytes, variable {name.shared_name!r} {byte_size(value)}"
        yield wrong(node, why, cause=Cause.RESOURCE, tensor=output, source=READ)


def _no_handle(node: Node, handle: Tensor) -> Iterator[Verdict]:
    """Refuse a handle that no VAR_HANDLE makes: what it holds is no variable's id."""
    if not any(operator.name == "VAR_HANDLE" for operator in node.model.operators()):
        why = f"{handle.name!r} comes from no VAR_HANDLE, the model has no resource variables"
        message = "READ_VARIABLE requires resource variables. Please create ResourceVariables and pass it to the interpreter."
        yield refused_at_invoke(node, why, cause=Cause.RESOURCE, tensor=handle, message=message, source=EVAL)
    else:
        yield wrong(node, f"{handle.name!r} comes from no VAR_HANDLE", cause=Cause.RESOURCE, tensor=handle, source=READ)


def _name(model: Model, handle: Tensor) -> Name | None:
    """Return the name that a handle stands for, None where no VAR_HANDLE makes it."""
    for operator in model.subgraphs[handle.subgraph].operators:
        if operator.name == "VAR_HANDLE" and handle.index in (operator.outputs or ()):
            return name_of(operator)
    return None


def _assigned(model: Model, name: Name) -> Tensor | None:
    """Return the value of the first ASSIGN_VARIABLE to a variable: it decides the size."""
    for operator in model.operators():
        operands = model.inputs(operator) if operator.name == "ASSIGN_VARIABLE" else ()
        if len(operands) > 1 and operands[0] is not None and _name(model, operands[0]) == name:
            return operands[1]
    return None


KERNELS: tuple[Kernel, ...] = (Kernel("READ_VARIABLE", prepare=borrows(inputs=1), check=check),)
