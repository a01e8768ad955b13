"""Lifetimes, in-place sharing and the order of placement: LiteRT's ArenaPlanner (arena_planner.cc)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tflint.runtime.litert import libstdcxx
from tflint.runtime.litert.graph_info import AllocationType
from tflint.runtime.litert.simple_memory_arena import FOREVER, SimpleMemoryArena

if TYPE_CHECKING:
    from tflint.runtime.litert.graph_info import GraphInfo, NodeState

SMALLEST_SHARED = 4
"""Tensors up to this many bytes are not shared by ops that change them (kScalarTensorBytes)."""


@dataclass(frozen=True, slots=True)
class ArenaPlan:
    """Sizes of both arenas in bytes, and where each tensor starts in its own; `roots` maps a sharing tensor to its owner."""

    arena: int
    persistent: int
    offsets: dict[int, int]
    first: dict[int, int]
    last: dict[int, int]
    roots: dict[int, int]


@dataclass(slots=True)
class _Planner:
    graph: GraphInfo
    references: list[int] = field(default_factory=list)
    roots: dict[int, int] = field(default_factory=dict)
    first: dict[int, int] = field(default_factory=dict)
    last: dict[int, int] = field(default_factory=dict)
    touched: list[list[int]] = field(default_factory=list)

    def root(self, tensor: int) -> int:
        return self.roots.get(tensor, tensor)

    def plan_allocations(self) -> None:
        """ArenaPlanner::PlanAllocations: who lives from which node to which."""
        graph = self.graph
        self.touched = [[] for _ in range(max(len(graph.nodes), 1))]
        kept = [0] * len(graph.tensors)
        for tensor in (*graph.outputs, *graph.variables, *graph.inputs):
            if tensor >= 0:
                kept[tensor] += 1
        for tensor in (*graph.variables, *graph.inputs):
            if tensor >= 0:
                self.first.setdefault(tensor, 0)
                self.touched[0].append(tensor)
        self.references = kept.copy()
        for tensor in self._reads():
            self.references[tensor] += 1
        self._share()
        for tensor in self._reads():
            kept[self.root(tensor)] += 1
        for index, node in enumerate(graph.nodes):
            self._walk(index, node, kept)

    def _reads(self) -> list[int]:
        return [tensor for node in self.graph.nodes for tensor in node.inputs if tensor >= 0]

    def _walk(self, index: int, node: NodeState, references: list[int]) -> None:
        for tensor in node.outputs:
            if tensor >= 0:
                self.touched[index].append(tensor)
                self.first.setdefault(tensor, index)
        for tensor in node.inputs:
            if tensor < 0:
                continue
            owner = self.root(tensor)
            references[owner] -= 1
            if references[owner] == 0 and owner in self.first:
                self.last[owner] = index

    def _share(self) -> None:
        """ArenaPlanner::IdentifyInPlaceTensors."""
        for node in self.graph.nodes:
            if not node.outputs or not node.shares:
                continue
            for position in node.shares:
                if position >= len(node.inputs) or node.inputs[position] < 0:
                    continue
                if self._can_share(node, node.inputs[position], node.outputs[0]):
                    owner = self.root(node.inputs[position])
                    if node.unmodified or self.references[owner] <= 1:
                        self.roots[node.outputs[0]] = owner
                    break

    def _can_share(self, node: NodeState, source: int, target: int) -> bool:
        given, made = self.graph.tensors[source], self.graph.tensors[target]
        small = given.bytes != made.bytes or given.bytes <= SMALLEST_SHARED
        if not node.unmodified and (small or self.references[source] > 1):
            return False
        if source in self.graph.inputs or target in self.graph.outputs:
            return False
        return given.allocation is made.allocation or given.allocation is AllocationType.ARENA

    def execute_allocations(self) -> ArenaPlan:
        """ArenaPlanner::ExecuteAllocations for the nodes that were prepared: where everything goes."""
        tensors = self.graph.tensors
        for index in range(self.graph.prepared):
            for tensor in self.graph.nodes[index].temporaries:
                self.first[tensor] = self.last[tensor] = index
                self.touched[index].append(tensor)
        arena, persistent, offsets = SimpleMemoryArena(), SimpleMemoryArena(), dict[int, int]()
        for tensor in self._order():
            state = tensors[tensor]
            if self._is_shared(tensor):
                continue
            first = self.first[tensor]
            if state.allocation is AllocationType.ARENA:
                offsets[tensor] = arena.allocate(state.bytes, first, self.last.get(tensor, FOREVER))
            elif tensor not in offsets:
                offsets[tensor] = persistent.allocate(state.bytes, first, FOREVER)
        for tensor, owner in self.roots.items():
            if owner in offsets and tensors[tensor].allocation is tensors[owner].allocation:
                offsets[tensor] = offsets[owner]
        return ArenaPlan(arena.high_water_mark, persistent.high_water_mark, offsets, self.first, self.last, self.roots)

    def _is_shared(self, tensor: int) -> bool:
        owner = self.roots.get(tensor)
        if owner is None:
            return False
        state = self.graph.tensors[owner]
        if state.allocation is not AllocationType.ARENA or state.bytes != self.graph.tensors[tensor].bytes:
            del self.roots[tensor]
            return False
        return True

    def _order(self) -> list[int]:
        """ArenaPlanner::CreateTensorAllocationVector: whole-run tensors by index, then larger first, then earlier first."""
        tensors = self.graph.tensors
        wanted = [
            tensor
            for index in range(max(self.graph.prepared, 1 if not self.graph.nodes else 0))
            for tensor in libstdcxx.set_order(self.touched[index])
            if (tensors[tensor].allocation is AllocationType.ARENA and tensors[tensor].bytes > 0)
            or tensors[tensor].allocation is AllocationType.PERSISTENT
        ]
        keys = {tensor: self._key(tensor) for tensor in wanted}
        libstdcxx.sort(wanted, lambda a, b: keys[a] < keys[b])
        return wanted

    def _key(self, tensor: int) -> tuple[int, int, int]:
        if self.first[tensor] == 0 and tensor not in self.last:
            return (0, tensor, 0)
        return (1, -self.graph.tensors[tensor].bytes, self.first[tensor])


def plan(graph: GraphInfo) -> ArenaPlan:
    """Plan both arenas of a prepared subgraph."""
    planner = _Planner(graph)
    planner.plan_allocations()
    return planner.execute_allocations()
