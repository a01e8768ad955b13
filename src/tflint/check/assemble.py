"""Many files' lints -> one Report: deployments and the project judged, ignores and baseline applied, all sorted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.check.checks import Outcome, of_rules
from tflint.check.deployments import deployments, files
from tflint.check.esphome_budget import wake_word
from tflint.check.repeats import merged
from tflint.check.report import Report, Skipped, Trouble
from tflint.check.select import named
from tflint.check.suppress import Ignores
from tflint.facts import Project
from tflint.files import match, opening
from tflint.finding import Place
from tflint.manifest.board import Ignore
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tflint.check.baseline import Entry
    from tflint.check.lint import Judged
    from tflint.check.lint_file import Linted
    from tflint.check.report import Changes, Suppressed
    from tflint.check.scope import Scope
    from tflint.facts import Deployment
    from tflint.files.found import LeftOut, Source, Unreadable
    from tflint.finding import Finding
    from tflint.manifest.board import ModelEntry
    from tflint.model.data import Data


class Gathered(Record):
    """All that a run collected before it is concluded.

    `whole` says that everything the manifest speaks of was linted: only then is an unused ignore a mistake. `narrowed` says
    that only some rules ran. `known` is the baseline, `baseline` its path.
    `companions` are models that the manifest declares and the run was not asked for: they count in the sums of their boards.
    `matched` are the numbers of the entries for which there is a file, None where only the linted models are known.
    `against` names the other revision under `--diff`, and `gone` holds the lints of models that only it has. `relative` turns
    a path that people see into the one from the manifest's folder, `known_as` into the baseline's; `opened` reads a file again.
    """

    linted: Sequence[Linted]
    left_out: Sequence[LeftOut] = ()
    unreadable: Sequence[Unreadable] = ()
    notices: tuple[str, ...] = ()
    whole: bool = False
    narrowed: bool = False
    known: tuple[Entry, ...] = ()
    baseline: str = ""
    companions: Sequence[Linted] = ()
    matched: frozenset[int] | None = None
    against: str | None = None
    gone: tuple[Judged, ...] = ()
    relative: Callable[[str], str] = lambda path: path
    known_as: Callable[[str], str] = lambda path: path
    opened: Callable[[Source], Data] = opening.model


def conclude(gathered: Gathered, scope: Scope) -> Report:
    """Return the report of a run."""
    outcome = _outcome(gathered)
    project = _deployed(gathered, scope, outcome)
    kept, suppressed = _suppressed(gathered, scope, outcome, project)
    every = tuple(sorted(kept, key=order))
    return Report(
        models=tuple(sorted((it.judged.report for it in gathered.linted), key=lambda model: model.path)),
        findings=merged(every),
        suppressed=tuple(sorted(suppressed, key=lambda it: order(it.finding))),
        skipped=_skipped(outcome, gathered),
        crashed=tuple(sorted(outcome.crashed, key=lambda it: (it.path, it.rule, it.board or ""))),
        troubles=tuple(Trouble(it.name, it.why) for it in sorted(set(gathered.unreadable))),
        notices=gathered.notices,
        rules={rule.name: rule for rule in scope.rules},
        changes=_changes(gathered, kept, suppressed),
        every=every,
    )


def _outcome(gathered: Gathered) -> Outcome:
    outcome = Outcome()
    for _, judged in gathered.linted:
        outcome.findings += judged.findings
        outcome.ran |= judged.ran
        outcome.skipped |= judged.skipped
        outcome.crashed += judged.crashed
    return outcome


def _deployed(gathered: Gathered, scope: Scope, outcome: Outcome) -> Project:
    """Judge each board with all its models; return the project that the last rules look at."""
    path, checks = scope.manifest.path or scope.manifest.root, of_rules(scope.rules)
    boards = deployments([*gathered.linted, *gathered.companions], scope, gathered.opened)
    for deployment in boards:
        checks.deployment(deployment, _declared_in(deployment, scope) or path, outcome)
    return Project(
        manifest=scope.manifest,
        files=files(gathered.linted, scope, gathered.opened),
        deployments=boards,
        unmatched=_unmatched(gathered, scope),
        without_entry=tuple(sorted(it.source.name for it in gathered.linted if _is_nobody_s(it.source, scope))),
        settings=scope.manifest.rules,
    )


def _unmatched(gathered: Gathered, scope: Scope) -> tuple[ModelEntry, ...]:
    """Return the entries that match no file, as far as this run can know."""
    entries = scope.manifest.models
    if gathered.matched is not None:
        return tuple(entry for number, entry in enumerate(entries) if number not in gathered.matched)
    names = [source.relative for source, _ in gathered.linted]
    return tuple(it for it in entries if not any(match.model(it.path, name) for name in names)) if gathered.whole else ()


def _is_nobody_s(source: Source, scope: Scope) -> bool:
    """Return whether neither an entry of the manifest nor a budget next to it speaks of a model."""
    return bool(scope.manifest.models) and not scope.entries(source.relative) and wake_word(source) is None


def _declared_in(deployment: Deployment, scope: Scope) -> str | None:
    """Return what declares a board: an option of the command line, the manifest, else ESPHome's JSON."""
    first = next((place.path for place in deployment.board.places.values()), None)
    return first if scope.boards or scope.manifest.path is None else scope.manifest.path


