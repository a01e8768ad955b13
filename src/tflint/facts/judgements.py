"""What the runtime holds against a model, put where it belongs and into words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.facts.arena import allocation
from tflint.facts.op_labels import op_label
from tflint.facts.reporting_rules import rule_for
from tflint.facts.subject import of_target
from tflint.finding import Location, Severity
from tflint.record import Record
from tflint.runtime.verdict import Cause, Effect, Phase

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TypedDict

    from tflint.facts.subject import Facts
    from tflint.model.view import Model
    from tflint.runtime.verdict import Verdict

    class Grounds(TypedDict):
        """A verdict's facts for machines: what happens and when, what kind of fault, the runtime's own text, where it decides."""

        effect: str
        phase: str
        cause: str
        prints: str | None
        source: str


_MEANS = {
    Effect.ABORTS: "aborts{at}: the program halts there",
    Effect.UNDEFINED: "crashes{at}: what the program does then is undefined",
}
_CALLS = {
    Phase.INVOKE: " at Invoke()",
    Phase.INIT: " at AllocateTensors()",
    Phase.PREPARE: " at AllocateTensors()",
    Phase.PLAN: " at AllocateTensors()",
}


class Judgement(Record):
    """A verdict with its place in the model: `location` names operator and tensor, `subject` is `op 3 CONV_2D` or empty.

    `rule` is the name of the rule that reports it, `quantized` whether the tensor at fault has a scale and a zero point.
    """

    verdict: Verdict
    location: Location
    subject: str
    quantized: bool = False

    @property
    def rule(self) -> str:
        """Return the name of the rule that reports it."""
        return rule_for(self.verdict)

    @property
    def effect(self) -> Effect:
        """Return what happens on the device."""
        return self.verdict.effect

    @property
    def cause(self) -> Cause:
        """Return what kind of thing is at fault."""
        return self.verdict.cause

    @property
    def fatal(self) -> bool:
        """Return whether the model does not run."""
        return self.verdict.effect.fatal

    @property
    def severity(self) -> Severity:
        """Return an error where the model does not run, else a warning."""
        return Severity.ERROR if self.fatal else Severity.WARNING

    @property
    def operator(self) -> str:
        """Return the operator's name, empty for a verdict on the whole model."""
        return self.location.operator or ""

    @property
    def sentence(self) -> str:
        """Return the verdict as a message: the operator, then why, then the tensor where the words leave it out."""
        tensor = self.location.tensor
        named = self.verdict.why if not tensor or tensor in self.verdict.why else f"{self.verdict.why} ({tensor!r})"
        return f"{self.subject}: {named}" if self.subject else named

    @property
    def help(self) -> tuple[str, ...]:
        """Return lines for people: what happens, the runtime's own words, and where it says so."""
        verdict = self.verdict
        lines = [_MEANS.get(verdict.effect, verdict.outcome).replace("{at}", _CALLS.get(verdict.phase, ""))]
        if verdict.message:
            lines.append(f"the runtime prints: {verdict.message}")
        if source := str(verdict.citation):
            lines.append(f"decided in {source}")
        return tuple(lines)

    @property
    def evidence(self) -> Grounds:
        """Return the verdict's facts for machines."""
        verdict = self.verdict
        return {
            "effect": verdict.outcome,
            "phase": str(verdict.phase),
            "cause": str(verdict.cause),
            "prints": verdict.message,
            "source": str(verdict.citation),
        }


@of_target
def verdicts(facts: Facts) -> tuple[Verdict, ...]:
    """Return everything that the board's runtime, with every op registered, holds against the model."""
    return facts(allocation).verdicts


@of_target
def judgements(facts: Facts) -> tuple[Judgement, ...]:
    """Return the verdicts with their places, in the runtime's order: all of AllocateTensors() comes before Invoke()."""
    ordered = sorted(facts(verdicts), key=lambda verdict: verdict.phase is Phase.INVOKE)
    return tuple(_judgement(facts.model, verdict) for verdict in ordered)


class Judgements(tuple["Judgement", ...]):
    """The judgements of a model that one rule reports, in the runtime's order; at least one."""

    __slots__ = ()


@of_target
def judgements_by_rule(facts: Facts) -> dict[str, Judgements]:
    """Return the judgements by the name of the rule that reports them."""
    by_rule: dict[str, list[Judgement]] = {}
    for it in facts(judgements):
        by_rule.setdefault(it.rule, []).append(it)
    return {rule: Judgements(its) for rule, its in by_rule.items()}


def others(hits: Iterable[Judgement]) -> tuple[str, ...]:
    """Return one help line that names the further places of a finding that is reported once; none if it has only one."""
    subjects = list(dict.fromkeys(it.subject for it in hits))[1:]
    if not subjects:
        return ()
    shown = ", ".join(subjects[:_SHOWN])
    rest = len(subjects) - _SHOWN
    return (f"also {shown}" + (f" and {rest} more" if rest > 0 else ""),)


_SHOWN = 6


def _judgement(model: Model, verdict: Verdict) -> Judgement:
    graph = None if verdict.subgraph is None else model.subgraphs[verdict.subgraph]
    tensor = None if graph is None or verdict.tensor is None else graph.tensors[verdict.tensor]
    quantized = tensor is not None and tensor.is_quantized
    if verdict.cause is Cause.QUANTIZATION and not quantized:
        verdict = verdict._replace(cause=Cause.UNQUANTIZED)
    if graph is None:
        return Judgement(verdict, Location(), "")
    if verdict.operator is None:
        return Judgement(verdict, (tensor or graph).location, "", quantized)
    operator = graph.operators[verdict.operator]
    place = Location(operator.location.path, operator.name, None if tensor is None else tensor.name)
    return Judgement(verdict, place, op_label(operator), quantized)
