"""A lint as JSON and back."""

import json

import pytest
from scenes import boards, model, scope

from tflint import packs
from tflint.check.lint import lint
from tflint.run.lint_json import decode, encode


def test_a_lint_survives_the_way_there_and_back() -> None:
    row = encode(lint(model(), "\udcff.tflite", scope(*packs.load(), boards())))
    text = json.dumps(row)
    assert encode(decode(json.loads(text))) == json.loads(text) | {
        "boards": row["boards"],
        "findings": row["findings"],
    }


def test_the_plan_keeps_its_totals() -> None:
    judged = lint(model(), "m.tflite", scope(boards()))
    back = decode(json.loads(json.dumps(encode(judged))))
    (was,), (now,) = judged.report.boards, back.report.boards
    assert now.runtime == was.runtime != ""
    assert was.plan is not None
    assert now.plan is not None
    assert (now.plan.used, now.plan.minimum, now.plan.exact) == (was.plan.used, was.plan.minimum, was.plan.exact)


@pytest.mark.parametrize("key", ["path", "sha256", "size", "boards", "findings", "rules"])
def test_what_is_no_lint_is_refused(key: str) -> None:
    row = json.loads(json.dumps(encode(lint(model(), "m.tflite", scope(boards())))))
    row[key] = None
    with pytest.raises((ValueError, KeyError, TypeError, IndexError, AttributeError)):
        decode(row)
