"""A subgraph as the planner sees it after Prepare: tensors with their allocation type, nodes with their temporaries."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tflint.runtime.verdict import Verdict


class AllocationType(StrEnum):
    """Where a tensor's bytes live (TfLiteAllocationType, common.h)."""

    CONSTANT = "mmap"
    ARENA = "arena"
    PERSISTENT = "persistent"
    DYNAMIC = "dynamic"
    PERSISTENT_RO = "persistent-ro"
    CUSTOM = "custom"
    NONE = "none"


@dataclass(slots=True)
class TensorState:
    """A TfLiteTensor while the graph is prepared: kernels change type, bytes and dims."""

    name: str
    dtype: str
    dims: tuple[int, ...]
    allocation: AllocationType
    bytes: int

    @property
    def is_known(self) -> bool:
        """Tell whether the value is there at Prepare (IsConstantOrPersistentTensor, kernel_util.h)."""
        return self.allocation in {AllocationType.CONSTANT, AllocationType.PERSISTENT_RO}


@dataclass(slots=True)
class NodeState:
    """A TfLiteNode: tensor indices (-1: omitted), temporaries, and how its kernel may share an input's bytes.

    `shares` are the input positions whose bytes the output may take over; `unmodified` tells that the op leaves them as they are.
    `stops` is set where Prepare returns kTfLiteOutputShapeNotKnown.
    """

    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    temporaries: list[int] = field(default_factory=list)
    shares: tuple[int, ...] = ()
    unmodified: bool = False
    stops: bool = False


@dataclass(slots=True)
class GraphInfo:
    """A subgraph's tensors (temporaries behind the file's own), nodes, and I/O; `prepared` nodes were reached before a stop.

    `verdicts` holds what the runtime does not refuse and should.
    """

    tensors: list[TensorState]
    nodes: list[NodeState]
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    variables: tuple[int, ...]
    prepared: int = 0
    verdicts: list[Verdict] = field(default_factory=list)

    @property
    def has_dynamic_tensors(self) -> bool:
        """Tell whether preparation ended before the last node or at a node whose output is left to the heap."""
        if self.prepared < len(self.nodes):
            return True
        seen = [tensor for node in self.nodes[: self.prepared] for tensor in node.outputs if tensor >= 0]
        return any(self.tensors[tensor].allocation is AllocationType.DYNAMIC for tensor in (*seen, *self.outputs) if tensor >= 0)
