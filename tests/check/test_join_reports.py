"""Several manifests' reports as one."""

from scenes import FINDING, new

from tflint.check.join_reports import joined
from tflint.check.report import Change, Changes, ModelReport, Report, Skipped, Trouble

RULES = {rule.name: rule for rule in (new("one"), new("two"))}


def report(*names: str, skipped: tuple[str, ...] = (), notices: tuple[str, ...] = ()) -> Report:
    models = tuple(ModelReport(name, "", 0, 0, "") for name in names)
    findings = tuple(FINDING._replace(path=name) for name in names)
    return Report(models, findings, skipped=tuple(Skipped(it, "why") for it in skipped), rules=RULES, notices=notices)


def test_one_report_stays_as_it_is() -> None:
    only = report("a")
    assert joined([only]) is only


def test_no_report_is_an_empty_one() -> None:
    assert joined([]) == Report((), ())


def test_models_and_findings_come_in_one_order() -> None:
    whole = joined([report("b/x", "b/z"), report("a/y")])
    assert [it.path for it in whole.models] == ["a/y", "b/x", "b/z"]
    assert [it.path for it in whole.findings] == ["a/y", "b/x", "b/z"]


def test_a_rule_is_skipped_only_where_no_report_had_anything_for_it() -> None:
    whole = joined([report("a", skipped=("one", "two")), report("b", skipped=("two",))])
    assert [it.what for it in whole.skipped] == ["two"]


def test_a_path_that_was_left_out_is_reported_once() -> None:
    paths = Report((), (), skipped=(Skipped("a.cc", "a link"),), troubles=(Trouble("x", "gone"),))
    whole = joined([report("b"), paths, paths])
    assert [it.what for it in whole.skipped] == ["a.cc"]
    assert whole.troubles == (Trouble("x", "gone"),)


def test_the_same_notice_is_reported_once() -> None:
    assert joined([report("a", notices=("n",)), report("b", notices=("n", "m"))]).notices == ("n", "m")


def test_what_was_not_checked_stays() -> None:
    assert joined([Report((), (), unchecked=("a",)), Report((), (), unchecked=("b", "a"))]).unchecked == ("a", "b")


def test_changes_of_all_are_reported_against_the_one_revision() -> None:
    one, two = (report(name)._replace(changes=Changes("HEAD", (Change(name, None, 1),))) for name in ("b", "a"))
    changes = joined([one, two]).changes
    assert changes is not None
    assert (changes.against, [it.path for it in changes.models]) == ("HEAD", ["a", "b"])
