"""Where a report goes: the formats asked for, each to stdout or to its file, and GitHub's own places."""

from __future__ import annotations

import os
import sys

from tflint import __version__
from tflint.cli.errors import Usage, reason
from tflint.manifest.mistakes import did_you_mean
from tflint.record import Record
from tflint.report.options import PACK, PAGES, Options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable, Mapping

    Render = Callable[[str, Options], str]


class Output(Record):
    """A format, and the file that it goes to; None is stdout."""

    format: str
    file: str | None


def add_arguments(parser: ArgumentParser, formats: Mapping[str, str]) -> None:
    """Add the options of a command that prints a report."""
    parser.add_argument(
        "--format", action="append", metavar="FORMAT[=FILE]", help=f"{', '.join(formats)}; may be repeated (default: text)"
    )
    parser.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="default: auto; NO_COLOR, FORCE_COLOR and CLICOLOR_FORCE are honoured",
    )
    volume = parser.add_mutually_exclusive_group()
    volume.add_argument("-q", "--quiet", action="store_true", help="findings only")
    volume.add_argument(
        "-v", "--verbose", action="store_true", help="also notes, what was suppressed and skipped, and tracebacks"
    )


def outputs(arguments: Namespace, formats: Mapping[str, str]) -> tuple[Output, ...]:
    """Return where the report goes; raise Usage for an unknown format, or for two that share stdout."""
    asked = tuple(_output(text, formats) for text in arguments.format or ())
    on_stdout = [it.format for it in asked if it.file is None]
    if len(on_stdout) > 1 and set(on_stdout) - {"text", "github"}:
        raise Usage(f"--format: {' and '.join(on_stdout)} cannot share stdout; name a file for all but one: {on_stdout[-1]}=FILE")
    return asked


def in_actions() -> bool:
    """Return whether this runs in a GitHub workflow."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


def options(arguments: Namespace, *, to_file: bool = False) -> Options:
    """Return how to print: richly where people look at it, plainly in files and pipes."""
    terminal = not to_file and sys.stdout.isatty()
    color = not to_file and _color(arguments.color, terminal=terminal)
    return Options(
        terminal=terminal,
        color=color,
        hyperlinks=color and terminal,
        width=_width() if terminal else 80,
        verbose=arguments.verbose,
        quiet=arguments.quiet,
        statistics=getattr(arguments, "statistics", False),
        notes=arguments.verbose or getattr(arguments, "fail_on", "") == "note",
        root=os.environ.get("GITHUB_WORKSPACE") or os.environ.get("CI_PROJECT_DIR") or ".",
        version=__version__,
        pages=PAGES,
        pack=PACK,
    )


def write(arguments: Namespace, places: tuple[Output, ...], render: Render) -> None:
    """Render a report once for each place and write it there; raise Usage where a file cannot be written."""
    for place in places:
        text = render(place.format, options(arguments, to_file=place.file is not None))
        if place.file is None:
            sys.stdout.write(text)
        else:
            _store(place.file, text, "w")


def append(arguments: Namespace, file: str, format_: str, render: Render) -> None:
    """Append a report to a file that others write to as well (a workflow's step summary)."""
    _store(file, render(format_, options(arguments, to_file=True)), "a")


def _output(text: str, formats: Mapping[str, str]) -> Output:
    name, equals, file = text.partition("=")
    if name not in formats:
        raise Usage(f"--format: expected one of {', '.join(formats)}, got {name!r}{did_you_mean(name, formats)}")
    if equals and not file:
        raise Usage(f"--format: {text!r} names no file")
    return Output(name, file or None)


def _store(path: str, text: str, mode: str) -> None:
    try:
        with open(path, mode, encoding="utf-8", errors="surrogateescape", newline="\n") as file:
            file.write(text)
    except (OSError, ValueError) as why:
        raise Usage(f"{path}: cannot be written: {reason(why)}") from None


def _color(when: str, *, terminal: bool) -> bool:
    if when != "auto":
        return when == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if any(os.environ.get(name, "0") not in ("", "0") for name in _FORCING):
        return True
    return terminal and obeys_escapes(os.environ, sys.platform)


_FORCING = ("FORCE_COLOR", "CLICOLOR_FORCE")  # what pre-commit and CI services set to ask for colour in a pipe


def obeys_escapes(environment: Mapping[str, str], platform: str) -> bool:
    """Return whether the terminal draws ANSI escapes: every one but a dumb one, and the old console of Windows, which shows them."""
    if environment.get("TERM") == "dumb":
        return False
    return platform != "win32" or any(environment.get(name) for name in _ON_WINDOWS)


_ON_WINDOWS = ("WT_SESSION", "TERM", "TERM_PROGRAM", "ConEmuANSI", "ANSICON")  # Windows Terminal, MSYS, VS Code, ConEmu, ansicon


def _width() -> int:
    from shutil import get_terminal_size

    return get_terminal_size().columns
