"""The LiteRT interpreter as a whole: what it holds against a model, and the arenas that it would allocate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.runtime.litert import arena_planner, interpreter_builder, op_resolver, subgraph
from tflint.runtime.litert.graph_info import AllocationType
from tflint.runtime.litert.kernel import Refused, Settings
from tflint.runtime.litert.kernel_registry import UNMODELLED
from tflint.runtime.plan import Bound, BufferRequest, Persistent, Plan, PlannedBuffer
from tflint.runtime.verdict import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.manifest.target import Target
    from tflint.model.view import Model
    from tflint.runtime.litert.arena_planner import ArenaPlan
    from tflint.runtime.litert.graph_info import GraphInfo
    from tflint.runtime.verdict import Verdict


def verdicts(model: Model, target: Target) -> Iterator[Verdict]:
    """Yield what the interpreter refuses: everything at load, else the first node whose Prepare fails."""
    release, taken = op_resolver.release(target.version)
    found = False
    for verdict in interpreter_builder.check(model, release, taken):
        found = found or verdict.cause is not Cause.GRAPH
        yield verdict
    if found:
        return
    settings = _settings(target, release)
    try:
        graph = subgraph.prepare(model, 0, settings)
        yield from graph.verdicts
        subgraph.invoke(model, graph, settings)
    except Refused as refused:
        yield refused.verdict


def plan(model: Model, target: Target) -> Plan:
    """Plan the primary subgraph: `head` its arena, `tail` its persistent arena, bytes as the runtime reports them.

    Where a kernel refuses, what was prepared before it is planned and the figure is a bound that says so.
    """
    graph, refused = _prepared(model, target)
    arenas = arena_planner.plan(graph)
    size = arenas.arena + arenas.persistent
    unknown = dict(_unknown(model, graph, target, refused))
    kinds = {*unknown.values()}
    return Plan(
        target=str(target),
        used=size,
        minimum=size,
        head=arenas.arena,
        tail=arenas.persistent,
        unknown=tuple(unknown),
        bound=kinds.pop() if len(kinds) == 1 else Bound.EITHER,
        buffers=tuple(_buffers(graph, arenas)),
        persistent=tuple(_persistent(graph, arenas)),
    )


def _prepared(model: Model, target: Target) -> tuple[GraphInfo, str]:
    """Return the graph after Prepare, or as the file declares it and why the interpreter refuses it."""
    release, taken = op_resolver.release(target.version)
    at_load = next(interpreter_builder.check(model, release, taken), None)
    if at_load is not None:
        return _declared(model), at_load.why
    try:
        return subgraph.prepare(model, 0, _settings(target, release)), ""
    except Refused as stop:
        return _declared(model), stop.verdict.why


def _settings(target: Target, release: str) -> Settings:
    return Settings(target.threads, target.ruy, release)


def _declared(model: Model) -> GraphInfo:
    graph, _ = subgraph.load(model, model.subgraphs[0])
    graph.prepared = len(graph.nodes)
    return graph


def _unknown(model: Model, graph: GraphInfo, target: Target, refused: str) -> Iterator[tuple[str, Bound]]:
    """Yield why the figure is not exact, and which way it errs."""
    if refused:
        yield f"the interpreter refuses the model: {refused}", Bound.EITHER
    if graph.has_dynamic_tensors and not refused:
        last = model.subgraphs[0].operators[graph.prepared - 1] if graph.prepared else None
        where = "" if last is None else f" from op {last.index} {last.name} on"
        yield f"shapes are only known at Invoke(){where}: the arena grows there", Bound.LOWER
    unmodelled = sorted({operator.name for operator in model.subgraphs[0].operators} & UNMODELLED)
    if unmodelled:
        yield f"temporaries of {', '.join(unmodelled)} are not known", Bound.LOWER
    if graph.shapes_lost:
        yield "a shape that the file leaves open is not worked out here", Bound.EITHER
    release, _ = op_resolver.release(target.version)
    if target.version not in {"", release}:
        yield f"LiteRT {target.version} was never measured, {release} is used instead", Bound.EITHER
    if target.delegate == "xnnpack":
        why = "XNNPACK takes over what nodes it can: the arena shrinks by their tensors, and XNNPACK takes memory of its own"
        yield why, Bound.EITHER


def _producers(graph: GraphInfo) -> dict[int, int]:
    made = {tensor: index for index, node in enumerate(graph.nodes) for tensor in node.outputs if tensor >= 0}
    return made | {tensor: index for index, node in enumerate(graph.nodes) for tensor in node.temporaries}


def _buffers(graph: GraphInfo, arenas: ArenaPlan) -> Iterator[PlannedBuffer]:
    """Yield the arena's buffers; one that shares another's bytes is listed at the same offset, each until it is last read."""
    owners, scratch = _producers(graph), {tensor for node in graph.nodes for tensor in node.temporaries}
    shared = {*arenas.roots, *arenas.roots.values()}
    read, end = _last_reads(graph), max(len(graph.nodes) - 1, 0)
    for tensor, offset in sorted(arenas.offsets.items()):
        state = graph.tensors[tensor]
        if state.allocation is not AllocationType.ARENA:
            continue
        last = (read if tensor in shared else arenas.last).get(tensor, end)
        kind, index = ("scratch", None) if tensor in scratch else ("tensor", tensor)
        first = arenas.first[tensor]
        yield PlannedBuffer(BufferRequest(kind, 0, index, owners.get(tensor), state.name, state.bytes, first, last), offset)


def _last_reads(graph: GraphInfo) -> dict[int, int]:
    """Return the last node that reads each tensor; nothing for those that are kept to the end."""
    kept = {*graph.inputs, *graph.outputs, *graph.variables}
    return {tensor: index for index, node in enumerate(graph.nodes) for tensor in node.inputs if tensor not in kept}


def _persistent(graph: GraphInfo, arenas: ArenaPlan) -> Iterator[Persistent]:
    owners, scratch = _producers(graph), {tensor for node in graph.nodes for tensor in node.temporaries}
    for tensor in sorted(arenas.offsets):
        state = graph.tensors[tensor]
        if state.allocation is AllocationType.PERSISTENT:
            kept = "variables" if tensor in graph.variables else state.name if tensor in scratch else "unpacked constants"
            yield Persistent(state.name, kept, state.bytes, 0, owners.get(tensor))