def _suppressed(gathered: Gathered, scope: Scope, outcome: Outcome, project: Project) -> tuple[list[Finding], list[Suppressed]]:
    """Part the findings, then run the project's rules with what was left unused, and part theirs."""
    ignores = Ignores(scope.manifest, gathered.relative)
    kept, suppressed = ignores.part(outcome.findings)
    kept, known, gone = _known(kept, gathered)
    unused = ignores.unused(_had_its_chance(gathered, scope)) + (tuple(_stale(gone, gathered, scope)) if gathered.whole else ())
    last = _judge_project(project._replace(unused_ignores=unused), scope)
    late, late_suppressed = ignores.part(last.findings)
    late, late_known, _ = _known(late, gathered)
    outcome.ran |= last.ran
    outcome.skipped |= last.skipped
    outcome.crashed += last.crashed
    return kept + late, suppressed + known + late_suppressed + late_known


def _changes(gathered: Gathered, kept: list[Finding], suppressed: list[Suppressed]) -> Changes | None:
    if gathered.against is None:
        return None
    from tflint.check.compare import changes

    pairs = [(judged.before, judged) for _, judged in gathered.linted]
    found = changes(gathered.against, pairs, gathered.gone, sorted(kept, key=order), [it.finding for it in suppressed])
    return found._replace(new=merged(found.new), fixed=merged(found.fixed))


def _known(findings: list[Finding], gathered: Gathered) -> tuple[list[Finding], list[Suppressed], tuple[Entry, ...]]:
    if not gathered.known:
        return findings, [], ()
    from tflint.check import baseline

    return baseline.part(findings, gathered.known, gathered.known_as)


def _judge_project(project: Project, scope: Scope) -> Outcome:
    outcome = Outcome()
    of_rules(scope.rules).project(project, scope.manifest.path or scope.manifest.root, outcome)
    return outcome


def _stale(gone: tuple[Entry, ...], gathered: Gathered, scope: Scope) -> Iterator[Ignore]:
    """Yield the baseline's entries that no finding has any more, of the rules that ran before the project's."""
    ran = {rule.name for rule in scope.rules if "Project" not in rule.nodes}
    for entry in gone:
        if entry.rule in ran:
            yield Ignore(entry.rule, path=entry.path, place=Place(gathered.baseline), baseline=True)


def _had_its_chance(gathered: Gathered, scope: Scope) -> Callable[[Ignore, ModelEntry | None], bool]:
    """Return what says whether this run could have used an ignore: its rules ran before now, and its models were linted."""
    linted = {source.relative for source, _ in gathered.linted}

    def had_it(ignore: Ignore, entry: ModelEntry | None) -> bool:
        if not _asked(ignore, entry, scope):
            return False
        rules = [rule for rule in scope.rules if named(ignore.rule, rule)]
        if any("Project" in rule.nodes for rule in rules) or (gathered.narrowed and not rules):
            return False
        return gathered.whole or (entry is not None and match.is_literal(entry.path) and entry.path in linted)

    return had_it


def _asked(ignore: Ignore, entry: ModelEntry | None, scope: Scope) -> bool:
    """Return whether the boards on which an ignore may hold something back were not replaced by the command line's."""
    if not scope.boards:
        return True
    wanted = (ignore.board,) if ignore.board else (entry.boards if entry else ()) or tuple(scope.manifest.boards)
    return not wanted or any(board.name in wanted for board in scope.boards)


def _skipped(outcome: Outcome, gathered: Gathered) -> tuple[Skipped, ...]:
    """Return the rules that had nothing to check anywhere, with their reasons, then the paths that were left out."""
    rules = sorted((rule, why) for rule, why in outcome.skipped if rule not in outcome.ran)
    return tuple(Skipped(*it) for it in rules) + tuple(Skipped(it.name, it.why) for it in sorted(set(gathered.left_out)))


def order(finding: Finding) -> tuple[object, ...]:
    """Return what sorts findings: by file, the worst first, then by rule and by place, numbers as numbers."""
    where = tuple((part.isdigit(), int(part) if part.isdigit() else 0, part) for part in finding.location.path.split("/"))
    line = (0, 0) if finding.place is None else (finding.place.line, finding.place.column)
    return finding.path, -finding.severity, finding.rule, where, finding.board or "", line, finding.message, finding.help
