"""Macros that the build gives the compiler, and the branches of `#if` that they settle."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Mapping

_DIRECTIVE = re.compile(r"[ \t]*#[ \t]*(if|ifdef|ifndef|elif|else|endif)\b[ \t]*(.*)", re.ASCII)
_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_DEFINED = re.compile(r"(!?)[ \t]*(?:defined[ \t]*\(?[ \t]*)([A-Za-z_]\w*)[ \t]*\)?", re.ASCII)
_PLAIN = re.compile(r"(!?)[ \t]*\(?[ \t]*([A-Za-z_]\w*|[01])[ \t]*\)?", re.ASCII)
_DEFAULT = re.compile(
    r"^[ \t]*#[ \t]*if(?:ndef[ \t]+|[ \t]*!?[ \t]*!defined[ \t]*\(?[ \t]*)([A-Za-z_]\w*)[^\n]*\n(?:[ \t]*\n)*[ \t]*#[ \t]*define[ \t]+\1\b",
    re.MULTILINE | re.ASCII,
)
DEEPEST = 100


class Given(Record):
    """What the build defines: names and their values; with `whole`, every CONFIG_ name that is not among them is undefined."""

    values: Mapping[str, str] = {}
    whole: bool = False

    def defines(self, name: str) -> bool | None:
        """Return whether a name is defined, None where the sources may define it."""
        if name in self.values:
            return self.values[name] not in ("n", "")
        return False if self.whole and name.startswith("CONFIG_") else None

    def holds(self, name: str) -> bool | None:
        """Return whether `#if NAME` holds."""
        defined = self.defines(name)
        return defined and self.values[name] not in ("0", "false") if defined else defined


def settled(text: str, given: Given) -> str:
    """Return a text with the branches blanked that the build's macros exclude, line breaks kept."""
    if not given.values and not given.whole:
        return text
    lines, branches = text.split("\n"), list[tuple[bool | None, bool | None]]()
    for number, line in enumerate(lines):
        if match := _DIRECTIVE.match(line):
            _follow(branches, match[1], match[2], given)
        elif any(taken is False for taken, _ in branches):
            lines[number] = ""
    return "\n".join(lines)


def _follow(branches: list[tuple[bool | None, bool | None]], word: str, condition: str, given: Given) -> None:
    """Enter, change or leave a branch: whether it is compiled, and whether one before it was; None where that is open."""
    if word.startswith("if"):
        holds = _holds({"ifdef": f"defined {condition}", "ifndef": f"!defined {condition}"}.get(word, condition), given)
        branches.append((holds, holds) if len(branches) < DEEPEST else (None, None))
    elif branches and word == "endif":
        branches.pop()
    elif branches:
        _, before = branches.pop()
        holds = _holds(condition, given) if word == "elif" else True
        if before is None:
            branches.append((None, None))
        else:
            branches.append((False, True) if before else (holds, holds))


def _holds(condition: str, given: Given) -> bool | None:
    text = condition.strip()
    if match := _DEFINED.fullmatch(text):
        holds = given.defines(match[2])
    elif match := _PLAIN.fullmatch(text):
        holds = bool(int(match[2])) if match[2].isdigit() else given.holds(match[2])
    else:
        return None
    return holds if holds is None or not match[1] else not holds


def defaults(text: str) -> frozenset[str]:
    """Return the macros that a text defines only where the build does not: `#ifndef N` right before `#define N`."""
    return frozenset(match[1] for match in _DEFAULT.finditer(text))
