"""What may stand where the cursor is on a command line, read off the commands' own parsers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.cli import configuration, named_rules, program
from tflint.cli.errors import Usage
from tflint.manifest.board import Manifest
from tflint.record import Record

if TYPE_CHECKING:
    from argparse import Action
    from collections.abc import Iterable, Iterator, Sequence

    from tflint.check.rule import Rule

Candidate = tuple[str, str]  # a word, and what it means

FILES: Candidate = ("*", "")
PATHS = frozenset({"paths", "old", "new", "folder", "manifest", "journal", "baseline"})
LISTS = frozenset({"select", "ignore"})  # several in one word, with commas between


class _Line(Record):
    """What the words before the cursor come to: the command, the option that waits for its value, and how many others there were."""

    command: str
    options: dict[str, Action]
    positionals: list[Action]
    waiting: Action | None = None
    taken: int = 0
    plain: bool = False


def candidates(words: Sequence[str]) -> Iterator[Candidate]:
    """Yield what may stand for the last of the words (of all after the program's name); FILES where that is any file."""
    *before, current = words or [""]
    command = before.pop(0) if before and before[0] in program.COMMANDS else "check"
    line = _read(command, before)
    if line.waiting is not None:
        yield from _starting(current, _values(line, line.waiting, current))
        return
    if current.startswith("-") and not line.plain:
        yield from _starting(current, _options(line, current))
        return
    if len(words) <= 1:
        yield from _starting(current, program.COMMANDS.items())
    if line.taken < len(line.positionals) or any(action.nargs in {"*", "+"} for action in line.positionals):
        yield from _starting(current, _values(line, line.positionals[min(line.taken, len(line.positionals) - 1)], current))


def _read(command: str, before: Iterable[str]) -> _Line:
    actions = program.parser(command)._actions  # noqa: SLF001  argparse has no other way to say what a parser takes
    line = _Line(
        command, {name: it for it in actions for name in it.option_strings}, [it for it in actions if not it.option_strings]
    )
    for word in before:
        if line.waiting is not None:
            line = line._replace(waiting=None)
        elif word == "--":
            line = line._replace(plain=True)
        elif not word.startswith("-") or line.plain:
            line = line._replace(taken=line.taken + 1)
        elif word in line.options and line.options[word].nargs != 0:
            line = line._replace(waiting=line.options[word])
    return line


def _starting(current: str, known: Iterable[Candidate]) -> Iterator[Candidate]:
    return (it for it in known if it == FILES or it[0].startswith(current))


def _options(line: _Line, current: str) -> Iterator[Candidate]:
    """Yield the options of a command, or the values of the one that the word holds already: `--format=json`."""
    name, equals, value = current.partition("=")
    if not equals:
        yield from ((name, _about(action)) for name, action in line.options.items())
    elif name in line.options:
        values = _values(line, line.options[name], value)
        yield from ((f"{name}={word}", about) for word, about in values if (word, about) != FILES)


def _about(action: Action) -> str:
    return (action.help or "") % {**vars(action), "prog": "tflint"}


def _values(line: _Line, action: Action, current: str) -> Iterator[Candidate]:
    """Yield what an option or an argument may be; lists go on after the last comma."""
    if action.choices is not None:
        yield from ((str(choice), "") for choice in action.choices)
    elif action.dest in PATHS:
        yield FILES
    elif action.dest in LISTS:
        earlier = current[: current.rfind(",") + 1]
        yield from ((earlier + word, about) for word, about in _rules())
    elif action.dest == "format":
        yield from _formats(line.command)
    elif action.dest in _KNOWN:
        yield from _KNOWN[action.dest]()


def _formats(command: str) -> Iterator[Candidate]:
    from tflint import report

    return ((name, "") for name in (report.PLAN_FORMATS if command == "plan" else report.FORMATS))


def _rules() -> Iterator[Candidate]:
    known = _loaded()
    yield from ((rule.name, rule.summary) for rule in known)
    yield from ((family, "a family of rules") for family in sorted({rule.family for rule in known}))


def _loaded() -> tuple[Rule, ...]:
    try:
        return named_rules.known(_manifest())
    except Usage:  # a pack of the manifest is broken
        return named_rules.known(Manifest())


def _manifest() -> Manifest:
    """Return the manifest from here upwards; an empty one for one with mistakes, which a run will report."""
    try:
        return configuration.manifest(None)
    except Usage:
        return Manifest()


def _boards() -> Iterator[Candidate]:
    from tflint.manifest import catalogue

    yield from ((name, "a board of the manifest") for name in _manifest().boards)
    yield from ((it.name, it.title) for it in (*catalogue.all_boards(), *catalogue.all_firmware()))


def _targets() -> Iterator[Candidate]:
    from tflint.cli import named_boards

    return ((target, "") for target in named_boards.targets())


def _runtimes() -> Iterator[Candidate]:
    from tflint.runtime.tflm import op_tables

    yield op_tables.newest_of("tflm").name, "the newest of TensorFlow Lite Micro's own"
    yield from ((it.name, "") for it in op_tables.releases())


_KNOWN = {"rules": _rules, "board": _boards, "target": _targets, "runtime": _runtimes, "runtimes": _runtimes}
