"""Whether AllocateTensors() and Invoke() would succeed, every op registered: verdicts in the order of the interpreter's phases.

micro_interpreter.cc: eval tensors of all subgraphs, registration and parsed options of all ops, Init, Prepare op by op (each
followed by the test for dynamic outputs), memory planning, the tensors of the model's inputs and outputs. The first verdict is the
one whose message the runtime prints; the others are what it would say next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.model.opcodes import NUMBERS
from tflint.runtime.printed import logged
from tflint.runtime.tflm import build, micro_allocation_checks, micro_allocator_of_2020, op_tables
from tflint.runtime.tflm.micro_allocator import prepared
from tflint.runtime.verdict import Cause, Citation, Effect, Phase, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.manifest.target import Target
    from tflint.model.view import Model, Operator
    from tflint.runtime.plan import Plan
    from tflint.runtime.tflm.build import Build
    from tflint.runtime.tflm.micro_allocator import MicroAllocator
    from tflint.runtime.tflm.micro_context import MicroContext

ETHOS_U = "ethos-u"  # Register_ETHOSU() is null unless the build is for an Ethos-U: the op is then not registered
SOURCE = "micro/micro_interpreter.cc"
GRAPH = "micro/micro_interpreter_graph.cc"
RESOLVER = Citation("micro/micro_op_resolver.h", "GetRegistrationFromOpCode")
OLDER_VERSION = "An older version of this builtin might be supported."


def verdicts(model: Model, target: Target) -> Iterator[Verdict]:
    """Yield everything that the target's runtime holds against the model, first what it meets first; raise UnknownSnapshot."""
    yield from of_allocation(prepared(model, build.of(target), 0))


class Allocation:
    """One AllocateTensors() of a model on a target: the plan and the verdicts, both from one walk of the kernels."""

    def __init__(self, model: Model, target: Target) -> None:
        self.model, self.target = model, target
        self._plan: Plan | None = None
        self._verdicts: tuple[Verdict, ...] | None = None
        self._prepared: MicroAllocator | None = None

    @property
    def plan(self) -> Plan:
        """Return the arena plan, as `micro_allocator.plan` returns it."""
        if self._plan is None:
            self._plan = self.prepared.finish()
        return self._plan

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Return what the runtime holds against the model, in its order."""
        if self._verdicts is None:
            self._verdicts = tuple(of_allocation(self.prepared))
        return self._verdicts

    @property
    def prepared(self) -> MicroAllocator:
        """Return the allocator that has walked every kernel's Init and Prepare."""
        if self._prepared is None:
            self._prepared = prepared(self.model, build.of(self.target), self.target.resource_variables)
        return self._prepared


def of_allocation(allocator: MicroAllocator) -> Iterator[Verdict]:
    """Yield the verdicts on a model whose ops are prepared, and then invoke them."""
    model, built = allocator.model, allocator.build
    if len(model.subgraphs) > 1 and not built.features.several_subgraphs:
        yield _several_subgraphs(model, built)
    yield from micro_allocation_checks.compressed_tensors(allocator)
    yield from micro_allocation_checks.eval_tensors(model, built)
    for operator in model.operators():
        read = micro_allocator_of_2020.as_read(operator, built)
        if (verdict := registration(read, built)) is not None:
            yield verdict
        if read.code is not operator.code:
            yield _read_as(read, operator.code.name)
    allocator.invoke_subgraphs()
    found: list[Verdict] = []
    for k, _ in allocator.tasks:
        found += k.verdicts
        if built.features.dynamic_outputs_refused and (verdict := dynamic_output(k, allocator)) is not None:
            found.append(verdict)
    if built.features.prepare_status_ignored:
        found = [_ignored(verdict) for verdict in found]
    if not built.features.all_kernels_keep_data:
        found = [micro_allocator_of_2020.when_prepared(verdict, model, built) for verdict in found]
    for phase in (Phase.LOAD, Phase.INIT, Phase.PREPARE) if found else ():
        yield from (verdict for verdict in found if verdict.phase is phase)
    yield from micro_allocation_checks.planning(model, allocator)
    yield from inputs_and_outputs(model)
    yield from (verdict for verdict in found if verdict.phase is Phase.INVOKE)
    yield from micro_allocation_checks.read_compressed(allocator)


def _several_subgraphs(model: Model, built: Build) -> Verdict:
    why = f"the model has {len(model.subgraphs)} subgraphs, {built.snapshot} expects one: what AllocateTensors() reads is then missing"
    text, at = logged("Only 1 subgraph is currently supported.\n"), Citation(SOURCE, "Init")
    return Verdict(Phase.LOAD, Effect.UNDEFINED, Cause.GRAPH, why, message=text, citation=at)


def _ignored(verdict: Verdict) -> Verdict:
    """Return a refusal by Prepare as what it was while AllocateTensors() did not look at it: an op that runs unprepared."""
    if (verdict.phase, verdict.effect) != (Phase.PREPARE, Effect.REFUSED):
        return verdict
    why = f"{verdict.why}: it fails to prepare, AllocateTensors() succeeds anyway, and Invoke() runs it"
    return verdict._replace(phase=Phase.INVOKE, effect=Effect.UNDEFINED, why=why, citation=Citation(SOURCE, "Invoke"))


