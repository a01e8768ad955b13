"""What StartModelAllocation and memory planning refuse or die of (micro_allocator.cc, micro_allocation_info.cc)."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tflint.runtime.printed import logged
from tflint.runtime.tflm import allocation_info, compression, linear_memory_planner
from tflint.runtime.tflm.allocation_info import CALLED, ONLINE
from tflint.runtime.tflm.memory_helpers import align_up
from tflint.runtime.verdict import Cause, Citation, Effect, Phase, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Model, Operator, Tensor
    from tflint.runtime.printed import Printed
    from tflint.runtime.tflm.build import Build
    from tflint.runtime.tflm.features import Features
    from tflint.runtime.tflm.micro_allocator import MicroAllocator

ALLOCATOR = "micro/micro_allocator.cc"
INFO = "micro/micro_allocation_info.cc"
LINEAR = "micro/memory_planner/linear_memory_planner.cc"
UNKNOWN_TYPE = "type "  # how the reader names a TensorType that the schema does not have
PLAIN_TYPES = frozenset({"bool", "float32", "int8", "int16", "int32", "int64", "uint8"})  # which every ConvertTensorType knows
# types that ConvertTensorType learned later: their numbers, and the features with which they came
LATER_TYPES = {
    "uint16": (16, "uint16_type"),
    "int4": (17, "int4_type"),
    "bfloat16": (18, "bfloat16_type"),
    "int2": (19, "int2_type"),
    "uint4": (20, "uint4_type"),
    "float8_e4m3fn": (21, "float8_types"),
    "float8_e5m2": (22, "float8_types"),
}
MAX_SCRATCH_BUFFERS_PER_OP = 12
# bytes: elements are multiplied, and buffers planned, as int (memory_helpers.cc, greedy_memory_planner.h)
LARGEST_TENSOR = 2**31 - 1


def eval_tensors(model: Model, built: Build) -> Iterator[Verdict]:
    """Yield the subgraphs and tensors that AllocateTfLiteEvalTensors cannot take; compression that the build would overlook."""
    at = Citation(ALLOCATOR, "StartModelAllocation")
    for subgraph in model.subgraphs:
        if not subgraph.tensors_given:
            why = f"subgraph {subgraph.index} has no vector of tensors, which is read anyway"
            yield Verdict(Phase.LOAD, Effect.UNDEFINED, Cause.GRAPH, why, subgraph.index, citation=at)
    others = [tensor for tensor in model.tensors() if tensor.dtype not in PLAIN_TYPES]
    later = LATER_TYPES.items() if others else ()
    unknown = {dtype: number for dtype, (number, feature) in later if not getattr(built.features, feature)}
    for tensor in others:
        if tensor.dtype.startswith(UNKNOWN_TYPE) or tensor.dtype in unknown:
            number = unknown.get(tensor.dtype, tensor.dtype.removeprefix(UNKNOWN_TYPE))
            text = logged(f"Unsupported data type {number} in tensor")
            why = f"tensor {tensor.name!r} is of {tensor.dtype}, which TFLM does not know"
            yield _refused(
                Phase.LOAD,
                Cause.STRING,
                why,
                tensor,
                text=text,
                at=Citation("core/api/flatbuffer_conversions.cc", "ConvertTensorType"),
            )
        elif tensor.dtype == "float16" and not built.features.float16_size:
            text = logged("Type FLOAT16 (10) not is not supported")
            why = f"tensor {tensor.name!r} is of float16, which has no size in this TFLM"
            at = Citation("micro/memory_helpers.cc", "TfLiteTypeSizeOf")
            yield _refused(Phase.LOAD, Cause.FLOAT16, why, tensor, text=text, at=at)
    if not built.compression and compression.has_metadata(model):
        why = "compressed tensors are read as if they were not: this build has no USE_TFLM_COMPRESSION"
        yield Verdict(Phase.LOAD, Effect.WRONG, Cause.GRAPH, why, citation=Citation(ALLOCATOR, "GetCompressionMetadata"))


def compressed_tensors(allocator: MicroAllocator) -> Iterator[Verdict]:
    """Yield what a build with USE_TFLM_COMPRESSION ignores or refuses of the model's look-up tables."""
    if allocator.compression is not None:
        yield from (it for it in (allocator.compression.ignored, allocator.compression.refused) if it is not None)


