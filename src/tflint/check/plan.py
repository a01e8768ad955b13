"""One model planned for one board, with the rules that say it does not allocate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.check.checks import Checks, Outcome
from tflint.check.lint import facts_of, read
from tflint.check.numeric_type import numeric_type
from tflint.check.report import Planned
from tflint.check.scope import Placement, Scope
from tflint.facts import arena_plan, judgements, plausible_runtimes, process_memory
from tflint.finding import Severity
from tflint.manifest.board import Manifest
from tflint.model import collection
from tflint.model.data import sha256
from tflint.record import Record
from tflint.runtime import target_runtime

if TYPE_CHECKING:
    from collections.abc import Callable

    from tflint.check.report import Crashed
    from tflint.check.rule import Rule
    from tflint.facts import Facts, File, OnRuntime, ProcessMemory, SmallerArena
    from tflint.manifest.board import Board
    from tflint.model.data import Data
    from tflint.runtime.plan import Plan


def plan(
    data: Data,
    name: str,
    board: Board,
    rules: tuple[Rule, ...],
    *,
    resource_variables: int | None = None,
    named: bool = False,
    boards: tuple[Board, ...] = (),
    advise: Callable[[Facts], SmallerArena | None] | None = None,
) -> tuple[Planned, tuple[Crashed, ...]]:
    """Return a model's plan on a board, and what crashed on the way.

    `resource_variables` is how many slots MicroResourceVariables gets, as many as distinct shared names where None;
    `named` says that the board is one, not a mere target. `boards` are all that the model goes on; `advise` finds what would make it fit
    where it does not.
    """
    with collection.paused():
        file, outcome = read(data, name), Outcome()
        found, reasons = _OfModel(), _reasons_of_file(file, rules, outcome)
        if file.model is not None:
            scope = Scope(rules, Manifest())
            facts = facts_of(file.model, Placement(board, declared=False), scope, name, boards=boards)
            planned = _plan(facts, resource_variables, outcome)
            reasons = _reasons(facts, rules, outcome)
            found = _of_model(facts, planned, advise, outcome)
    return (
        Planned(
            path=name,
            sha256=sha256(data),
            size=len(data),
            target=str(board.target),
            plan=found.plan,
            allocates=found.plan is not None and not reasons,
            reasons=reasons,
            model=file.model,
            kind="" if file.model is None else numeric_type(file.model),
            runtime=target_runtime.snapshot(board.target),
            board=board.name if named else None,
            given=board.arena,
            elsewhere=found.elsewhere,
            process=found.process,
            ram=board.ram,
            smaller=found.smaller,
        ),
        tuple(outcome.crashed),
    )


class _OfModel(Record):
    """What a plan says of a readable model besides whether it allocates; nothing for a file that is not one."""

    plan: Plan | None = None
    process: ProcessMemory | None = None
    elsewhere: tuple[OnRuntime, ...] = ()
    smaller: tuple[str, ...] = ()


def _of_model(
    facts: Facts, plan: Plan | None, advise: Callable[[Facts], SmallerArena | None] | None, outcome: Outcome
) -> _OfModel:
    process = _process(facts) if plan is not None else None
    elsewhere = _elsewhere(facts, outcome)
    smaller = () if plan is None or advise is None else _smaller(facts, advise, outcome)
    return _OfModel(plan, process, elsewhere, smaller)


def _plan(facts: Facts, resource_variables: int | None, outcome: Outcome) -> Plan | None:
    try:
        if resource_variables is None:
            return facts(arena_plan)
        return target_runtime.plan(facts.model, facts.board.target, resource_variables)
    except Exception as error:  # noqa: BLE001  a planner that fails is a crash to report, and the run goes on
        outcome.crash("arena-plan", facts.path, facts.board.name, error)
        return None


def _elsewhere(facts: Facts, outcome: Outcome) -> tuple[OnRuntime, ...]:
    """Return what the model takes on each runtime that may be meant where none is declared."""
    try:
        return facts(plausible_runtimes)
    except Exception as error:  # noqa: BLE001  as above
        outcome.crash("plausible-runtimes", facts.path, facts.board.name, error)
        return ()


def _process(facts: Facts) -> ProcessMemory | None:
    """Return what a LiteRT process takes for the model; nothing for a microcontroller."""
    return facts(process_memory) if facts.board.target.is_litert else None


def _smaller(facts: Facts, advise: Callable[[Facts], SmallerArena | None], outcome: Outcome) -> tuple[str, ...]:
    """Return what would make the model fit, where it does not as it is."""
    try:
        found = facts(advise)
    except Exception as error:  # noqa: BLE001  as above
        outcome.crash("made-to-fit", facts.path, facts.board.name, error)
        return ()
    return () if found is None else (found.sentence,)


def _reasons_of_file(file: File, rules: tuple[Rule, ...], outcome: Outcome) -> tuple[str, ...]:
    """Return the rules that say why the bytes are not a model; none for a model."""
    if file.model is not None:
        return ()
    found = Outcome()
    Checks(rules).file(file, found)
    outcome.crashed += found.crashed
    return tuple(sorted({it.rule for it in found.findings if it.severity is Severity.ERROR}))


def _reasons(facts: Facts, rules: tuple[Rule, ...], outcome: Outcome) -> tuple[str, ...]:
    """Return the rules that report what keeps AllocateTensors() from succeeding; the runtime's own causes where no rule does."""
    try:
        against = [it for it in facts(judgements) if it.verdict.at_allocate]
    except Exception as error:  # noqa: BLE001  as above
        outcome.crash("judgements", facts.path, facts.board.name, error)
        return ()
    if not against:
        return ()
    found = Outcome()
    Checks(rules).model(facts, found)
    outcome.crashed += found.crashed
    places = {it.location for it in against}
    named = {it.rule for it in found.findings if it.severity is Severity.ERROR and it.location in places}
    return tuple(sorted(named or {str(it.cause) for it in against}))
