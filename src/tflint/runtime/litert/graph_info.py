"""A subgraph as the planner sees it after Prepare: tensors with their allocation type, nodes with their temporaries."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tflint.model.view import Quantization
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


OTHER_SCHEMES = frozenset({"BlockwiseQuantization", "MultiAxisQuantization"})
"""Quantization details that replace affine scales."""


@dataclass(slots=True)
class TensorState:
    """A TfLiteTensor while the graph is prepared: kernels change type, bytes and dims.

    `open_dims` says that the file leaves a dimension open (HasUnspecifiedDimension: a -1 in shape_signature).
    """

    name: str
    dtype: str
    dims: tuple[int, ...]
    allocation: AllocationType
    bytes: int
    quantization: Quantization | None = None
    open_dims: bool = False

    @property
    def is_known(self) -> bool:
        """Return whether the value is there at Prepare (IsConstantOrPersistentTensor, kernel_util.h)."""
        return self.allocation in {AllocationType.CONSTANT, AllocationType.PERSISTENT_RO}

    @property
    def scales(self) -> tuple[float, ...]:
        """Return the scales of affine quantization, () where there is none (ParseQuantization)."""
        given = self.quantization
        return () if given is None or given.details in OTHER_SCHEMES else given.scale

    @property
    def zero_points(self) -> tuple[int, ...]:
        """Return the zero points that go with the scales."""
        return self.quantization.zero_point if self.quantization is not None and self.scales else ()

    @property
    def is_quantized(self) -> bool:
        """Return whether there is quantization of any kind (quantization.type != kTfLiteNoQuantization)."""
        return bool(self.scales) or (self.quantization is not None and self.quantization.details in OTHER_SCHEMES)

    @property
    def scale(self) -> float:
        """Return `params.scale`: the only scale, 0 for none or several (GetLegacyQuantization, core/subgraph.cc)."""
        return self.scales[0] if len(self.scales) == 1 else 0.0

    @property
    def zero_point(self) -> int:
        """Return `params.zero_point`: the zero point of the only scale, else 0."""
        return self.zero_points[0] if len(self.scales) == 1 and self.zero_points else 0


@dataclass(slots=True)
class NodeState:
    """A TfLiteNode: tensor indices (-1: omitted), temporaries, and how its kernel may share an input's bytes.

    `shares` are the input positions whose bytes the output may take over; `unmodified` says that the op leaves them as they are.
    `stops` is set where Prepare returns kTfLiteOutputShapeNotKnown, `lends_outputs` where branches write into the node's own outputs.
    """

    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    temporaries: list[int] = field(default_factory=list)
    shares: tuple[int, ...] = ()
    unmodified: bool = False
    stops: bool = False
    lends_outputs: bool = False


@dataclass(slots=True)
class GraphInfo:
    """A subgraph's tensors (temporaries after the file's own), nodes, and I/O; `prepared` nodes were reached before a stop.

    `verdicts` holds what the runtime does not refuse and should. `shapes_lost` says that a shape is only known to a kernel that no
    file here gives: from there on nothing can be said of ranks.
    """

    tensors: list[TensorState]
    nodes: list[NodeState]
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    variables: tuple[int, ...]
    prepared: int = 0
    shapes_lost: bool = False
    verdicts: list[Verdict] = field(default_factory=list)

    @property
    def has_dynamic_tensors(self) -> bool:
        """Return whether preparation ended before the last node or at a node whose output is left to the heap."""
        if self.prepared < len(self.nodes):
            return True
        seen = [tensor for node in self.nodes[: self.prepared] for tensor in node.outputs if tensor >= 0]
        return any(self.tensors[tensor].allocation is AllocationType.DYNAMIC for tensor in (*seen, *self.outputs) if tensor >= 0)
