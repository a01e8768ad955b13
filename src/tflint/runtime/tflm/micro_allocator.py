"""The arena of a model, replayed: everything that AllocateTensors() allocates, in its order (micro_allocator.cc, micro_interpreter.cc)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.record import Record, new
from tflint.runtime.plan import Bound, Moment, Plan, PlannedBuffer, SplitMinimum
from tflint.runtime.tflm import (
    abi,
    allocation_info,
    build,
    compression,
    greedy_memory_planner,
    kernel_registry,
    linear_memory_planner,
    micro_allocator_of_2020,
)
from tflint.runtime.tflm.kernel import nothing
from tflint.runtime.tflm.memory_helpers import ALIGNMENT, align_up
from tflint.runtime.tflm.micro_context import MicroContext
from tflint.runtime.tflm.micro_interpreter_context import MicroInterpreterContext, zero_points
from tflint.runtime.tflm.overwritten_temporaries import least_unspoilt, least_without, missing, overlap
from tflint.runtime.tflm.single_arena_buffer_allocator import SingleArenaBufferAllocator
from tflint.runtime.verdict import Phase

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tflint.manifest.target import Target
    from tflint.model.view import Model, Operator, Subgraph, Tensor
    from tflint.runtime.plan import BufferRequest
    from tflint.runtime.tflm.build import Build
    from tflint.runtime.tflm.kernel import Kernel

MAX_SCRATCH_BUFFERS_PER_OP = 12  # kMaxScratchBuffersPerOp: room for so many requests is kept ahead of every Prepare
OLDER_MAX_SCRATCH_BUFFERS_PER_OP = 8
EVAL_TENSORS = "TfLiteEvalTensor data"
TENSORS = "Persistent TfLiteTensor data"
QUANTIZATION = "Persistent TfLiteTensor quantization data"
VARIABLES = "TfLiteTensor variable buffer data"
NODES = "NodeAndRegistration struct"
COMPRESSION = "Persistent compression data"
UNNOTICED = "AllocateTensors() goes on where a Prepare gets no memory: less may seem to be enough"
REQUEST, HANDLE = "internal::ScratchBufferRequest", "ScratchBufferHandle"


def plan(model: Model, target: Target, resource_variables: int | None = None) -> Plan:
    """Return the arena plan of a model on a target, sizes in bytes.

    `resource_variables` is how many slots MicroResourceVariables gets in the arena: what the target says where None, else as many
    as distinct shared names; 0 where it lives elsewhere. Raise UnknownSnapshot for a runtime that is not in the tables.
    """
    return replay(model, build.of(target), target.resource_variables if resource_variables is None else resource_variables)


def replay(model: Model, built: Build, resource_variables: int | None = None, events: list[str] | None = None) -> Plan:
    """Return the plan for a build; `events` collects the arena's operations from StartModelAllocation on."""
    return prepared(model, built, resource_variables, events).finish()


def prepared(
    model: Model, built: Build, resource_variables: int | None = None, events: list[str] | None = None
) -> MicroAllocator:
    """Return an allocator that has walked every kernel's Init and Prepare; arguments as for `replay`."""
    allocator = MicroAllocator(model, built)
    allocator.prepare(shared_names(model) if resource_variables is None else resource_variables, events)
    return allocator


def shared_names(model: Model) -> int:
    """Return the number of distinct shared names among the model's VAR_HANDLEs, as tflite_micro's runtime.py counts them."""
    handles = (op for op in model.operators() if op.code.name == "VAR_HANDLE")
    return len({(op.options or {}).get("shared_name") for op in handles})


class Task(Record):
    """An operator's context, and the kernel that is walked against it; None where there is none."""

    k: MicroContext
    kernel: Kernel | None


