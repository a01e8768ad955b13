"""READ_VARIABLE: micro/kernels/read_variable.cc, micro_resource_variable.cc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.printed import logged
from tflint.runtime.tflm.eval_checks import has_address
from tflint.runtime.tflm.kernel import Kernel
from tflint.runtime.tflm.kernels.var_handle import name_of
from tflint.runtime.tflm.memory_helpers import byte_size
from tflint.runtime.verdict import Cause, Citation

if TYPE_CHECKING:
    from tflint.model.view import Model, Tensor
    from tflint.runtime.tflm.kernels.var_handle import Name
    from tflint.runtime.tflm.micro_context import MicroContext

PREPARE = Citation("micro/kernels/read_variable.cc", "Prepare")
EVAL = Citation("micro/kernels/read_variable.cc", "Eval")
READ = Citation("micro/micro_resource_variable.cc", "Read")


def prepare(k: MicroContext) -> None:
    """Walk Prepare."""
    handle = k.temp_input(0, None, PREPARE)
    if handle.dtype != "resource" or handle.elements != 1:
        k.debug_only(f"{handle.name!r} is not a handle: {handle.dtype} of {handle.elements}", PREPARE, tensor=handle)


def invoke(k: MicroContext) -> None:
    """Walk Eval, which copies as many bytes as the variable has, whether they fit or not."""
    handle, output = k.read_input(0, EVAL), k.read_output(0, EVAL)
    name = _name(k.model, handle)
    if name is None:
        _no_handle(k, handle)
        return
    value = _assigned(k.model, name)
    if value is None:
        why = f"variable {name.shared_name!r} is never assigned, {output.name!r} keeps what was there"
        k.wrong(why, READ, cause=Cause.RESOURCE, tensor=output)
        return
    has_address(k, output, byte_size(value) or 0, EVAL)
    if byte_size(value) != byte_size(output):
        why = f"{output.name!r} has {byte_size(output)} bytes, variable {name.shared_name!r} {byte_size(value)}"
        k.wrong(why, READ, cause=Cause.RESOURCE, tensor=output)


def _no_handle(k: MicroContext, handle: Tensor) -> None:
    """Refuse a handle that no VAR_HANDLE makes: what it holds is not a variable's id."""
    if not any(operator.name == "VAR_HANDLE" for operator in k.model.operators()):
        why = f"{handle.name!r} comes from no VAR_HANDLE, the model has no resource variables"
        message = logged(
            "READ_VARIABLE requires resource variables. Please create ResourceVariables and pass it to the interpreter."
        )
        k.refuse(why, EVAL, cause=Cause.RESOURCE, tensor=handle, message=message)
    else:
        k.wrong(f"{handle.name!r} comes from no VAR_HANDLE", READ, cause=Cause.RESOURCE, tensor=handle)


def _name(model: Model, handle: Tensor) -> Name | None:
    """Return the name that a handle stands for, None where no VAR_HANDLE makes it."""
    for operator in model.subgraphs[handle.subgraph].operators:
        if operator.code.name == "VAR_HANDLE" and handle.index in (operator.outputs or ()):
            return name_of(operator)
    return None


def _assigned(model: Model, name: Name) -> Tensor | None:
    """Return the value of the first ASSIGN_VARIABLE to a variable: it decides the size."""
    for operator in model.operators():
        operands = model.inputs(operator) if operator.code.name == "ASSIGN_VARIABLE" else ()
        if len(operands) > 1 and operands[0] is not None and _name(model, operands[0]) == name:
            return operands[1]
    return None


KERNELS = (Kernel("READ_VARIABLE", prepare=prepare, invoke=invoke),)
