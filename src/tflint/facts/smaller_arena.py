"""How little arena the model could do with on the board, by an offline plan alone or with stripes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.facts.arena import arena_plan, peak
from tflint.facts.judgements import judgements
from tflint.facts.subject import of_target
from tflint.record import Record

if TYPE_CHECKING:
    from tflint.facts.subject import Facts
    from tflint.fit.trial import Trial
    from tflint.runtime.tflm.build import Build

WORTH_A_LOOK = 0.02  # share of the arena that gaps between buffers must take before a better plan is searched for


class SmallerArena(Record):
    """An arena that is enough for the model rewritten, bytes, the multiplications that it costs (a share of today's), and the operators that it adds.

    `lacking` are those of them that the board's resolver is known not to have. `at_most` says that a longer search, as `tflint fix` does it,
    may come to less arena, for other multiplications.
    """

    minimum: int
    macs: float = 0.0
    adds: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    at_most: bool = False

    def fits(self, given: int) -> bool:
        """Return whether the rewritten model fits into so many bytes with the resolver as it is."""
        return self.minimum <= given and not self.lacking

    @property
    def sentence(self) -> str:
        """Return what to do, and what it comes to."""
        added = [it for it in self.adds if it not in self.lacking]  # what the resolver lacks is named below
        adds = f"; adds {' and '.join(added)}" if added else ""
        cost = f" (+{self.macs:.1%} MACs{adds})" if self.adds and not self.at_most else ""
        ready = f", once the resolver has {' and '.join(self.lacking)}" if self.lacking else ""
        bound = " or less" if self.at_most else ""
        return f"tflint fix makes it {self.minimum:,} B{bound}{cost}, with the same outputs{ready}"


@of_target
def planned_better(facts: Facts) -> SmallerArena | None:
    """Return what a better place for every tensor would come to; None where nothing is to be gained, or no such plan can be made.

    Only looked for where the head has gaps at its peak: everywhere else TFLM's own plan is the best there is.
    """
    top, plan = facts(peak), facts(arena_plan)
    if top is None or not plan.exact or plan.head - top.size < WORTH_A_LOOK * plan.minimum or not _can_be_planned(facts):
        return None
    from tflint.fit import offline_plan
    from tflint.runtime.tflm import build

    layout = offline_plan.Layout(build.of(facts.board.target))
    laid = offline_plan.lay(facts.model, _trial(facts, layout.build), layout, levels=(offline_plan.PLAIN,))
    best = min((it.minimum for it in laid), default=plan.minimum)
    return SmallerArena(best) if best < plan.minimum else None


def _trial(facts: Facts, built: Build) -> Trial:
    """Return what any plan is tried with: out of the board's own plan where that is one of the same build and no offline plan."""
    from tflint.fit import trial
    from tflint.runtime.tflm.allocation_info import OFFLINE_PLAN

    board = facts.board
    is_same = board.built_target == board.target and board.target.resource_variables is None
    if is_same and all(entry.name != OFFLINE_PLAN for entry in facts.model.metadata):
        return trial.of_plan(facts(arena_plan))
    return trial.replay(facts.model, built)


def _can_be_planned(facts: Facts) -> bool:
    """Return whether the runtime takes the model at all, and is one that takes offline plans."""
    return not facts.board.target.is_litert and not any(it.fatal for it in facts(judgements))
