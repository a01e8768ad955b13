"""Many lints to one report."""

from collections.abc import Iterator

from scenes import M4, every_operator, model, new, raises, scope, skips

from tflint.check import baseline
from tflint.check.assemble import Gathered, conclude
from tflint.check.lint import lint
from tflint.check.lint_file import Linted
from tflint.check.report import Report
from tflint.check.rule import Rule
from tflint.facts import Deployment, Project, arena_plan, file_size, op_names
from tflint.files.found import LeftOut, Source, Unreadable
from tflint.finding import Finding
from tflint.manifest.board import Ignore, Manifest, ModelEntry

Models = dict[str, bytes]


def report(
    models: Models, *rules: Rule, manifest: Manifest | None = None, whole: bool = True, known: tuple[baseline.Entry, ...] = ()
) -> Report:
    where = scope(*rules, manifest=manifest)
    linted = [Linted(Source(name, name, name), lint(data, name, where)) for name, data in models.items()]
    return conclude(Gathered(linted, whole=whole, known=known, opened=lambda source: memoryview(models[source.path])), where)


def leftovers() -> Rule:
    rule = new("leftovers")

    @rule.on(Project)
    def check(project: Project) -> Iterator[Finding]:
        for ignore in project.unused_ignores:
            yield rule.finding(None, f"ignore of {ignore.rule} is unused")
        for entry in project.unmatched:
            yield rule.finding(None, f"{entry.path} matches nothing")

    return rule


def messages(it: Report) -> list[str]:
    return [finding.message for finding in it.findings]


def test_nothing_linted_is_an_empty_report() -> None:
    assert report({}, every_operator()).models == ()


def test_models_and_findings_are_sorted_by_path_and_place() -> None:
    found = report({"b": model(11), "a": model(1)}, every_operator())
    assert [it.path for it in found.models] == ["a", "b"]
    assert [(it.path, it.evidence["index"]) for it in found.every] == [("a", 0), *(("b", n) for n in range(11))]


def test_a_rule_that_ran_on_one_model_is_not_skipped() -> None:
    assert [(it.what, it.why) for it in report({"a": model()}, skips()).skipped] == [("skips", "no labels declared")]


def test_paths_left_out_and_unreadable_are_in_the_report() -> None:
    found = conclude(Gathered([], [LeftOut("x", "a link")], [Unreadable("y", "no such file")]), scope(every_operator()))
    assert [(it.what, it.why) for it in found.skipped] == [("x", "a link")]
    assert [(it.path, it.why) for it in found.troubles] == [("y", "no such file")]


def test_a_deployment_sees_all_models_of_a_declared_board_with_their_figures() -> None:
    rule = new("together")

    @rule.on(Deployment)
    def check(deployment: Deployment) -> Iterator[Finding]:
        names = [(facts.path, len(facts.model.subgraphs[0].operators)) for facts in deployment.models]
        yield rule.finding(None, f"{deployment.board.name}: {names}")

    assert messages(report({"b": model(2), "a": model(1)}, rule)) == ["nano33: [('a', 1), ('b', 2)]"]


def test_a_deployment_tells_sizes_and_ops_without_reading_a_model_again() -> None:
    rule = new("outlines")

    @rule.on(Deployment)
    def check(deployment: Deployment) -> Iterator[Finding]:
        for facts in deployment.models:
            yield rule.finding(None, f"{facts(file_size)} {sorted(facts(op_names))} {facts(arena_plan).minimum > 0}")

    def never(source: Source) -> memoryview:
        raise AssertionError(source.path)

    where = scope(rule, manifest=Manifest(boards={"m4": M4}))
    linted = [Linted(Source("a", "a", "a"), lint(model(), "a", where))]
    assert messages(conclude(Gathered(linted, opened=never), where)) == [f"{len(model())} ['RELU'] True"]


def test_a_crash_in_a_deployment_is_reported() -> None:
    rule = new("fails")

    @rule.on(Deployment)
    def check(_deployment: Deployment) -> Iterator[Finding]:
        raise ValueError("no")
        yield

    assert [it.rule for it in report({"a": model()}, rule, raises()).crashed] == ["fails", "raises"]


def test_an_ignored_finding_is_suppressed_with_its_reason() -> None:
    manifest = Manifest(ignore=(Ignore("every-operator", "known", operator="RELU"),))
    found = report({"a": model(2)}, every_operator(), leftovers(), manifest=manifest)
    assert messages(found) == []
    assert [it.reason for it in found.suppressed] == ["known", "known"]


def test_an_unused_ignore_is_left_over_in_a_whole_run_only() -> None:
    manifest = Manifest(ignore=(Ignore("every-operator", "known", operator="CONV_2D"),))
    assert "ignore of every-operator is unused" in messages(
        report({"a": model(1)}, every_operator(), leftovers(), manifest=manifest)
    )
    assert "ignore of every-operator is unused" not in messages(
        report({"a": model(1)}, every_operator(), leftovers(), manifest=manifest, whole=False)
    )


def test_an_unused_ignore_of_one_literal_model_is_left_over_once_that_model_was_linted() -> None:
    entry = ModelEntry("a", ignore=(Ignore("every-operator", "known", operator="CONV_2D"),))
    manifest = Manifest(boards={"nano33": M4}, models=(entry,))
    rules = (every_operator(), leftovers())
    assert "ignore of every-operator is unused" in messages(report({"a": model(1)}, *rules, manifest=manifest, whole=False))
    assert "ignore of every-operator is unused" not in messages(report({"b": model(1)}, *rules, manifest=manifest, whole=False))


def test_a_pattern_that_matches_nothing_is_left_over_in_a_whole_run_only() -> None:
    manifest = Manifest(boards={"nano33": M4}, models=(ModelEntry("gone/*.tflite"),))
    assert messages(report({"a": model(1)}, leftovers(), manifest=manifest)) == ["gone/*.tflite matches nothing"]
    assert messages(report({"a": model(1)}, leftovers(), manifest=manifest, whole=False)) == []


def test_a_finding_of_the_whole_project_can_be_ignored_too() -> None:
    manifest = Manifest(boards={"nano33": M4}, models=(ModelEntry("gone"),), ignore=(Ignore("leftovers", "later"),))
    found = report({"a": model(1)}, leftovers(), manifest=manifest)
    assert messages(found) == []
    assert [it.reason for it in found.suppressed] == ["later"]


def test_the_baseline_holds_back_what_was_known_and_tells_what_is_gone() -> None:
    first = report({"a": model(1)}, every_operator())
    known = baseline.load(baseline.dump(first.findings, lambda path: path))
    assert messages(report({"a": model(1)}, every_operator(), known=known)) == []
    assert messages(report({"a": model(0)}, every_operator(), leftovers(), known=known)) == ["ignore of every-operator is unused"]