def read_compressed(allocator: MicroAllocator) -> Iterator[Verdict]:
    """Yield the operators that read a compressed tensor and have not asked for scratch to decompress it into."""
    compressed, decompressed = allocator.context.compressed, allocator.context.decompressed
    for k, _ in allocator.tasks if compressed else ():
        operator = k.operator
        for tensor in filter(None, allocator.model.inputs(operator)):
            place = tensor.subgraph, operator.index, tensor.index
            if not k.stopped and (tensor.subgraph, tensor.index) in compressed and place not in decompressed:
                why = f"{operator.name} reads {tensor.name!r}, which is compressed, as if it were not"
                yield Verdict(Phase.INVOKE, Effect.WRONG, Cause.GRAPH, why, *place)


def planning(model: Model, allocator: MicroAllocator) -> Iterator[Verdict]:
    """Yield what CommitStaticMemoryPlan does not survive, in its order."""
    if allocator.build.preserve_all_tensors:
        yield from _linear(model, allocator)
    yield from _offline_plan(model, allocator.build)
    if allocator.build.features.lifetimes_checked:
        yield from _lifetimes(model, allocator)
    for tensor in model.tensors():
        size = allocator.context.bytes(tensor)
        if size is None or not 0 <= size <= LARGEST_TENSOR:
            yield from _size(model, tensor, size, allocator)
    for operator in model.operators():
        if operator.intermediates:
            yield from _intermediates(operator, allocator)
        if operator.code.name in CALLED:
            yield from _called(operator, model)
    yield from _scratch(allocator)
    yield from _null(model, allocator.build.features)


def _null(model: Model, features: Features) -> Iterator[Verdict]:
    """Yield what older releases read of a model although it is not there."""
    at = Citation(ALLOCATOR, "AddTensors")
    for operator in () if features.missing_operands_planned else model.operators():
        if None in {operator.inputs, operator.outputs}:
            why = f"{operator.name} has no vector of inputs or of outputs, and planning reads both anyway"
            yield Verdict(Phase.PLAN, Effect.UNDEFINED, Cause.GRAPH, why, operator.subgraph, operator.index, citation=at)
    at = Citation("micro/micro_interpreter_graph.cc", "ResetVariableTensors")
    for tensor in () if features.variable_zero_point_checked else model.tensors():
        if tensor.is_variable and tensor.dtype == "int8" and not (tensor.quantization and tensor.quantization.zero_point):
            why = f"variable {tensor.name!r} is int8 without a zero point, which AllocateTensors() reads anyway"
            yield Verdict(Phase.PLAN, Effect.UNDEFINED, Cause.GRAPH, why, tensor.subgraph, tensor=tensor.index, citation=at)


def _linear(model: Model, allocator: MicroAllocator) -> Iterator[Verdict]:
    """Yield what LinearMemoryPlanner does not take: a preset offset, and more buffers than it has room for."""
    offline = allocation_info.offline_offsets(model, allocator.build)
    requests = list(allocation_info.buffer_requests(model, allocator.context, allocator.build, offline))
    if any(request.offset is not None for request in requests):
        why = "the model has an offline memory plan, which LinearMemoryPlanner (preserve_all_tensors) does not support"
        at = Citation("micro/memory_planner/micro_memory_planner.h", "AddBuffer")
        yield Verdict(Phase.PLAN, Effect.REFUSED, Cause.GRAPH, why, citation=at)
    most = linear_memory_planner.MOST_BUFFERS
    if len(requests) > most:
        why = f"{len(requests):,} buffers are planned, LinearMemoryPlanner (preserve_all_tensors) expects at most {most:,}"
        text, at = logged(f"Too many buffers (max is {most})"), Citation(LINEAR, "AddBuffer")
        yield Verdict(Phase.PLAN, Effect.REFUSED, Cause.GRAPH, why, message=text, citation=at)


