"""Finds the command that a command line means, runs it, and turns every way out into an exit code."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from functools import cache
from importlib import import_module

from tflint import __version__
from tflint.cli import termination
from tflint.cli.errors import Usage, complain, reason
from tflint.cli.exit_codes import CLOSED, INTERRUPTED, TERMINATED, USAGE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

DESCRIPTION = "A linter for .tflite models, not Terraform: says before you flash whether a model will run on its board."
COMMANDS = {
    "check": "lint models; the default command",
    "plan": "show the arena plan: used, minimum, what lives when",
    "fix": "rewrite models so that they need less arena and flash, with the same outputs",
    "diff": "compare two models: arena, size, operators, findings",
    "resolver": "print the C++ op resolver for exactly the operators of these models",
    "image": "check a linked firmware image: its arena, models, kernels and memory",
    "init": "write a commented tflint.toml from the models and firmware that are here",
    "rules": "list the rules",
    "explain": "show a rule's page",
    "boards": "list the boards of the catalogue and of the manifest",
    "runtimes": "list the runtimes: dates, what is exact for each, who ships it",
    "lsp": "serve an editor: findings, figures on hover, quick fixes (the extra tflint[lsp])",
    "completion": "print a completion script for bash, zsh or fish",
}
INTERMIXED = ("image",)  # commands whose options may stand between their paths


SYNONYMS = frozenset({"lint", "run", "scan", "validate", "verify"})  # what other linters call `check`


def run(words: Sequence[str]) -> int:
    """Run a command line; return the exit code. Prints no traceback for what a user can cause."""
    _speak_utf8()
    try:
        code = _dispatch(list(words))
        sys.stdout.flush()
    except Usage as usage:
        complain(*usage.args)
        code = USAGE
    except BrokenPipeError:
        code = CLOSED
    except KeyboardInterrupt:
        code = INTERRUPTED
    except termination.Terminated:
        code = TERMINATED
    except OSError as why:  # a full disk, behind stdout
        complain(f"the output cannot be written: {reason(why)}")
        code = USAGE
    if code in {CLOSED, USAGE, INTERRUPTED, TERMINATED}:
        _let_go_of_stdout()
    return code


class _Help(RawDescriptionHelpFormatter):
    """Help as wide as the terminal; asked of the system itself, since argparse would import half an archiver for it."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_columns() - 2)


class _Parser(ArgumentParser):
    """A parser whose help starts with what the program is for."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong in one sentence, as of every other mistake, instead of a screen of usage."""
        hint = self._hint(message)
        raise Usage(f"{message}{hint}{'' if hint.endswith('?') else ';'} {self.prog} --help lists the options")

    def _hint(self, message: str) -> str:
        said, _, words = message.partition("unrecognized arguments: ")
        if said:
            return ""
        from tflint.cli import terraform_namesake
        from tflint.manifest.mistakes import did_you_mean

        wrong = words.split()
        if terraform_namesake.meant(wrong):
            return f": {terraform_namesake.SENTENCE}"
        if wrong and os.path.lexists(wrong[0]):
            return f"; a path that starts with - is written ./{wrong[0]}"
        if not words.startswith("--"):
            return ""
        known = [name for action in self._actions for name in action.option_strings if name.startswith("--")]
        return did_you_mean(wrong[0].partition("=")[0], known)

    def format_help(self) -> str:
        """Return the help, the description before the usage."""
        from tflint.cli import line_wrapping

        first, self.description = self.description, None
        try:
            whole = f"{first}\n\n{super().format_help()}"
        finally:
            self.description = first
        return "".join(f"{line_wrapping.row(line, _columns())}\n" for line in whole.splitlines())


def parser(command: str) -> ArgumentParser:
    """Return the parser of one command, its arguments added by its own file."""
    module = import_module(f"tflint.cli.{command}_command")
    default = command == "check"
    made = _Parser(
        prog="tflint" if default else f"tflint {command}",
        description=DESCRIPTION if default else module.__doc__,
        epilog=_epilog() if default else None,
        formatter_class=_Help,
        allow_abbrev=False,
    )
    if default:
        made.add_argument("--version", action="version", version=f"tflint {__version__}")
    module.add_arguments(made)
    return made


def _dispatch(words: list[str]) -> int:
    command = words.pop(0) if words and words[0] in COMMANDS else "check"
    if command == "check" and words:
        _demand_no_typo(words[0])
    reader = parser(command)
    arguments = reader.parse_intermixed_args(words) if command in INTERMIXED else reader.parse_args(words)
    if command != "check":  # which does so once it has found a model
        termination.heed()
    code: int = import_module(f"tflint.cli.{command}_command").run(arguments)
    return code


def _demand_no_typo(word: str) -> None:
    """Refuse a first word that is all but a command's name, and no path."""
    if not word.isalpha() or os.path.lexists(word):
        return
    from difflib import get_close_matches

    near = ["check"] if word in SYNONYMS else get_close_matches(word, COMMANDS, n=1, cutoff=0.75)
    if near:
        raise Usage(f"no command, file or folder is called {word!r}; did you mean tflint {near[0]}?")


def _epilog() -> str:
    rows = "\n".join(f"  {name:<11} {what}" for name, what in COMMANDS.items())
    return (
        f"commands (tflint COMMAND --help):\n{rows}\n\n"
        "exit codes:\n"
        "  0  nothing at or above --fail-on\n"
        "  1  findings\n"
        "  2  a mistake in the command line or the manifest, or a path that cannot be read\n"
        "  3  an internal error: a rule crashed; it is named, and the rest is reported"
    )


@cache  # argparse asks for each argument
def _columns() -> int:
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns):
        return int(columns)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns if sys.__stdout__ else _WIDTH
    except (OSError, ValueError):  # a pipe, a closed stream
        return _WIDTH


_WIDTH = 100


def _speak_utf8() -> None:
    """Print the same bytes under every locale and system; bytes of a file name that are no UTF-8 come out as they went in."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="surrogateescape", newline="\n")


def _let_go_of_stdout() -> None:
    """Keep the interpreter from complaining at exit about output that nobody reads any more."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
