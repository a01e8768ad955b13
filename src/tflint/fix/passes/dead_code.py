"""Drop what no output depends on: operators that nobody reads, tensors, buffers and operator codes that nobody names.

Proof. An operator is dropped only if it can do nothing but write its outputs: control flow, calls, resources, custom operators and
whatever keeps a state between inferences stay. Tensors, buffers and codes are found by the indices that name them, and
every index in the file is counted anew: operators, graph inputs and outputs, signatures, metadata, quantization whose scales are
tensors. Graph inputs and outputs stay, read or not: they are the interface.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.fix.change import Change
from tflint.fix.graph import OPERANDS, buffer_data, graphs
from tflint.model.tree import number, numbers, tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tflint.fix.graph import Graph
    from tflint.model.tree import Table, Tree

# what does more than write its outputs
EFFECTS = frozenset(
    {"ASSIGN_VARIABLE", "CALL", "CALL_ONCE", "CUSTOM", "DELEGATE", "HASHTABLE", "HASHTABLE_IMPORT", "IF", "VAR_HANDLE", "WHILE"}
)
SPARED = "spared"  # marks a tensor that stays although nothing uses it; no field of the schema, so not written
EFFECTS |= {
    "STABLEHLO_CUSTOM_CALL",
    "STABLEHLO_WHILE",
    "STABLEHLO_CASE",
    "STABLEHLO_COMPOSITE",
    "RANDOM_UNIFORM",
    "RANDOM_STANDARD_NORMAL",
    "MULTINOMIAL",
}


def run(tree: Tree) -> list[Change]:
    """Drop dead operators, then tensors, buffers and codes; return what was dropped."""
    found = [change for graph in graphs(tree) for change in _dead_operators(graph)]
    found += [change for graph in graphs(tree) for change in _dead_tensors(graph)]
    found += _dead_buffers(tree)
    _renumber_codes(tree)
    return found


def spare(tree: Tree) -> None:
    """Mark what is dead already, so that it stays."""
    for graph in graphs(tree):
        alive = set(_alive(graph))
        for index in set(range(len(graph.tensors))) - alive:
            graph.tensors[index][SPARED] = True


def _dead_operators(graph: Graph) -> Iterator[Change]:
    """Drop operators until none is dead: what only fed a dead one is dead as well."""
    read = {it for operator in graph.operators for it in numbers(operator, "inputs")} | set(numbers(graph.fields, "outputs"))
    for operator in reversed(tuple(graph.operators)):
        outputs = [it for it in numbers(operator, "outputs") if it >= 0]
        if not outputs or read.intersection(outputs) or not _only_writes(graph, operator):
            continue
        graph.remove([operator])
        read = {it for each in graph.operators for it in numbers(each, "inputs")} | set(numbers(graph.fields, "outputs"))
        message = f"{graph.title(operator)}, whose result {graph.label(outputs[0])!r} nothing reads, dropped"
        yield Change("graph", "dead-operator", message, graph.location(operator))


def _only_writes(graph: Graph, operator: Table) -> bool:
    touched = [it for field in OPERANDS for it in numbers(operator, field) if it >= 0]
    state = any(graph.tensors[it]["is_variable"] or graph.dtype(it) in ("resource", "variant") for it in touched)
    return graph.name(operator) not in EFFECTS and not state and len(graph.writers(numbers(operator, "outputs")[0])) == 1


def _dead_tensors(graph: Graph) -> Iterator[Change]:
    alive = _alive(graph)
    if len(alive) == len(graph.tensors):
        return
    dead = [it for it in range(len(graph.tensors)) if it not in alive]
    first = graph.label(dead[0])
    graph.tensors[:] = [graph.tensors[it] for it in alive]
    _renumber_tensors(graph, {old: new for new, old in enumerate(alive)})
    message = f"{len(dead)} tensor{'s' * (len(dead) > 1)} that nothing uses dropped, {first!r} first"
    yield Change("graph", "unused-tensor", message, f"subgraphs/{graph.index}/tensors/{dead[0]}", {"count": len(dead)})


def _alive(graph: Graph) -> list[int]:
    """Return the tensors that something names, in order."""
    named = {it for operator in graph.operators for field in OPERANDS for it in numbers(operator, field)}
    named |= {*numbers(graph.fields, "inputs"), *numbers(graph.fields, "outputs")}
    named |= {number(entry, "tensor_index") for entry in _signature_entries(graph)}
    named |= {index for index, tensor in enumerate(graph.tensors) if SPARED in tensor}
    for tensor in sorted(it for it in named if it >= 0):
        named |= {it for _table, _field, it in _tensors_in_quantization(graph.tensors[tensor])}
    return sorted(it for it in named if it >= 0)


def _signature_entries(graph: Graph) -> Iterator[Table]:
    for signature in tables(graph.tree.model, "signature_defs"):
        if signature["subgraph_index"] == graph.index:
            yield from tables(signature, "inputs") + tables(signature, "outputs")


def _tensors_in_quantization(tensor: Table) -> Iterator[tuple[Table, str, int]]:
    """Yield where a tensor's quantization names other tensors, which hold scales and zero points."""
    quantization = tensor.get("quantization")
    details = quantization.get("details") if isinstance(quantization, dict) else None
    if isinstance(details, tuple) and details[0] in ("BlockwiseQuantization", "MultiAxisQuantization") and details[1] is not None:
        for field in ("scales", "zero_points"):
            yield details[1], field, number(details[1], field)


