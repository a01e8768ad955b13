"""Which rules run."""

import pytest

from tflint.check import select
from tflint.check.rule import Rule
from tflint.finding import Severity


def rule(module: str) -> Rule:
    return Rule(module, severity=Severity.ERROR, since="0.1")


OVERFLOW = rule("pack.memory.arena_overflow")
HEADROOM = rule("pack.memory.arena_headroom")
FLOAT = rule("pack.quantization.float_input")
ALL = (OVERFLOW, HEADROOM, FLOAT)


def test_all_rules_run_where_nothing_is_selected() -> None:
    assert select.choose(ALL) == ALL


@pytest.mark.parametrize("word", ["arena-overflow", "memory/arena-overflow", "arena-over*", "*-overflow"])
def test_a_rule_is_selected_by_name_path_or_glob(word: str) -> None:
    assert select.choose(ALL, [word]) == (OVERFLOW,)


def test_a_family_is_selected_whole() -> None:
    assert select.choose(ALL, ["memory"]) == (OVERFLOW, HEADROOM)


def test_ignore_wins_over_select() -> None:
    assert select.choose(ALL, ["memory"], ["arena-headroom"]) == (OVERFLOW,)


@pytest.mark.parametrize("words", [(["arena-overflw"], []), ([], ["arena-overflw"])])
def test_an_unknown_rule_is_refused_with_the_nearest_name(words: tuple[list[str], list[str]]) -> None:
    with pytest.raises(select.UnknownRule, match="did you mean 'arena-overflow'"):
        select.choose(ALL, *words)


def test_severity_off_switches_a_rule_off() -> None:
    assert select.switched_on(ALL, {"float-input": {"severity": "off"}, "arena-headroom": {"severity": "note"}}) == (
        OVERFLOW,
        HEADROOM,
    )
