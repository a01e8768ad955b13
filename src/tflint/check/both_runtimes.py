"""A model that goes on boards of both runtimes: what one refuses and the other accepts is reported as such."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.facts import judgements, verdicts
from tflint.runtime import target_runtime

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tflint.facts import Facts, Judgement
    from tflint.finding import Finding
    from tflint.manifest.target import Target


def with_other_runtime(findings: Iterable[Finding], boards: list[Facts]) -> Iterator[Finding]:
    """Yield the findings, those on a runtime's verdict with a line more where a board of the other runtime accepts the model."""
    of = {facts.board.name: facts for facts in boards}
    both = len({facts.board.target.is_litert for facts in boards}) > 1
    for finding in findings:
        facts = of.get(finding.board or "") if both else None
        judgement = None if facts is None else _fatal(finding, facts)
        other = None if facts is None or judgement is None else _accepting(facts, boards)
        if facts is None or judgement is None or other is None:
            yield finding
        else:
            word = "fatal to" if judgement.effect.deadly else "refused by"
            line = f"{word} {_name(facts.board.target)}, accepted by {_name(other.board.target)}"
            yield finding._replace(help=(*finding.help, line))


def _fatal(finding: Finding, facts: Facts) -> Judgement | None:
    """Return the fatal judgement that a finding reports, None for a finding of another kind."""
    try:
        return next(
            (it for it in facts(judgements) if it.fatal and (it.rule, it.location) == (finding.rule, finding.location)), None
        )
    except Exception:  # noqa: BLE001  a runtime that crashed on the model is reported by the rules that asked it
        return None


def _accepting(facts: Facts, boards: list[Facts]) -> Facts | None:
    """Return the first board of the other runtime that has nothing fatal against the model."""
    return next((it for it in boards if it.board.target.is_litert != facts.board.target.is_litert and _accepts(it)), None)


def _accepts(facts: Facts) -> bool:
    try:
        return not any(verdict.effect.fatal for verdict in facts(verdicts))
    except Exception:  # noqa: BLE001  a runtime that crashed on the model is reported by the rules that asked it
        return False


def _name(target: Target) -> str:
    snapshot = target_runtime.snapshot(target)
    return f"LiteRT {snapshot.partition('@')[2]}" if target.is_litert else "TFLM"
