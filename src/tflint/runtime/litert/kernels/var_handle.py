"""VAR_HANDLE (var_handle.cc): four bytes for the id, kept; the variable itself is on the heap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import ensure
from tflint.runtime.litert.kernel import PERSISTENT, Kernel
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import TensorState
    from tflint.runtime.litert.kernel import Node

HANDLE_BYTES = 4


def prepare(k: Node) -> None:
    """Keep the handle in the persistent arena."""
    y = k.made()
    y.allocation, y.bytes = PERSISTENT, HANDLE_BYTES


def _handle(k: Node) -> None:
    handle = k.need()
    kinds = " || ".join(f"input_resource_id_tensor->type == kTfLite{it}" for it in ("Resource", "Int32"))
    ensure.takes(k, handle, {"resource", "int32"}, f"({kinds}) was not true.")
    ensure.elements(k, handle, 1, "NumElements(input_resource_id_tensor)")


def prepare_read(k: Node) -> None:
    """READ_VARIABLE (read_variable.cc): a scalar or unranked value is left to the heap."""
    for end, found in (("inputs", len(k.state.inputs)), ("outputs", len(k.state.outputs))):
        ensure.equal(k, found, 1, f"node->{end}->size", 1, f"READ_VARIABLE has {found} {end}, expected 1")
    _handle(k)
    y = k.made()
    if not y.dims:
        k.make_dynamic(y)


def prepare_assign(k: Node) -> None:
    """ASSIGN_VARIABLE (assign_variable.cc): a handle and a value."""
    ensure.counts(k, 2, 0)
    _handle(k)


def _variable(k: Node) -> str | None:
    """Return the name of the variable behind a handle, None where no VAR_HANDLE of this subgraph makes it."""
    index = k.state.inputs[0]
    makers = (it for it in k.model.subgraphs[k.operator.subgraph].operators if index in (it.outputs or ()))
    maker = next((it for it in makers if it.name == "VAR_HANDLE"), None)
    options = {} if maker is None else maker.options or {}
    return None if maker is None else repr((options.get("container"), options.get("shared_name")))


def _handed(k: Node) -> str | None:
    """Return the variable's name; a handle that is an input of the graph has no memory, and is followed anyway."""
    name = _variable(k)
    if name is None and k.need().dtype == "resource" and k.state.inputs[0] in k.graph.inputs and not k.operator.subgraph:
        ensure.crash(k, f"handle {k.need().name!r} is an input of the graph, which has no memory for it")
    return name


def evaluate_read(k: Node) -> None:
    """Refuse a variable that nothing has been assigned to, and one of another type than the output."""
    name = _handed(k)
    if name is None or k.variables is None:
        return
    dtype = k.variables.get(name)
    ensure.true(k, dtype is not None, "the variable is read before anything is assigned to it", "variable != nullptr")
    y = k.made()
    if dtype is not None:
        _typed(k, y, dtype)


def _typed(k: Node, y: TensorState, dtype: str) -> None:
    if y.dtype != dtype:
        names = f"({ensure.type_name(dtype)} != {ensure.type_name(y.dtype)})"
        why = f"the variable is {dtype} and {y.name!r} {y.dtype}"
        ensure.refuse(k, why, f"variable_tensor->type != output->type {names}", cause=Cause.TYPE)


def evaluate_assign(k: Node) -> None:
    """Remember the type that the variable has from here on."""
    name = _handed(k)
    if name is not None and k.variables is not None:
        k.variables[name] = k.need(1).dtype


KERNELS = (
    Kernel("VAR_HANDLE", prepare),
    Kernel("READ_VARIABLE", prepare_read, evaluate_read),
    Kernel("ASSIGN_VARIABLE", prepare_assign, evaluate_assign),
)