def _offline_plan(model: Model, built: Build) -> Iterator[Verdict]:
    alone = None if built.features.subgraphs_planned_together else model.subgraphs[0]
    tensors = allocation_info.offline_entries(model, alone)
    for entry in model.metadata:
        if entry.name != allocation_info.OFFLINE_PLAN:
            continue
        words = model.bytes(model.buffers[entry.buffer]).cast("B")
        at = Citation(INFO, "GetOfflinePlannedOffsets")
        count = int.from_bytes(words[8:12], "little")
        if len(words) < 12:
            why = f"metadata {entry.name!r} has {len(words)} bytes, its header alone needs 12"
            yield Verdict(Phase.PLAN, Effect.UNDEFINED, Cause.GRAPH, why, citation=at)
        elif count != tensors:
            text = logged(f"Nbr of offline buffer offsets ({count}) in metadata not equal nbr tensors ({tensors})")
            why = f"the offline memory plan has {count:,} offsets, the model {tensors:,} tensors"
            yield Verdict(Phase.PLAN, Effect.REFUSED, Cause.GRAPH, why, message=text, citation=at)
        elif len(words) < 4 * (3 + tensors):
            why = f"the offline memory plan ends after {len(words) // 4 - 3:,} of {tensors:,} offsets"
            yield Verdict(Phase.PLAN, Effect.UNDEFINED, Cause.GRAPH, why, citation=at)
    yield from _misread_offsets(model, built)


def _misread_offsets(model: Model, built: Build) -> Iterator[Verdict]:
    offsets = allocation_info.offline_offsets(model, built)
    if offsets is None:
        return
    for subgraph in model.subgraphs[1:] if built.features.offline_variables else ():
        if any(tensor.is_variable for tensor in subgraph.tensors):
            why = "the offline plan's offsets for variables are looked up from the table's start, as if this were subgraph 0"
            yield Verdict(
                Phase.PLAN, Effect.WRONG, Cause.GRAPH, why, subgraph.index, citation=Citation(ALLOCATOR, "AllocateVariables")
            )
    for tensor, offset in zip(model.tensors(), offsets, strict=True):
        if offset < 0 and offset != ONLINE:
            why = f"the offline plan puts tensor {tensor.name!r} at {offset}, before the arena"
            yield Verdict(
                Phase.PLAN,
                Effect.UNDEFINED,
                Cause.GRAPH,
                why,
                tensor.subgraph,
                tensor=tensor.index,
                citation=Citation(INFO, "InitializeAllocationInfo"),
            )


def _lifetimes(model: Model, allocator: MicroAllocator) -> Iterator[Verdict]:
    """Yield the first tensor that is planned and never written, or never read (AllocationInfoBuilder::AddTensors)."""
    subgraph, everything = model.subgraphs[0], not allocator.build.features.allocator_in_arena
    lives = allocation_info.lifetimes_of_one(subgraph, allocator.build.features)
    for tensor, life in zip(subgraph.tensors, lives, strict=True):
        read_only = life.first == allocation_info.NEVER != life.last
        partial = not read_only and allocation_info.NEVER in {life.first, life.last}
        if partial and (everything or not allocation_info.has_memory(model, allocator.context, tensor)):
            span = f"first_created: {life.first}, last_used: {life.last}"
            text = logged(f"Logic error in memory planner, tensor {tensor.index} has an invalid lifetime: {span}")
            why = f"tensor {tensor.name!r} is {'never written' if life.first == allocation_info.NEVER else 'never read'}"
            yield _refused(Phase.PLAN, Cause.GRAPH, why, tensor, text=text, at=Citation(ALLOCATOR, "AddTensors"))
            return


def _size(model: Model, tensor: Tensor, size: int | None, allocator: MicroAllocator) -> Iterator[Verdict]:
    if size is None:
        taken = (tensor.subgraph, tensor.index) in allocator.context.unsized
        if not taken and not tensor.dtype.startswith(UNKNOWN_TYPE):
            why = f"tensor {tensor.name!r} is of type {tensor.dtype}, which has no size in TFLM: it fails without a message"
            yield _refused(
                Phase.PLAN, Cause.STRING, why, tensor, text=None, at=Citation("micro/memory_helpers.cc", "TfLiteTypeSizeOf")
            )
    elif align_up(size) < 0 and not allocation_info.in_file(model, tensor):
        dims = allocator.context.dims.get((tensor.subgraph, tensor.index), tensor.shape)
        text = logged(f"Failed to resize buffer. Requested: {(size + 15) // 16 * 16 % 2**32}")
        why = f"tensor {tensor.name!r} has shape {list(dims)}, {prod(dims):,} elements"
        yield _refused(Phase.PLAN, Cause.SHAPE, why, tensor, text=text, at=Citation(INFO, "InitializeAllocationInfo"))
    elif size > LARGEST_TENSOR and not allocation_info.in_file(model, tensor):
        why = f"tensor {tensor.name!r} needs {size:,} B, TFLM counts up to {LARGEST_TENSOR:,}: it plans less and writes past it"
        at = Citation("micro/memory_helpers.cc", "TfLiteEvalTensorByteLength")
        yield Verdict(Phase.PLAN, Effect.UNDEFINED, Cause.SHAPE, why, tensor.subgraph, tensor=tensor.index, citation=at)


