"""The arena as TensorFlow's releases up to 2.4 filled it: micro_allocator.cc before kernels' scratch requests had a room of their own.

Up to 2.3 every tensor is a TfLiteTensor in the tail, with its quantization, and kernels get those instead of temporaries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.model import opcodes
from tflint.runtime.plan import Bound
from tflint.runtime.tflm import memory_helpers
from tflint.runtime.verdict import Phase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.model.view import Model, Operator, Subgraph, Tensor
    from tflint.runtime.plan import Moment
    from tflint.runtime.tflm.abi import Abi
    from tflint.runtime.tflm.build import Build
    from tflint.runtime.tflm.micro_interpreter_context import MicroInterpreterContext
    from tflint.runtime.tflm.single_arena_buffer_allocator import SingleArenaBufferAllocator
    from tflint.runtime.verdict import Verdict

INTS = "dims, scales and zero points"
ALIGNED_TO_20 = "lifetimes are aligned to 20 B of the address, which the linker decides: planning may need up to 19 B less"
PLANNING = "memory planning"
COMPARISONS = {"EQUAL", "NOT_EQUAL", "GREATER", "GREATER_EQUAL", "LESS", "LESS_EQUAL"}
LOGICAL = {"LOGICAL_AND", "LOGICAL_OR", "MAXIMUM", "MINIMUM"}
POINTWISE = {"ADD", "MUL", "SUB", "FLOOR", "NEG", "LOGISTIC", "TANH", "ARG_MAX", "ARG_MIN"}
# whose TfLiteRegistration had no `prepare` in TensorFlow 2.3, or one that did nothing
WITHOUT_PREPARE = frozenset(
    {*COMPARISONS, *LOGICAL, *POINTWISE, "AVERAGE_POOL_2D", "MAX_POOL_2D", "PACK", "PRELU", "SPLIT", "UNPACK"}
)
# whose Prepare did nothing while kernels kept nothing; that of the last two looked at types a month after TensorFlow 2.2
EMPTY_PREPARE = frozenset({"CONV_2D", "DEPTHWISE_CONV_2D", "PRELU", "RELU", "RELU6"})
EMPTIER_PREPARE = EMPTY_PREPARE | {"FULLY_CONNECTED", "SOFTMAX"}
WITH_BIAS, BIASED = frozenset({"CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED"}), 3
LARGEST_ALIGNMENT = 8  # alignof(max_align_t)


def as_read(operator: Operator, built: Build) -> Operator:
    """Return an operator as the runtime takes it: by `deprecated_builtin_code` alone before `builtin_code` was there."""
    code = operator.code
    if built.features.builtin_code_read or code.deprecated_field in {-1, code.builtin}:
        return operator
    return operator._replace(code=code._replace(name=opcodes.name(code.deprecated_field), builtin=code.deprecated_field))


def tensors(context: MicroInterpreterContext, subgraph: Subgraph, built: Build) -> None:
    """AllocateTfLiteTensorArray and PopulateTfLiteTensorArrayFromFlatbuffer."""
    context.keep_struct("TfLiteTensor", len(subgraph.tensors))
    if built.features.allocator_in_arena:
        for tensor in subgraph.tensors:
            _quantization(context, tensor, copied=not built.features.scales_in_place)


def copied_tensors(context: MicroInterpreterContext, subgraph: Subgraph) -> None:
    """InitializeRuntimeTensor of 2.1: dims, scales and zero points of every tensor, after nodes and options."""
    for tensor in subgraph.tensors:
        context.keep(memory_helpers.dims_size(len(tensor.shape)), 4, INTS)
        _quantization(context, tensor, copied=True)


def _quantization(context: MicroInterpreterContext, tensor: Tensor, *, copied: bool) -> None:
    if not tensor.is_quantized or tensor.quantization is None:
        return
    count = len(tensor.quantization.scale)
    context.keep_struct("TfLiteAffineQuantization")
    for _ in range(2 if copied else 1):
        context.keep(memory_helpers.dims_size(count), 4, INTS)


def when_prepared(verdict: Verdict, model: Model, built: Build) -> Verdict:
    """Return what Init or Prepare holds against a model as the older kernels do: they had no Prepare, or Invoke() called it."""
    if verdict.phase is Phase.LOAD or verdict.subgraph is None or verdict.operator is None:
        return verdict
    name = as_read(model.subgraphs[verdict.subgraph].operators[verdict.operator], built).name
    features = built.features
    empty = EMPTY_PREPARE if features.fully_connected_takes_one_type else EMPTIER_PREPARE
    nothing = name in WITHOUT_PREPARE or (name in empty and not features.kernels_keep_data)
    prepared = features.kernels_prepared_at_allocate and not nothing
    return verdict if prepared else verdict._replace(phase=Phase.INVOKE)


def keep_options(context: MicroInterpreterContext, struct: str, built: Build) -> None:
    """Allocate parsed options; where they are aligned to what does not divide an address, take the most that it can come to."""
    size, natural = context.abi.sizeof(struct), context.abi.alignof(struct)
    alignment = option_alignment(size, natural, built)
    if alignment & (alignment - 1):
        why = f"options of {size} B are aligned to {alignment} B of the address, which the linker decides: {alignment - 1} B less may do for each"
        context.uncertain(why, Bound.UPPER)
        size, alignment = size + alignment - 1, 1
    context.keep(size, alignment, struct)


def option_alignment(size: int, natural: int, built: Build) -> int:
    """Return how MicroBuiltinDataAllocator aligns parsed options of a size."""
    if built.features.options_aligned_naturally:
        return natural
    return min(size, LARGEST_ALIGNMENT) if built.features.allocator_in_arena else 4


def less_may_do(model: Model, widest: Moment, built: Build) -> Iterator[str]:
    """Yield why a smaller arena than the minimum may do, given the moment that decides it."""
    if widest.operator is None:
        if not built.features.allocator_in_arena and widest.what == PLANNING:
            yield ALIGNED_TO_20
    elif built.features.eval_tensors and not built.features.builtin_data_allocator:
        operator = model.subgraphs[widest.subgraph or 0].operators[widest.operator]
        if operator.name == "DEPTHWISE_CONV_2D" or (operator.name in WITH_BIAS and len(operator.inputs or ()) == BIASED):
            yield f"{operator.name} (op {operator.index}) treats an operand whose temporary does not fit as omitted: a smaller arena may be accepted"


def see_plan(arena: SingleArenaBufferAllocator, abi: Abi, entries: int, buffers: int, built: Build) -> None:
    """Note what CommitStaticMemoryPlan needs while it plans: lifetimes below the tail, the planner's records above the arena's start."""
    tail = arena.tail + abi.sizeof("AllocationInfo") * entries
    if not built.features.allocator_in_arena:
        tail += abi.sizeof("AllocationInfo") - 1  # what aligning to a multiple of its size takes at most
    elif built.features.eval_tensors:
        tail = memory_helpers.align_up(tail)
    arena.see_below(abi.sizeof("GreedyMemoryPlanner::per_buffer_size") * buffers, tail)
