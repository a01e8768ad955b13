"""What the command line and the manifest declare together: manifest, rules, boards."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tflint.cli.errors import Usage
from tflint.manifest.board import Board, Manifest
from tflint.manifest.target import DEFAULT, UnknownTarget, parse

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterable

    from tflint.check.lint_file import Linted
    from tflint.check.rule import Rule
    from tflint.check.scope import Placement, Scope
    from tflint.files.found import Source
    from tflint.manifest.target import Target


def add_manifest(parser: ArgumentParser) -> None:
    """Add the option that names the manifest."""
    parser.add_argument(
        "--manifest", metavar="FILE", help="the manifest; else tflint.toml or [tool.tflint] in pyproject.toml, searched upwards"
    )


def add_boards(parser: ArgumentParser, runtimes: str = "") -> None:
    """Add the options that declare a board without a manifest; `runtimes` says what several are for, where they may be."""
    parser.add_argument("--board", metavar="NAME", help="a board of the manifest or of the catalogue (tflint boards)")
    parser.add_argument("--target", metavar="CPU/KERNELS", help="cortex-m4/cmsis-nn, esp32s3/esp-nn@1.2.1, litert …")
    if runtimes:
        add_runtimes(parser, runtimes)
    else:
        parser.add_argument(
            "--runtime", metavar="NAME", default="", help="arduino@2023-02 … (tflint runtimes); default: the newest"
        )
    parser.add_argument("--arena", metavar="SIZE", help='what the firmware gives the interpreter: 136KiB, "64 kB", 80000')
    parser.add_argument("--flash", metavar="SIZE", help="what models may take of the board's flash")


def add_runtimes(parser: ArgumentParser, note: str) -> None:
    """Add the option that names runtimes, several of them if it is repeated, as `note` says."""
    about = f"arduino@2023-02 … (tflint runtimes); {note}; default: the newest"
    parser.add_argument("--runtime", action="append", metavar="NAME", default=[], help=about)


def add_rules(parser: ArgumentParser) -> None:
    """Add the options that choose rules."""
    parser.add_argument(
        "--select", action="append", metavar="RULE", help="run only these rules or families (repeat, or use commas)"
    )
    parser.add_argument("--ignore", action="append", metavar="RULE", help="leave these rules or families out")


def manifest(named: str | None) -> Manifest:
    """Return the manifest that was named, else the nearest one upwards, else an empty one; raise Usage with all its mistakes."""
    from tflint.manifest import nearest

    try:
        path = named or nearest.find(".")
    except OSError:  # the working folder was deleted
        path = None
    if path is None:
        return Manifest()
    from tflint.check import known_runtimes
    from tflint.manifest import tflint_toml
    from tflint.manifest.mistakes import ManifestError

    try:
        return known_runtimes.settled(tflint_toml.load(path))
    except ManifestError as error:
        raise Usage(*error.mistakes) from None


def rules(manifest: Manifest) -> tuple[Rule, ...]:
    """Return all rules of the built-in pack and of the manifest's; raise Usage."""
    from tflint import packs

    try:
        return packs.load(manifest.packs)
    except packs.BrokenPack as broken:
        raise Usage(str(broken)) from broken


def chosen(known: tuple[Rule, ...], manifest: Manifest, arguments: Namespace) -> tuple[Rule, ...]:
    """Return the rules that run: `--select` before the manifest's `select`, without `--ignore` and what is switched off."""
    from tflint.check import select

    try:
        kept = select.choose(known, words(arguments.select) or manifest.select, words(arguments.ignore))
    except select.UnknownRule as unknown:
        raise Usage(str(unknown)) from None
    kept = select.switched_on(kept, manifest.rules)
    if not kept:
        raise Usage("no rule is left to run: --select, --ignore and the manifest leave out all of them")
    return kept


def check_settings(manifest: Manifest, known: tuple[Rule, ...]) -> None:
    """Demand that every setting of `[rules]` is a rule's own and can be read; raise Usage with all mistakes."""
    by_name = {rule.name: rule for rule in known}
    wrong: list[tuple[str, str | None, str]] = [
        (rule, None, "is no rule" + meant(rule, by_name)) for rule in manifest.rules if rule not in by_name
    ]
    for name, rule in by_name.items():
        for option, value in manifest.rules.get(name, {}).items():
            why = _wrong(rule, option, value)
            if why:
                wrong.append((name, option, why))
    if wrong:
        raise Usage(*(_located(manifest, *it) for it in wrong))


