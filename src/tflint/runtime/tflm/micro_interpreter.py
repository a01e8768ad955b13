"""Whether AllocateTensors() and Invoke() would succeed, every op registered: verdicts in the order of the interpreter's phases.

micro_interpreter.cc: eval tensors of all subgraphs, registration and parsed options of all ops, Init, Prepare op by op (each
followed by the test for dynamic outputs), memory planning, the tensors of the model's inputs and outputs. The first verdict is the
one whose message the runtime prints; those behind it are what it would say next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.model.opcodes import NUMBERS
from tflint.runtime.tflm import build, micro_allocation_checks, op_tables
from tflint.runtime.tflm.micro_allocator import MicroAllocator
from tflint.runtime.verdict import Cause, Effect, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.manifest.target import Target
    from tflint.model.view import Model, Operator
    from tflint.runtime.tflm.build import Build
    from tflint.runtime.tflm.kernel import Node

ETHOS_U = "ethos-u"  # Register_ETHOSU() is null unless the build is for an Ethos-U: the op is then not registered
SOURCE = "micro/micro_interpreter.cc"
GRAPH = "micro/micro_interpreter_graph.cc"
RESOLVER = "micro/micro_op_resolver.h:GetRegistrationFromOpCode"


def verdicts(model: Model, target: Target) -> Iterator[Verdict]:
    """Yield everything that the target's runtime holds against the model, first what it meets first; raise UnknownSnapshot."""
    built = build.of(target)
    if len(model.subgraphs) > 1 and not built.features.several_subgraphs:
        why = f"the model has {len(model.subgraphs)} subgraphs, {built.snapshot} takes one: what AllocateTensors() reads is then missing"
        yield Verdict(
            Effect.CRASHES, Cause.GRAPH, why, source=f"{SOURCE}:Init", message="Only 1 subgraph is currently supported.\n"
        )
    yield from micro_allocation_checks.eval_tensors(model, built)
    for operator in model.operators():
        yield from registration(operator, built)
    allocator = MicroAllocator(model, built)
    allocator.prepare()
    for node, kernel in allocator.tasks:
        yield from unsized_operands(node, allocator)
        if kernel is not None:
            found = kernel.check(node.unprepared())
            yield from map(ignored, found) if built.features.prepare_status_ignored else found
        yield from dynamic_outputs(node, allocator)
    yield from micro_allocation_checks.planning(model, allocator)
    yield from inputs_and_outputs(model)


def ignored(verdict: Verdict) -> Verdict:
    """Return a refusal by Prepare as what it was while AllocateTensors() did not look at it: an op that runs unprepared."""
    if verdict.effect is not Effect.REFUSED_AT_ALLOCATE:
        return verdict
    why = f"{verdict.why}: it fails to prepare, AllocateTensors() succeeds all the same, and Invoke() runs it"
    return verdict._replace(effect=Effect.CRASHES, why=why, source=f"{SOURCE}:Invoke")


def registration(operator: Operator, built: Build) -> Iterator[Verdict]:
    """Yield why an operator has no kernel in the build's snapshot, or may not have what it has (micro_op_resolver.cc)."""
    code = operator.code
    place = operator.subgraph, operator.index
    if code.name == "CUSTOM":
        yield from _custom(operator, built)
    elif not op_tables.snapshot(built.snapshot).has(code.name):
        known = code.name in NUMBERS
        text = f"Didn't find op for builtin opcode '{code.name}'" if known else f"Op builtin_code out of range: {code.builtin}."
        why = _missing(code.name, built) if known else f"builtin operator {code.builtin} is not in the schema"
        yield Verdict(Effect.REFUSED_AT_ALLOCATE, Cause.MISSING, why, *place, message=text, source=RESOLVER)
    elif operator.custom_at is not None:
        text = f"Unsupported behavior: found builtin operator {code.name} with custom options."
        why = f"{code.name} is a builtin op and has custom options"
        source = f"{SOURCE}:PrepareNodeAndRegistrationDataFromFlatbuffer"
        yield Verdict(Effect.REFUSED_AT_ALLOCATE, Cause.GRAPH, why, *place, message=text, source=source)


