"""What kernels get of the arena while TFLM initialises and prepares them (micro_interpreter_context.cc)."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.record import Record, new
from tflint.runtime.plan import Bound, Persistent
from tflint.runtime.tflm.decompression_memory import DecompressionMemory
from tflint.runtime.tflm.memory_helpers import ALIGNMENT, SIZES, dims_size
from tflint.runtime.tflm.overwritten_temporaries import NewDims, still_read

if TYPE_CHECKING:
    from tflint.model.view import Operator, Option, Tensor
    from tflint.runtime.tflm.abi import Abi
    from tflint.runtime.tflm.features import Features
    from tflint.runtime.tflm.micro_context import MicroContext
    from tflint.runtime.tflm.single_arena_buffer_allocator import SingleArenaBufferAllocator

PERSISTENT_BUFFER = "Persistent buffer data"  # the recording allocator's name for AllocatePersistentBuffer
UNASSIGNED = -1  # kUnassignedScratchBufferRequestIndex


class ScratchRequest(Record):
    """A scratch buffer that an operator asked for, bytes."""

    size: int
    subgraph: int
    operator: int
    what: str


class MicroInterpreterContext:
    """The arena, the eval tensors' dims and data pointers, scratch requests and resource variables of one allocation.

    Implements KernelMemory; `at` says whose turn it is. `dims` holds the dims that kernels have relocated, `rooms` the bytes up
    to what follows those copies, `preset` the tensors whose data pointer they have set, and `unsized` those of a type without a
    size that a kernel has read, `compressed` those that a build with USE_TFLM_COMPRESSION has a look-up table for, all by (subgraph,
    tensor); `decompressed` the ops that asked for scratch to read one, by (subgraph, operator, tensor); `unknown` the reasons why the figures are only a bound.
    """

    def __init__(self, abi: Abi, arena: SingleArenaBufferAllocator, features: Features) -> None:
        self.abi = abi
        # before, kernels got the tensors themselves, and scratch requests were in the tail
        self.eval_tensors = features.eval_tensors
        self.float8 = features.float8_sizes  # the PyPI wheel has sizes for types that the sources studied have none for
        self.given_back = features.temporaries_given_back
        self.arena = arena
        self.new_dims: list[NewDims] = []
        self.unread = 0
        self.kept: list[Persistent] = []
        self.requests: list[ScratchRequest] = []
        self.dims: dict[tuple[int, int], tuple[int, ...]] = {}
        self.rooms: dict[tuple[int, int], int] = {}
        self.preset: set[tuple[int, int]] = set()
        self.unknown: dict[str, Bound] = {}
        self.unsized: set[tuple[int, int]] = set()
        self.compressed: set[tuple[int, int]] = set()
        self.alternate = DecompressionMemory()
        self.decompressed: set[tuple[int, int, int]] = set()
        self._subgraph: int | None = None
        self._operator: int | None = None
        self._resources: list[tuple[Option, Option]] = []
        self._resource_of: dict[tuple[int, int], int] = {}
        self._resource_buffers: set[int] = set()
        self._last_temp: Tensor | None = None
        self._tensor = abi.sizeof("TfLiteTensor"), abi.alignof("TfLiteTensor")
        self._quantization = abi.sizeof("TfLiteAffineQuantization"), abi.alignof("TfLiteAffineQuantization")

    def at(self, operator: Operator | None) -> None:
        """Say which operator the next allocations belong to, None for the interpreter itself."""
        self._subgraph, self._operator = (None, None) if operator is None else (operator.subgraph, operator.index)

    def keep(self, size: int, alignment: int, what: str, category: str = "") -> None:
        """Allocate `size` persistent bytes under one of the recording allocator's categories, empty where it prints none."""
        grown = self.arena.allocate_persistent_buffer(size, alignment)
        self.kept.append(new(Persistent, (what, category, grown, self._subgraph, self._operator)))

    def keep_struct(self, struct: str, count: int = 1, category: str = "") -> None:
        """Allocate an array of a struct at its natural alignment."""
        self.keep(self.abi.sizeof(struct) * count, self.abi.alignof(struct), struct, category)

    def persistent(self, size: int, what: str) -> None:
        """Allocate `size` bytes in the tail, aligned to 16."""
        self.keep(size, ALIGNMENT, what, PERSISTENT_BUFFER)

    def persistent_struct(self, struct: str) -> None:
        """Allocate a struct of the build's size table in the tail, aligned to 16."""
        self.persistent(self.abi.sizeof(struct), struct)

    def scratch(self, size: int, what: str) -> None:
        """Ask for `size` bytes in the head while this op runs."""
        assert self._subgraph is not None
        assert self._operator is not None
        self.requests.append(ScratchRequest(size, self._subgraph, self._operator, what))
        if not self.eval_tensors:
            self.keep_struct("internal::ScratchBufferRequest")

    def leave_requests(self, operator: Operator) -> None:
        """Leave an op's scratch requests without a node, as FinishPrepareNodeAllocations does that is never called."""
        mine = operator.subgraph, operator.index
        self.requests = [it._replace(operator=UNASSIGNED) if (it.subgraph, it.operator) == mine else it for it in self.requests]

    def set_decompression_memory(self, sizes: tuple[int, ...]) -> None:
        """SetDecompressionMemory, where the firmware calls it: a number for each region is kept."""
        self.alternate = DecompressionMemory(sizes)
        if sizes:
            self.persistent(self.abi.sizeof("size_t") * len(sizes), "regions for decompressed tensors")

    def decompress(self, tensor: Tensor) -> None:
        """Ask for scratch to decompress a tensor into while this op runs."""
        assert self._operator is not None
        self.decompressed.add((tensor.subgraph, self._operator, tensor.index))
        if not self.alternate.take(self.planned_bytes(tensor)):
            self.scratch(self.planned_bytes(tensor), f"decompressed {tensor.name}")

    def decode(self, tensor: Tensor) -> None:
        """Put an output of TFLM_DECODE into the memory for decompressed tensors, where it has room."""
        if self.alternate.take(self.planned_bytes(tensor)):
            self.preset_data(tensor)

    def temp(self, tensor: Tensor) -> bool:
        """Put a TfLiteTensor on the temporaries, with its quantization where it has one; return False for the first without a size."""
        self._last_temp = tensor
        quantization = tensor.quantization
        if not self.eval_tensors:
            pass
        elif quantization is not None and quantization.scale and quantization.zero_point:
            self.arena.allocate_temp(self._tensor, self._quantization, (dims_size(len(quantization.scale)), 4))
        else:
            self.arena.allocate_temp(self._tensor)
        if tensor.dtype in SIZES or self.type_size(tensor.dtype):
            return True
        place = tensor.subgraph, tensor.index
        known = place in self.unsized
        self.unsized.add(place)
        return known

    def relocate_output_dims(self, tensor: Tensor, dims: tuple[int, ...], room: int = 0) -> None:
        """Give an output new dims in a persistent copy of the declared ones."""
        size = dims_size(max(len(tensor.shape), room))
        self.persistent(size, "output dims")
        last = self._last_temp
        if last is not None and self.eval_tensors and self.arena.temp + self.arena.tail > self.arena.checked:
            points = zero_points(last) if last.is_quantized else 0
            read = still_read(self.abi, self.arena.temp, points, given_back=self.given_back)
            self.new_dims.append(NewDims(self.arena.tail, size, tuple(read)))
        self.rooms[tensor.subgraph, tensor.index] = self.kept[-1].size
        self.dims[tensor.subgraph, tensor.index] = dims

    def leave_unread(self) -> None:
        """Note that nothing reads what was kept last."""
        self.unread += self.kept[-1].size

    def overwrite_output_dims(self, tensor: Tensor, dims: tuple[int, ...]) -> None:
        """Give an output new dims in the flatbuffer itself, which must then not be in flash."""
        self.dims[tensor.subgraph, tensor.index] = dims

    def preset_data(self, tensor: Tensor) -> None:
        """Set a tensor's data pointer, so that the planner leaves it out."""
        self.preset.add((tensor.subgraph, tensor.index))

    def sizeof(self, struct: str) -> int:
        """Return a struct's size in the build's ABI, bytes; `ptr` is a pointer's."""
        return self.abi.sizeof(struct)

    def variable(self, k: MicroContext) -> None:
        """Create a resource's id (VAR_HANDLE), or its buffer on first sight (ASSIGN_VARIABLE); micro_resource_variable.cc."""
        if k.name == "VAR_HANDLE":
            self._create_resource(k)
        elif k.name == "ASSIGN_VARIABLE":
            self._allocate_resource(k)

    def uncertain(self, why: str, bound: Bound = Bound.LOWER) -> None:
        """Remember why the figures are only a bound: more may be needed, unless said otherwise."""
        self.unknown[why] = bound

    @property
    def bound(self) -> Bound:
        """Return what the figures are where anything is unknown."""
        return next(iter(kinds)) if len(kinds := {*self.unknown.values()}) == 1 else Bound.EITHER

    def bytes(self, tensor: Tensor) -> int | None:
        """Return a tensor's bytes by its eval dims (TfLiteEvalTensorByteLength), None where its type has no size."""
        size = SIZES.get(tensor.dtype) or self.type_size(tensor.dtype)
        shape = tensor.shape
        if self.dims and self.eval_tensors:
            shape = self.dims.get((tensor.subgraph, tensor.index), shape)
        return size * prod(shape) if size else None

    def planned_bytes(self, tensor: Tensor) -> int:
        """Return a tensor's bytes for planning: none, and a bound, for one that TFLM cannot plan."""
        size = self.bytes(tensor)
        if size is None:
            self.uncertain(f"tensor {tensor.name!r} is of type {tensor.dtype}, which has no size in TFLM")
            return 0
        if size < 0:
            self.uncertain(f"tensor {tensor.name!r} has a negative dimension")
            return 0
        return size

    def type_size(self, dtype: str) -> int:
        """Return the bytes of an element, 0 for a type without a size."""
        return SIZES.get(dtype) or int(self.float8 and dtype.startswith("float8"))

    def _create_resource(self, k: MicroContext) -> None:
        handle = k.output(0)
        if handle is None:
            return
        self._resource_of[handle.subgraph, handle.index] = self._resource_id(k.option("container"), k.option("shared_name"))
        self.preset_data(handle)

    def _resource_id(self, container: Option, name: Option) -> int:
        """CreateIdIfNoneFound: without a container the name alone decides."""
        for number, (known_container, known_name) in enumerate(self._resources):
            if name == known_name and container in {None, known_container}:
                return number
        self._resources.append((container, name))
        return len(self._resources) - 1

    def _allocate_resource(self, k: MicroContext) -> None:
        handle, value = k.input(0), k.input(1)
        if handle is None or value is None:
            return
        number = self._resource_of.get((handle.subgraph, handle.index))
        if number is None or number in self._resource_buffers:
            return
        self._resource_buffers.add(number)
        # the TfLiteTensor's own byte count, which is made from the file's shape and not from the eval dims
        declared = k.model.subgraphs[value.subgraph].tensors[value.index]
        self.persistent(self.type_size(value.dtype) * declared.elements, "resource variable")


def zero_points(tensor: Tensor) -> int:
    """Return the bytes of a quantized tensor's zero-point array: a TfLiteIntArray as long as its scales."""
    return 0 if tensor.quantization is None else dims_size(len(tensor.quantization.scale))