class MicroAllocator:
    """One run of AllocateTensors(), phase by phase; the methods are named after TFLM's and must be called in the order they stand.

    `before` is the run of another model on the same MicroAllocator: its tail stays, and the head stays as large as its plan.
    """

    def __init__(self, model: Model, built: Build, before: MicroAllocator | None = None) -> None:
        self.model = model
        self.build = built
        self.abi = abi.of(built)
        self.before = before
        self.arena: SingleArenaBufferAllocator = before.arena if before else SingleArenaBufferAllocator()
        self.context = MicroInterpreterContext(self.abi, self.arena, built.features)
        most = MAX_SCRATCH_BUFFERS_PER_OP if built.features.twelve_scratch_requests else OLDER_MAX_SCRATCH_BUFFERS_PER_OP
        self._ahead = most if built.features.scratch_requests_ahead else 0
        self._served: dict[str, tuple[Build, Kernel | None]] = {}
        self.tasks = [self._task(micro_allocator_of_2020.as_read(op, built)) for op in model.operators()]
        self.compression = compression.of(model) if built.compression else None
        self._request = self.abi.sizeof(REQUEST), self.abi.alignof(REQUEST)
        self.moments: list[Moment] = []
        self.buffers: tuple[PlannedBuffer, ...] = ()
        self.resource_variables = 0
        for reason in built.uncertain({operator.name for operator in model.operators()} if built.unsettled else ()):
            self.context.uncertain(reason, built.bound(reason))

    def prepare(self, resource_variables: int = 0, events: list[str] | None = None) -> None:
        """Run all phases up to and with every op's Prepare."""
        self.create(resource_variables)
        self.arena.events = events
        self.start_model_allocation()
        self.parse_options()
        self.init_subgraphs()
        self.prepare_subgraphs()

    def finish(self) -> Plan:
        """Run the phases after every op's Prepare; return the plan."""
        self.finish_model_allocation()
        self.allocate_inputs_and_outputs()
        return self.plan()

    def create(self, resource_variables: int) -> None:
        """MicroAllocator::Create, and MicroResourceVariables::Create where slots are asked for."""
        self.resource_variables = resource_variables
        if self.before is None:
            self._allocators()
        if resource_variables:
            self.context.persistent_struct("MicroResourceVariables")
            slot = self.abi.sizeof("MicroResourceVariables::MicroResourceVariable")
            self.context.persistent(slot * resource_variables, "resource variable slots")
        self.context.set_decompression_memory(self.build.decompression_memory)
        self._moment("interpreter")

    def _allocators(self) -> None:
        """Keep the allocators and the planner themselves, as far as they lie in the arena."""
        recording, features = "Recording" if self.build.recording else "", self.build.features
        planner = "LinearMemoryPlanner" if self.build.preserve_all_tensors else "GreedyMemoryPlanner"
        arenas = ("PersistentArenaBufferAllocator", "NonPersistentArenaBufferAllocator")
        if features.allocator_in_arena:
            for struct in arenas if self.build.split_arena else (f"{recording}SingleArenaBufferAllocator",):
                self.context.keep_struct(struct)
        if features.planner_in_tail:
            self.context.keep_struct(planner)
        if features.micro_allocator_in_arena:
            self.context.keep_struct(f"{recording}MicroAllocator")

    def start_model_allocation(self) -> None:
        """StartModelAllocation: the requests' buffer in the head; subgraphs, eval tensors and nodes in the tail."""
        keep, features = self.context.keep_struct, self.build.features
        if features.builtin_data_allocator:
            keep("MicroBuiltinDataAllocator")
        self._resize_requests()
        if features.builtin_data_allocator:
            keep("SubgraphAllocations", len(self.model.subgraphs))
        self._compressed_tensors()
        for subgraph in self.model.subgraphs:
            if features.eval_tensors:
                keep("TfLiteEvalTensor", len(subgraph.tensors), EVAL_TENSORS)
            else:
                micro_allocator_of_2020.tensors(self.context, subgraph, self.build)
        for subgraph in self.model.subgraphs:
            keep("NodeAndRegistration", len(subgraph.operators), NODES)
        self._moment("model")

    def parse_options(self) -> None:
        """PrepareNodeAndRegistrationDataFromFlatbuffer: each builtin op's parsed options, at their natural alignment."""
        for k, kernel in self.tasks:
            if kernel is not None:
                self.context.at(k.operator)
                if kernel.params:
                    micro_allocator_of_2020.keep_options(self.context, kernel.params, self.build)
                if kernel.parse is not nothing:
                    k.run(Phase.LOAD, kernel.parse)
        self.context.at(None)
        if not self.build.features.allocator_in_arena:
            micro_allocator_of_2020.copied_tensors(self.context, self.model.subgraphs[0])
        self._moment("parsed options")

    def init_subgraphs(self) -> None:
        """InitSubgraphs: every kernel's Init."""
        for k, kernel in self.tasks:
            if kernel is not None and kernel.init is not nothing:
                self.context.at(k.operator)
                k.run(Phase.INIT, kernel.init)
        self.context.at(None)
        self._moment("Init")

    def prepare_subgraphs(self) -> None:
        """PrepareSubgraphs: every kernel's Prepare, each followed by FinishPrepareNodeAllocations."""
        context, goes_on = self.context, self.build.features.prepare_status_ignored
        for k, kernel in self.tasks:
            operator = k.operator
            context.at(operator)
            if kernel is None:
                context.uncertain(f"{k.name} has no kernel in TFLM: what it would allocate is not known")
            else:
                k.run(Phase.PREPARE, kernel.prepare)
            if k.stopped:
                context.uncertain(f"{k.name} is refused: what it would allocate is not known")
                if goes_on:
                    context.leave_requests(operator)
                    self._moment("Prepare", operator)
                    break
            context.alternate.reset()
            self.arena.reset_temp_allocations()
            self._resize_requests()
            self._moment("Prepare", operator)
        context.at(None)

    def invoke_subgraphs(self) -> None:
        """InvokeSubgraph for all of them, as far as verdicts go: every kernel's Eval whose Prepare came to its end."""
        for k, kernel in self.tasks:
            if kernel is not None and kernel.invoke is not nothing and k.phase is Phase.PREPARE:
                k.before_invoke()
                k.run(Phase.INVOKE, kernel.invoke)

    def finish_model_allocation(self) -> None:
        """FinishModelAllocation: handles, then the plan of all tensors and scratch buffers, which becomes the head."""
        if not self.build.features.subgraphs_planned_together:
            for subgraph in self.model.subgraphs:
                self._plan_alone(subgraph)
            return
        if self.build.features.offline_variables:
            self._handles()
        else:
            self._handles_and_variables()
        entries = sum(len(subgraph.tensors) for subgraph in self.model.subgraphs) + len(self.context.requests)
        self._temp("size_t", len(self.model.subgraphs))
        self._temp("AllocationInfo", entries)
        offline = allocation_info.offline_offsets(self.model, self.build)
        if self.build.features.offline_variables:
            self._variables(self.model.subgraphs, offline)
        self.buffers = self._planned(list(allocation_info.buffer_requests(self.model, self.context, self.build, offline)))
        self.arena.resize_buffer(0, 1)
        self.arena.resize_buffer(self.reserved, ALIGNMENT)

    def _plan_alone(self, subgraph: Subgraph) -> None:
        """Plan one subgraph from offset 0, with the scratch buffers of all, as before TFLM planned across subgraphs."""
        features, entries = self.build.features, len(subgraph.tensors) + len(self.context.requests)
        if features.eval_tensors:
            self._handles()
        if features.scratch_requests_ahead:
            self._temp("AllocationInfo", entries)
        offline = allocation_info.offline_offsets(self.model, self.build, subgraph)
        wanted = list(allocation_info.requests_of_one(self.model, self.context, self.build, subgraph, offline))
        if not features.scratch_requests_ahead:
            micro_allocator_of_2020.see_plan(self.arena, self.abi, entries, len(wanted), self.build)
        planned = self._planned(wanted)
        self.arena.see_available(max((offset + request.size for request, offset in planned), default=0))
        self.buffers += planned
        self.arena.resize_buffer(self.reserved, ALIGNMENT)
        if features.allocator_in_arena:
            self._variables((subgraph,), None)
        self._moment("variables")

    def _handles_and_variables(self) -> None:
        """Keep the handles, then all variables; for a while the handles were kept before each subgraph's variables."""
        for subgraph in self.model.subgraphs:
            if subgraph.index == 0 or self.build.features.handles_for_each_subgraph:
                self._handles()
            self._variables((subgraph,), None)

    def _handles(self) -> None:
        if self.context.requests:
            self.context.keep_struct(
                HANDLE if self.build.features.scratch_requests_ahead else REQUEST, len(self.context.requests)
            )

    def allocate_inputs_and_outputs(self) -> None:
        """Make the TfLiteTensors of the first subgraph's inputs and outputs, which live in the tail."""
        first = self.model.subgraphs[0]
        if not self.build.features.io_tensors_at_allocate:
            self._moment("end")
            return
        for indices in (first.inputs or (), first.outputs or ()):
            self.context.persistent(self.abi.sizeof("ptr") * len(indices), "TfLiteTensor pointers")
            for index in indices:
                self._persistent_tensor(first.tensors[index])
        self._moment("end")

    def plan(self) -> Plan:
        """Return what all that came to."""
        needs = [low + tail for _, low, tail, _, _ in self.moments]
        widest = self.moments[needs.index(max(needs))]
        minimum, accepted = align_up(widest.low + widest.tail), self.arena.accepted
        for why in micro_allocator_of_2020.less_may_do(self.model, widest, self.build):
            self.context.uncertain(why, Bound.UPPER)
        if widest.operator is not None and self.build.features.prepare_status_ignored and not self.context.unknown:
            self.context.uncertain(UNNOTICED, Bound.UPPER)
        accepted = minimum if self.build.split_arena else least_unspoilt(accepted, minimum, self.context.new_dims)
        if accepted < minimum and not self.context.unknown:
            self.context.uncertain(overlap(accepted, widest, self.model), Bound.UPPER)
        spared = least_without(self.context.unread, self.moments) if self.context.unread else minimum
        if spared < minimum and not self.build.split_arena:
            accepted = min(accepted, spared)
            self.context.uncertain(missing(spared), Bound.UPPER)
        recorded: dict[str, int] = {}
        for _, category, size, _, _ in self.context.kept:
            if category:
                recorded[category] = recorded.get(category, 0) + size
        head = self.reserved
        return Plan(
            target=self.build.target,
            used=head + self.arena.tail,
            minimum=minimum,
            head=head,
            tail=self.arena.tail,
            unknown=tuple(self.context.unknown),
            buffers=self.buffers,
            persistent=tuple(self.context.kept),
            moments=tuple(self.moments),
            recorded=recorded,
            resource_variables=self.resource_variables,
            split=self._split() if self.build.split_arena else None,
            accepted=accepted if accepted < minimum else None,
            bound=self.context.bound,
        )

    def _split(self) -> SplitMinimum:
        """Return the smallest of two arenas; within a step, temporaries and tail only grow, so that its low side is its largest."""
        return SplitMinimum(align_up(self.arena.tail), align_up(max(moment.low for moment in self.moments)))

    @property
    def head(self) -> int:
        """Return the planned buffers' bytes, a multiple of 16."""
        return max([offset + request.size for request, offset in self.buffers], default=0)

    @property
    def reserved(self) -> int:
        """Return the bytes of the head: the largest plan so far of the models on this allocator (max_head_buffer_usage_)."""
        return max(self.head, self.before.reserved if self.before else 0)

    def _task(self, operator: Operator) -> Task:
        name = operator.name
        if name not in self._served:
            built = self.build.serving(name)
            self._served[name] = built, kernel_registry.serving(operator, built.library)
        built, kernel = self._served[name]
        unread = kernel_registry.unread(self.model, operator, built)
        return Task(MicroContext(self.model, operator, built, self.context), unread or kernel)

    def _moment(self, what: str, operator: Operator | None = None) -> None:
        low, tail = self.arena.take_peak()
        subgraph, number = (None, None) if operator is None else (operator.subgraph, operator.index)
        self.moments.append(new(Moment, (what, low, tail, subgraph, number)))

    def _resize_requests(self) -> None:
        room = len(self.context.requests) + self._ahead
        if room and self.build.features.eval_tensors:
            size, alignment = self._request
            self.arena.resize_buffer(size * room, alignment)

    def _compressed_tensors(self) -> None:
        """AllocateCompressedTensorsList: two structs for each compressed tensor, and at a subgraph's first a pointer for each tensor."""
        if self.compression is None:
            return
        self.context.compressed.update(self.compression.places)
        for subgraph, compressed in zip(self.model.subgraphs, self.compression.subgraphs, strict=False):
            for number, _ in enumerate(compressed):
                for struct, count in (
                    ("CompressionTensorData", 1),
                    ("LookupTableData", 1),
                    ("ptr", 0 if number else len(subgraph.tensors)),
                ):
                    if count:
                        self.context.keep_struct(struct, count, COMPRESSION)

    def _temp(self, struct: str, count: int) -> None:
        self.arena.allocate_temp((self.abi.sizeof(struct) * count, self.abi.alignof(struct)))

    def _variables(self, subgraphs: Iterable[Subgraph], offline: tuple[int, ...] | None) -> None:
        # AllocateVariables indexes the offline plan from 0 in every subgraph, not only in the first
        for subgraph in subgraphs:
            for tensor in subgraph.tensors:
                if tensor.is_variable and (offline is None or offline[tensor.index] == allocation_info.ONLINE):
                    self.context.keep(self.context.planned_bytes(tensor), ALIGNMENT, tensor.name, VARIABLES)

    def _planned(self, wanted: list[BufferRequest]) -> tuple[PlannedBuffer, ...]:
        """Run the planner in what is left of the arena; free the temporaries."""
        linear = self.build.preserve_all_tensors  # which keeps its offsets in itself
        if self.build.features.scratch_requests_ahead:
            room = 0 if linear else self.abi.sizeof("GreedyMemoryPlanner::per_buffer_size") * len(wanted)
            self.arena.allocate_all_available_as_temp(room)
        if self.arena.events is not None:
            for request in wanted:
                offset = "" if request.offset is None else f" {request.offset}"
                self.arena.events.append(f"B {request.size} {request.first} {request.last}{offset}")
        later_first = self.build.features.later_buffers_first
        offsets = linear_memory_planner.plan(wanted) if linear else greedy_memory_planner.plan(wanted, later_first=later_first)
        self.arena.reset_temp_allocations()
        self._moment(micro_allocator_of_2020.PLANNING)
        return tuple([new(PlannedBuffer, pair) for pair in zip(wanted, offsets, strict=True)])

    def _persistent_tensor(self, tensor: Tensor) -> None:
        self.context.keep_struct("TfLiteTensor", category=TENSORS)
        if tensor.is_quantized:
            self.context.keep_struct("TfLiteAffineQuantization", category=QUANTIZATION)
            self.context.keep(zero_points(tensor), 4, "zero points", QUANTIZATION)