def boards(arguments: Namespace, manifest: Manifest) -> tuple[Board, ...]:
    """Return the board that the command line declares, none where it names nothing; raise Usage."""
    if not any((arguments.board, arguments.target, arguments.arena, arguments.flash, arguments.runtime)):
        return ()
    base = board(arguments.board, manifest) if arguments.board else Board(str(DEFAULT))
    base = on_runtime(base, arguments.runtime)
    aim = target(arguments.target, arguments.runtime or base.target.runtime) if arguments.target else base.target
    arena, flash = size("--arena", arguments.arena), size("--flash", arguments.flash)
    return (
        base._replace(
            name=base.name if arguments.board else str(aim),
            target=aim,
            arena=base.arena if arena is None else arena,
            flash_models=base.flash_models if flash is None else flash,
        ),
    )


def board(name: str, manifest: Manifest, runtime: str = "") -> Board:
    """Return a board of the manifest, else of the catalogue, on a runtime if one is given; raise Usage."""
    if name in manifest.boards:
        return on_runtime(manifest.boards[name], runtime)
    from tflint.manifest import catalogue

    try:
        found = catalogue.board(name)
    except KeyError:
        known = (*manifest.boards, *catalogue.names())
        raise Usage(f"no board is called {name!r}{meant(name, known) or '; tflint boards lists them'}") from None
    return on_runtime(
        Board(
            name,
            found.target,
            title=found.title,
            extends=name,
            ram=found.ram,
            flash=found.flash,
            npu=found.npu,
            memory=found.memory,
            sources=found.sources,
        ),
        runtime,
    )


def target(text: str, runtime: str = "") -> Target:
    """Return a target that the tables know; raise Usage."""
    try:
        return _known(parse(text, runtime))
    except UnknownTarget as unknown:
        raise Usage(f"--target: {unknown}") from None


def on_runtime(board: Board, runtime: str) -> Board:
    """Return a board with another runtime snapshot, as it is where none is given; raise Usage."""
    if not runtime:
        return board
    try:
        return board._replace(target=_known(board.target._replace(runtime=runtime)))
    except UnknownTarget as unknown:
        raise Usage(f"--runtime: {unknown}") from None


def notices(scope: Scope, linted: Iterable[Linted]) -> tuple[str, ...]:
    """Return what a report should say first: what a model was held against where nothing declares a board for it."""
    if scope.manifest.path is not None or (scope.boards and scope.declared):
        return ()
    boards = [board for _, judged in linted for board in judged.report.boards]
    if boards and all(board.board != board.target for board in boards):  # an undeclared board has its target's name
        return ()
    target = f"TFLM ({DEFAULT})" if not scope.boards else str(scope.boards[0].target)
    return (no_manifest(target),)


def no_manifest(target: str = f"TFLM ({DEFAULT})") -> str:
    """Return what a report says first where nothing declares a board."""
    return f"no manifest: checked against {target}, no budget; tflint init writes one"


def folder(manifest: Manifest) -> str:
    """Return the manifest's folder, absolute where the working folder exists."""
    try:
        return os.path.abspath(manifest.root)  # noqa: PTH100  links stay as they are named
    except OSError:
        return manifest.root


def placements(manifest: Manifest, source: Source) -> tuple[Placement, ...]:
    """Return the boards that the manifest, or the JSON beside it, gives a model; the default target where none does."""
    from tflint.check.esphome_budget import scoped
    from tflint.check.scope import Scope

    return scoped(source, Scope((), manifest)).placements(source.relative)


def _known(target: Target) -> Target:
    """Return a target, once the tables of its runtime have it; raise UnknownTarget."""
    if not target.is_litert:
        from tflint.runtime.tflm import build

        build.of(target)
    return target


def _wrong(rule: Rule, option: str, value: object) -> str | None:
    if option == "severity":
        return None  # the manifest's own key, checked when it was read
    if option not in rule.options:
        return f"{rule.name} has no such option" + meant(option, rule.options)
    try:
        rule.options[option].parse(value)
    except ValueError as why:
        return str(why)
    return None


def meant(word: str, known: Iterable[str]) -> str:
    """Return what a word that is not known probably meant, as the end of a sentence."""
    from tflint.manifest.mistakes import did_you_mean

    return did_you_mean(word, known)


def _located(manifest: Manifest, rule: str, option: str | None, why: str) -> str:
    key = f"rules.{rule}" + (f".{option}" if option else "")
    place = manifest.places.get(key)
    at = manifest.path if place is None else f"{place.path}:{place.line}:{place.column}"
    return f"{at}: {key}: {why}"


def size(option: str, text: str | None) -> int | None:
    """Return the bytes that an option gives, None where it is not given; raise Usage."""
    from tflint.manifest.size import parse as parse_size

    try:
        return None if text is None else parse_size(text)
    except ValueError as why:
        raise Usage(f"{option}: {why}") from None


def words(values: list[str] | None) -> tuple[str, ...]:
    """Return the words of an option that may be repeated and hold commas."""
    return tuple(word for value in values or () for word in value.split(",") if word)