def _custom(operator: Operator, built: Build) -> Iterator[Verdict]:
    name, text = operator.code.custom_code, "Failed to get registration from op code CUSTOM"
    if name is None:
        why, text = "custom op without a custom code", "Operator with CUSTOM builtin_code has no custom_code."
    elif name == ETHOS_U:
        why = "ethos-u is registered only in builds for an Ethos-U"
    elif _is_builtin(name) or not op_tables.snapshot(built.snapshot).has(name):
        why = (
            _missing(name, built)
            if not _is_builtin(name)
            else f"custom op {name!r} has the name of a builtin, but TFLM has no such custom op"
        )
    else:
        return
    place = operator.subgraph, operator.index
    yield Verdict(Effect.REFUSED_AT_ALLOCATE, Cause.CUSTOM, why, *place, message=text, source=RESOLVER)


def _is_builtin(name: str) -> bool:
    known = op_tables.ops().get(name)
    return known is not None and not known.custom


def _missing(name: str, built: Build) -> str:
    snapshot = op_tables.snapshot(built.snapshot)
    first = op_tables.first_with(name, snapshot.family)
    since = f"; {first} is the first snapshot that has one" if first else ""
    return f"{snapshot.name} has no kernel for {name}{since}"


def unsized_operands(node: Node, allocator: MicroAllocator) -> Iterator[Verdict]:
    """Yield the operands of a type without a size that the op's Prepare is the first to take (AllocateTempTfLiteTensor)."""
    operator, first_taken = node.operator, allocator.context.unsized
    for tensor in dict.fromkeys((*node.inputs, *node.outputs)) if first_taken else ():
        if tensor is not None and first_taken.get((tensor.subgraph, tensor.index)) == operator.index:
            text = "Failed to populate a temp TfLiteTensor struct from flatbuffer data!"
            why = f"{tensor.name!r} is of type {tensor.dtype}, which has no size in TFLM"
            source = "micro/micro_allocator.cc:AllocateTempTfLiteTensor"
            yield node.verdict(Effect.REFUSED_AT_ALLOCATE, Cause.STRING, why, tensor=tensor, message=text, source=source)


def dynamic_outputs(node: Node, allocator: MicroAllocator) -> Iterator[Verdict]:
    """Yield the first output that has a dim of 0 or less behind the op's Prepare (CheckDynamicTensors). Exactly [0] is let through."""
    if not node.build.features.dynamic_outputs_refused:
        return
    number, graph = node.operator.index, node.operator.subgraph
    for tensor in node.outputs:
        if tensor is None:
            continue
        dims = allocator.context.dims.get((tensor.subgraph, tensor.index), tensor.shape)
        if dims != (0,) and any(dim <= 0 for dim in dims):
            text = f"Op#{number} ({node.name}) of subgraph {graph} has dynamic tensor #{tensor.index}"
            why = f"output {tensor.name!r} has shape {list(dims)}: TFLM plans no dynamic tensors"
            source = f"{GRAPH}:CheckDynamicTensors"
            yield node.verdict(Effect.REFUSED_AT_ALLOCATE, Cause.SHAPE, why, tensor=tensor, message=text, source=source)
            return


def inputs_and_outputs(model: Model) -> Iterator[Verdict]:
    """Yield what keeps the first subgraph's inputs and outputs from getting their tensors."""
    first = model.subgraphs[0]
    for what, indices in (("inputs", first.inputs), ("outputs", first.outputs)):
        if indices is None:
            why = f"subgraph 0 has no vector of {what}, and it is read all the same"
            yield Verdict(Effect.CRASHES, Cause.GRAPH, why, 0, source=f"{SOURCE}:AllocateTensors")