def _intermediates(operator: Operator, allocator: MicroAllocator) -> Iterator[Verdict]:
    tensors = allocator.model.subgraphs[operator.subgraph].tensors
    for index in operator.intermediates:
        if not 0 <= index < len(tensors):
            why = f"an intermediate is tensor {index}, the subgraph has {len(tensors)}"
            at = Citation(INFO, "ValidateSubgraph")
            yield Verdict(Phase.PLAN, Effect.UNDEFINED, Cause.GRAPH, why, operator.subgraph, operator.index, citation=at)
            continue
        size = allocator.context.bytes(tensors[index])
        if size:
            text = logged(f"Does not support intermediate tensor with non-zero size: {size}")
            why = f"intermediate tensor {tensors[index].name!r} has {size:,} B, TFLM supports only empty ones"
            at = Citation(INFO, "ValidateSubgraph")
            place = operator.subgraph, operator.index, index
            yield Verdict(Phase.PLAN, Effect.REFUSED, Cause.GRAPH, why, *place, message=text, citation=at)


def _called(operator: Operator, model: Model) -> Iterator[Verdict]:
    code, place = operator.code, (operator.subgraph, operator.index)
    if code.builtin_field != code.builtin:
        why = f"{code.name} is only in deprecated_builtin_code: the planner does not see the subgraphs that it calls"
        yield Verdict(
            Phase.PLAN, Effect.WRONG, Cause.GRAPH, why, *place, citation=Citation(INFO, "MarkSubgraphLifetimesIfNecessary")
        )
    elif operator.options is None:
        why = f"{code.name} has no options, and the planner reads them anyway"
        yield Verdict(
            Phase.PLAN, Effect.UNDEFINED, Cause.GRAPH, why, *place, citation=Citation(INFO, "MarkSubgraphLifetimesIfNecessary")
        )
    elif _is_recursive(operator, model):
        why = f"{code.name} calls a subgraph that comes back to its own: planning never ends"
        yield Verdict(Phase.PLAN, Effect.UNDEFINED, Cause.GRAPH, why, *place, citation=Citation(INFO, "MarkAllocationLifetimes"))


def _is_recursive(operator: Operator, model: Model) -> bool:
    entered = allocation_info.reaches(model, 0, operator.subgraph)
    return entered and any(
        allocation_info.reaches(model, number, operator.subgraph) for number in allocation_info.called(operator)
    )


def _scratch(allocator: MicroAllocator) -> Iterator[Verdict]:
    model, requests = allocator.model, allocator.context.requests
    counts: dict[tuple[int, int], int] = {}
    for request in requests:
        place = request.subgraph, request.operator
        counts[place] = counts.get(place, 0) + 1
    for place, count in counts.items():
        if count > MAX_SCRATCH_BUFFERS_PER_OP:
            text = logged(f"Scratch buffer request exceeds limit per operator ({MAX_SCRATCH_BUFFERS_PER_OP})")
            why = f"needs {count} scratch buffers, expected at most {MAX_SCRATCH_BUFFERS_PER_OP}"
            at = Citation(ALLOCATOR, "RequestScratchBufferInArena")
            yield Verdict(Phase.PLAN, Effect.REFUSED, Cause.CONSTRAINT, why, *place, message=text, citation=at)
    idle = {number for number in {number for number, _ in counts} if number and not allocation_info.reaches(model, 0, number)}
    for place in counts:
        if place[0] in idle:
            why = f"needs scratch in subgraph {place[0]}, which is never called: the planner reads a record that nobody wrote"
            yield Verdict(
                Phase.PLAN, Effect.UNDEFINED, Cause.GRAPH, why, *place, citation=Citation(INFO, "MarkAllocationLifetimes")
            )


def _refused(phase: Phase, cause: Cause, why: str, tensor: Tensor, *, text: Printed | None, at: Citation) -> Verdict:
    return Verdict(phase, Effect.REFUSED, cause, why, tensor.subgraph, None, tensor.index, text, at)
