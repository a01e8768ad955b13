"""The rules that a manifest and the command line choose, and the settings that the manifest gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint import packs
from tflint.check import select
from tflint.cli.errors import Usage
from tflint.manifest.board import Manifest
from tflint.manifest.mistakes import ManifestError, Mistake, did_you_mean

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable, Iterator

    from tflint.check.rule import Rule
    from tflint.finding import Place


def known(manifest: Manifest) -> tuple[Rule, ...]:
    """Return all rules of the built-in pack and of the manifest's; raise Usage."""
    try:
        return packs.load(manifest.packs)
    except packs.BrokenPack as broken:
        raise Usage(str(broken)) from broken


def chosen(known: tuple[Rule, ...], manifest: Manifest, arguments: Namespace) -> tuple[Rule, ...]:
    """Return the rules that run: `--select` before the manifest's `select`, without `--ignore` and what is switched off."""
    try:
        kept = select.choose(
            known, words(getattr(arguments, "select", None)) or manifest.select, words(getattr(arguments, "ignore", None))
        )
    except select.UnknownRule as unknown:
        raise Usage(str(unknown)) from None
    kept = select.switched_on(kept, manifest.rules)
    if not kept:
        raise Usage("no rule is left to run: --select, --ignore and the manifest leave out all of them")
    return kept


def check_settings(manifest: Manifest, known: tuple[Rule, ...]) -> None:
    """Raise Usage with all mistakes where `[rules]` or an ignore names what no rule has, or a value cannot be read."""
    wrong = [*_wrong_settings(manifest, known), *_wrong_ignores(manifest, known)]
    if wrong:
        raise Usage(*wrong)


def misspelt(path: str, others: Iterable[Mistake]) -> Iterator[Mistake]:
    """Yield the rules of a manifest with other mistakes that no rule is called, on lines without one, so that all are reported at once."""
    from tflint.manifest import manifest_file
    from tflint.manifest.toml_places import Source

    prefix = ("tool", "tflint") if path.endswith(manifest_file.PYPROJECT) else ()
    try:
        source = Source(path, manifest_file.text(path), prefix)
        document: object = source.parsed()
    except (ManifestError, ValueError):
        return
    for name in (*prefix, "rules"):
        document = document.get(name) if isinstance(document, dict) else None
    names = [rule.name for rule in known(Manifest())]
    lines = {it.place.line for it in others}
    for name in document if isinstance(document, dict) else ():
        place = source.place(("rules", name), of_key=True)
        if name not in names and place.line not in lines:
            yield Mistake(place, f"rules.{name}: is not a rule{_meant(name, names)}")


def _wrong_settings(manifest: Manifest, known: tuple[Rule, ...]) -> Iterator[str]:
    by_name = {rule.name: rule for rule in known}
    for name, settings in manifest.rules.items():
        if name not in by_name:
            yield _located(manifest, f"rules.{name}", "is not a rule" + _meant(name, by_name))
            continue
        for option, value in settings.items():
            why = _wrong(by_name[name], option, value)
            if why:
                yield _located(manifest, f"rules.{name}.{option}", why)


def _wrong_ignores(manifest: Manifest, known: tuple[Rule, ...]) -> Iterator[str]:
    names = [rule.name for rule in known] + [rule.family for rule in known]
    for ignore in (*(it for entry in manifest.models for it in entry.ignore), *manifest.ignore):
        if not any(select.named(ignore.rule, rule) for rule in known):
            yield f"{_at(ignore.place, manifest)}: ignore: no rule or family is called {ignore.rule!r}{_meant(ignore.rule, names)}"


def _wrong(rule: Rule, option: str, value: object) -> str | None:
    if option == "severity":
        return None  # the manifest's own key, checked when it was read
    if option not in rule.options:
        return f"{rule.name} has no such option" + _meant(option, rule.options)
    try:
        rule.options[option].parse(value)
    except ValueError as why:
        return str(why)
    return None


def _meant(word: str, known: Iterable[str]) -> str:
    return did_you_mean(word, known)


def _located(manifest: Manifest, key: str, why: str) -> str:
    return f"{_at(manifest.places.get(key), manifest)}: {key}: {why}"


def _at(place: Place | None, manifest: Manifest) -> str:
    return str(manifest.path) if place is None else f"{place.path}:{place.line}:{place.column}"


def words(values: list[str] | None) -> tuple[str, ...]:
    """Return the words of an option that may be repeated and hold commas."""
    return tuple(word for value in values or () for word in value.split(",") if word)