def _read_as(read: Operator, name: str) -> Verdict:
    why = f"{name} is only in builtin_code, which this runtime does not know yet: it reads the op as {read.code.name}"
    return Verdict(Phase.LOAD, Effect.WRONG, Cause.GRAPH, why, read.subgraph, read.index, citation=RESOLVER)


def _not_found(name: str, version: int, built: Build) -> str:
    text = f"Didn't find op for builtin opcode '{name}'"
    if not built.features.op_version_in_message:
        return text
    return f"{text} version '{version}'. {OLDER_VERSION} Are you using an old TFLite binary with a newer model?"


def _out_of_range(number: int, built: Build) -> str:
    advice = " Are you using old TFLite binary with newer model?" if built.features.op_version_in_message else ""
    return f"Op builtin_code out of range: {number}.{advice}"


def registration(operator: Operator, built: Build) -> Verdict | None:
    """Return why an operator has no kernel in the build's snapshot, or may not have what it has (micro_op_resolver.cc)."""
    code, snapshot = operator.code, op_tables.snapshot(built.snapshot)
    place = operator.subgraph, operator.index
    if code.name == "CUSTOM":
        return _custom(operator, built)
    if not snapshot.has(code.name):
        inside = code.builtin <= op_tables.last_builtin(built.date)
        text = logged(_not_found(code.name, code.version, built) if inside else _out_of_range(code.builtin, built))
        why = _missing(code.name, built) if code.name in NUMBERS else f"builtin operator {code.builtin} is not in the schema"
        return Verdict(Phase.LOAD, Effect.REFUSED, Cause.MISSING, why, *place, message=text, citation=RESOLVER)
    if (newest := snapshot.newest_version(code.name)) is not None and code.version > newest:
        text = logged(f"Didn't find op for builtin opcode '{code.name}' version '{code.version}'")
        why = (
            f"{code.name} is of version {code.version}, and {built.snapshot}'s AllOpsResolver supports it up to version {newest}"
        )
        return Verdict(Phase.LOAD, Effect.REFUSED, Cause.MISSING, why, *place, message=text, citation=RESOLVER)
    if operator.custom_at is not None:
        text = logged(f"Unsupported behavior: found builtin operator {code.name} with custom options.")
        why = f"{code.name} is a builtin op and has custom options"
        at = Citation(SOURCE, "PrepareNodeAndRegistrationDataFromFlatbuffer")
        return Verdict(Phase.LOAD, Effect.REFUSED, Cause.GRAPH, why, *place, message=text, citation=at)
    return None


def _custom(operator: Operator, built: Build) -> Verdict | None:
    name, text = operator.code.custom_code, logged("Failed to get registration from op code CUSTOM")
    if name is None:
        why, text = "custom op without a custom code", logged("Operator with CUSTOM builtin_code has no custom_code.")
    elif name == ETHOS_U and built.ethos_u:
        return None
    elif name == ETHOS_U:
        why = "ethos-u is registered only in builds for an Ethos-U"
    elif _is_builtin(name) or not op_tables.snapshot(built.snapshot).has(name):
        why = (
            _missing(name, built)
            if not _is_builtin(name)
            else f"custom op {name!r} has the name of a builtin, but TFLM has no such custom op"
        )
    else:
        return None
    place = operator.subgraph, operator.index
    return Verdict(Phase.LOAD, Effect.REFUSED, Cause.CUSTOM, why, *place, message=text, citation=RESOLVER)


def _is_builtin(name: str) -> bool:
    known = op_tables.ops().get(name)
    return known is not None and not known.custom


def _missing(name: str, built: Build) -> str:
    snapshot = op_tables.snapshot(built.snapshot)
    first = op_tables.first_with(name, snapshot.family)
    since = f"; {first} is the first snapshot that has one" if first else ""
    return f"{snapshot.name} has no kernel for {name}{since}"


def dynamic_output(k: MicroContext, allocator: MicroAllocator) -> Verdict | None:
    """Return the first output that has a dim of 0 or less after the op's Prepare (CheckDynamicTensors). Exactly [0] is let through."""
    operator, relocated = k.operator, allocator.context.dims
    number, graph, tensors = operator.index, operator.subgraph, k.model.subgraphs[operator.subgraph].tensors
    for index in operator.outputs or ():
        if index < 0:
            continue
        tensor = tensors[index]
        dims = relocated.get((graph, index), tensor.shape) if relocated else tensor.shape
        if dims and dims != (0,) and min(dims) <= 0:
            text = logged(f"Op#{number} ({k.name}) of subgraph {graph} has dynamic tensor #{index}")
            why = f"output {tensor.name!r} has shape {list(dims)}: TFLM plans no dynamic tensors"
            at = Citation(GRAPH, "CheckDynamicTensors")
            return Verdict(Phase.PREPARE, Effect.REFUSED, Cause.SHAPE, why, graph, number, index, text, at)
    return None


def inputs_and_outputs(model: Model) -> Iterator[Verdict]:
    """Yield what keeps the first subgraph's inputs and outputs from getting their tensors."""
    first = model.subgraphs[0]
    for what, indices in (("inputs", first.inputs), ("outputs", first.outputs)):
        if indices is None:
            why = f"subgraph 0 has no vector of {what}, which is read anyway"
            at = Citation(SOURCE, "AllocateTensors")
            yield Verdict(Phase.PLAN, Effect.UNDEFINED, Cause.GRAPH, why, 0, citation=at)
