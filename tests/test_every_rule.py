"""What no rule may forget: a page with its headings, a test file with both twins, and imports through one door."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import twins
from networks import dense

from tflint import packs
from tflint.check.checks import Checks, Outcome
from tflint.facts import Facts, judgements, verdicts
from tflint.manifest.board import Board
from tflint.manifest.target import parse
from tflint.model import reader
from tflint.runtime.verdict import Cause, Effect, Phase, Verdict

if TYPE_CHECKING:
    from types import ModuleType

    from tflint.check.rule import Rule

ROOT = Path(__file__).parent.parent
RULES = packs.load()
HEADINGS = ("Why", "Example", "Fix")
every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)


@cache
def module(rule: Rule) -> ModuleType:
    return twins.load(rule)


@every_rule
def test_the_page_has_a_summary_and_its_headings_in_order(rule: Rule) -> None:
    assert rule.summary.endswith(".")
    found = [it for it in re.findall(r"^## (.+)$", rule.page, re.MULTILINE) if it in HEADINGS]
    assert found == list(HEADINGS)


@every_rule
def test_the_why_is_two_sentences_or_three_and_no_more(rule: Rule) -> None:
    why = rule.page.partition("## Why\n")[2].partition("\n## ")[0].strip()
    assert 40 < len(why) < 600, why
    assert why.endswith((".", ")"))


@every_rule
def test_the_example_shows_the_rule_at_work(rule: Rule) -> None:
    example = rule.page.partition("## Example\n")[2].partition("\n## ")[0]
    assert re.search(rf"^    .*: (?:error|warning|note): {rule.name}: ", example, re.MULTILINE), example


@every_rule
def test_the_bad_twin_is_reported(rule: Rule) -> None:
    run = twins.lint(rule, module(rule), module(rule).bad())
    assert (run.code, run.err) == (1, "")
    assert f": {rule.name}: " in run.out


@every_rule
def test_the_good_twin_is_not(rule: Rule) -> None:
    run = twins.lint(rule, module(rule), module(rule).good())
    assert (run.code, run.out, run.err) == (0, "", "")


@every_rule
def test_a_rule_imports_the_api_and_the_standard_library_alone(rule: Rule) -> None:
    path = import_module(rule.module).__file__
    assert path is not None
    tree = ast.parse(Path(path).read_text("utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "." for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name for name in names if name.partition(".")[0] not in sys.stdlib_module_names} <= {"tflint.api"}


@every_rule
def test_a_rule_is_one_small_file(rule: Rule) -> None:
    path = import_module(rule.module).__file__
    assert path is not None
    assert len(Path(path).read_text("utf-8").splitlines()) <= 120


def test_no_test_is_left_of_a_rule_that_is_gone() -> None:
    assert {it.resolve() for it in (ROOT / "tests" / "rules").rglob("test_*.py")} == {
        twins.test_file(it).resolve() for it in RULES
    }


def test_pages_and_examples_are_current() -> None:
    told = subprocess.run(
        [sys.executable, ROOT / "tools" / "generate_docs.py", "--check"], capture_output=True, encoding="utf-8", check=False
    )
    assert (told.returncode, told.stderr) == (0, "")


@pytest.mark.parametrize(("effect", "cause"), tuple(product(Effect, Cause)), ids=str)
def test_every_verdict_is_reported_by_exactly_one_rule(effect: Effect, cause: Cause) -> None:
    board = Board("pi", parse("litert")) if cause is Cause.DIMENSION else Board("nano33")  # which LiteRT alone looks at
    facts = Facts(reader.read(dense()), board, path="model.tflite")
    facts._proved[verdicts] = (Verdict(Phase.PREPARE, effect, cause, "the reason", 0, 0, 1),)  # noqa: SLF001  a runtime's word, set here
    told = [rule.name for rule in RULES if _speaks(rule, facts)]
    (judgement,) = facts(judgements)
    assert told == [judgement.rule]


def _speaks(rule: Rule, facts: Facts) -> bool:
    outcome = Outcome()
    Checks((rule,)).model(facts, outcome)
    assert not outcome.crashed
    return any("the reason" in finding.message for finding in outcome.findings)
