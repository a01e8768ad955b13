"""Which rules run: by name, family or glob."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.files import match

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tflint.check.rule import Rule


class UnknownRule(Exception):
    """A name of neither a rule nor a family, which matches none; the message names the nearest."""


def choose(rules: Iterable[Rule], select: Iterable[str] = (), ignore: Iterable[str] = ()) -> tuple[Rule, ...]:
    """Return the rules that `select` names (all where it is empty) without those that `ignore` names; raise UnknownRule."""
    known = tuple(rules)
    wanted, unwanted = tuple(select), tuple(ignore)
    for word in wanted + unwanted:
        _demand(word, known)
    kept = (rule for rule in known if not wanted or any(named(word, rule) for word in wanted))
    return tuple(rule for rule in kept if not any(named(word, rule) for word in unwanted))


def named(word: str, rule: Rule) -> bool:
    """Return whether a word names a rule: its name, its family, `family/rule`, or a glob over one of them."""
    return any(match.name(word, name) for name in (rule.name, rule.family, f"{rule.family}/{rule.name}"))


def switched_on(rules: Iterable[Rule], settings: Mapping[str, Mapping[str, object]]) -> tuple[Rule, ...]:
    """Return the rules that the manifest does not set to severity `off`."""
    return tuple(rule for rule in rules if settings.get(rule.name, {}).get("severity") != "off")


def _demand(word: str, rules: tuple[Rule, ...]) -> None:
    if any(named(word, rule) for rule in rules):
        return
    from difflib import get_close_matches

    names = sorted({rule.name for rule in rules} | {rule.family for rule in rules})
    near = get_close_matches(word[:64], names, n=1)
    raise UnknownRule(
        f"no rule or family is called {word!r}" + (f"; did you mean {near[0]!r}?" if near else "; tflint rules lists them")
    )