def _renumber_tensors(graph: Graph, new: dict[int, int]) -> None:
    for operator in graph.operators:
        for field in OPERANDS:
            if field in operator:
                operator[field] = _renumbered(numbers(operator, field), new)
    for field in ("inputs", "outputs"):
        if field in graph.fields:
            graph.fields[field] = _renumbered(numbers(graph.fields, field), new)
    for entry in _signature_entries(graph):
        entry["tensor_index"] = new[number(entry, "tensor_index")]
    for tensor in graph.tensors:
        for table, field, old in _tensors_in_quantization(tensor):
            table[field] = new.get(old, old)


def _renumbered(indices: Iterable[int], new: dict[int, int]) -> tuple[int, ...]:
    return tuple(new[it] if it >= 0 else it for it in indices)


def _dead_buffers(tree: Tree) -> list[Change]:
    """Drop buffers that nothing names, and let all that are empty be buffer 0, which the schema keeps empty."""
    buffers = tables(tree.model, "buffers")
    tensors = [tensor for graph in graphs(tree) for tensor in graph.tensors]
    entries = tables(tree.model, "metadata")
    if buffers and not len(buffer_data(tree, 0)):
        for tensor in tensors:
            if not len(buffer_data(tree, number(tensor, "buffer"))):
                tensor["buffer"] = 0
    listed = numbers(tree.model, "metadata_buffer")
    named = {0, *listed, *(number(it, "buffer") for it in (*tensors, *entries))}
    alive = [it for it in range(len(buffers)) if it in named]
    wasted = sum(len(buffer_data(tree, it)) for it in range(len(buffers)) if it not in named)
    new = {old: place for place, old in enumerate(alive)}
    buffers[:] = [buffers[it] for it in alive]
    for table in (*tensors, *entries):
        table["buffer"] = new[number(table, "buffer")]
    if listed:
        tree.model["metadata_buffer"] = tuple(new.get(it, it) for it in listed)
    return (
        [Change("graph", "orphan-buffer", f"{wasted:,} B of buffers that nothing uses dropped", "", {"bytes": wasted})]
        if wasted
        else []
    )


def _renumber_codes(tree: Tree) -> None:
    """Drop operator codes without an operator; those that TFLM reads for control flow keep their order."""
    operators = [operator for graph in graphs(tree) for operator in graph.operators]
    codes = tables(tree.model, "operator_codes")
    alive = sorted({number(it, "opcode_index") for it in operators})
    new = {old: place for place, old in enumerate(alive)}
    codes[:] = [codes[it] for it in alive]
    for operator in operators:
        operator["opcode_index"] = new[number(operator, "opcode_index")]
