"""What changed between two states of a model."""

from collections.abc import Iterator

import pytest
from scenes import every_operator, model, new, scope

from tflint.check.compare import change, changes
from tflint.check.lint import Judged, lint
from tflint.check.lint_file import compared
from tflint.facts import Facts
from tflint.files.found import Source
from tflint.finding import Finding
from tflint.model.view import Model
from tflint.testing import ModelBuilder


def judged(data: bytes, before: bytes | None = None) -> Judged:
    where = scope(every_operator())
    if before is None:
        return lint(data, "m", where)
    return compared(before, memoryview(data), Source("m", "m", "m"), where)


def tanh() -> bytes:
    b = ModelBuilder()
    x, y = b.input("x", (1, 64), "float32"), b.tensor("y", (1, 64), "float32")
    b.operator("TANH", [x], [y])
    b.output(y)
    return b.build()


def test_a_model_that_did_not_change_is_not_reported() -> None:
    now = judged(model(), model())
    assert changes("HEAD", [(now.before, now)], (), now.findings, ()).models == ()


def test_size_arena_and_operators_are_reported() -> None:
    now = judged(tanh(), model())
    told = change(now.before, now)
    assert (told.size_before, told.size_after) == (len(model()), len(tanh()))
    assert (told.operators_added, told.operators_gone) == (("TANH",), ("RELU",))
    (arena,) = told.arenas
    assert arena.before is not None
    assert arena.after is not None
    assert arena.after > arena.before


def test_a_new_model_has_no_before() -> None:
    told = change(None, judged(model()))
    assert told.size_before is None
    assert told.arenas[0].before is None
    assert told.grew == len(model())


def test_findings_are_new_or_fixed_one_for_one() -> None:
    now = judged(model(3), model(1))
    told = changes("HEAD", [(now.before, now)], (), now.findings, ())
    assert (len(told.new), len(told.fixed)) == (2, 0)
    back = judged(model(1), model(3))
    told = changes("HEAD", [(back.before, back)], (), back.findings, ())
    assert (len(told.new), len(told.fixed)) == (0, 2)


def test_a_finding_that_is_ignored_now_is_not_fixed() -> None:
    now = judged(model(2), model(1))
    assert changes("HEAD", [(now.before, now)], (), (), now.findings).fixed == ()


def test_a_model_that_is_gone_takes_its_findings_along() -> None:
    told = changes("HEAD", [], [judged(model(2))], (), ())
    (was,) = told.models
    assert (was.size_before, was.size_after, was.operators_gone) == (len(model(2)), None, ("RELU",))
    assert (was.arenas[0].before or 0) > 0
    assert was.arenas[0].after is None
    assert (len(told.new), len(told.fixed)) == (0, 2)


def test_a_model_that_moved_is_one_that_changed_and_no_finding_is_new() -> None:
    now = judged(model(2), model(2))._replace(moved_from="old")
    told = changes("HEAD", [(now.before, now)], (), now.findings, ())
    assert [(it.path, it.moved_from, it.identical) for it in told.models] == [("m", "old", True)]
    assert (told.new, told.fixed) == ((), ())


@pytest.mark.parametrize(("before", "seen"), [(1, 1), (3, 3)])
def test_rules_see_the_other_revision(before: int, seen: int) -> None:
    rule, found = new("growth"), []

    @rule.on(Model)
    def check(_model: Model, facts: Facts) -> Iterator[Finding]:
        found.append(facts.previous and len(facts.previous.model.subgraphs[0].operators))
        return iter(())

    compared(model(before), memoryview(model(2)), Source("m", "m", "m"), scope(rule))
    assert found[0] == seen
