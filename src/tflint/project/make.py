"""Makefiles: compiler flags with make's variables expanded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tflint.project import flags
from tflint.project.fact import Fact, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.project.tree import Tree

NAMES = ("Makefile", "makefile", "GNUmakefile")
MOST_LINES = 5000
LONGEST = 4000
DEEPEST = 6
_ASSIGNED = re.compile(r"[ \t]*(?:export[ \t]+|override[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*(\+|:{1,3}|\?)?=[ \t]*(.*)", re.ASCII)
_REFERENCE = re.compile(r"\$[({]([\w.-]{1,100})[)}]", re.ASCII)
_CONDITION = re.compile(r"\s*(ifeq|ifneq|ifdef|ifndef|endif)\b")


def facts(tree: Tree, path: str) -> Iterator[Fact]:
    """Yield what a Makefile states; what depends on a condition is not certain."""
    variables: dict[str, str] = {}
    depth = 0
    for number, line in _lines(tree, path):
        if condition := _CONDITION.match(line):
            depth = max(0, depth + (-1 if condition[1] == "endif" else 1))
            continue
        if (assigned := _ASSIGNED.match(line)) and not line.startswith("\t"):
            name, how, value = assigned[1], assigned[2], assigned[3]
            if not depth:
                before = variables.get(name, "")
                variables[name] = (f"{before} {value}" if how == "+" else before if how == "?" and before else value)[:LONGEST]
            if name in ("TARGET_MCU", "MCU", "CHIP", "DEVICE", "PARTNUM", "PART"):
                yield from _chip(value.strip(), path, number, certain=not depth)
        if any(mark in line for mark in ("-m", "-D", "TAGS", "OPTIMIZED_KERNEL_DIR", "-U")):
            yield from flags.facts(_expanded(line, variables, DEEPEST), path, number, certain=not depth)


def _lines(tree: Tree, path: str) -> Iterator[tuple[int, str]]:
    """Yield the lines without comments, those joined that end in a backslash."""
    joined, started = "", 0
    for number, line in tree.lines(path):
        if number > MOST_LINES:
            return
        text = re.sub(r"(?<!\\)#.*", "", line).rstrip()
        started = started or number
        if text.endswith("\\") and len(joined) < LONGEST:
            joined += text[:-1] + " "
            continue
        yield started, (joined + text)[: 2 * LONGEST]
        joined, started = "", 0


def _chip(value: str, path: str, line: int, *, certain: bool) -> Iterator[Fact]:
    from tflint.project import known_boards

    if core := known_boards.core(value):
        yield Fact(Kind.CPU, core, path, line, certain=certain)
    elif known_boards.chip(value):
        yield Fact(Kind.CHIP, value, path, line, certain=certain)


def _expanded(text: str, variables: dict[str, str], deepest: int) -> str:
    if "$" not in text or not deepest or len(text) > 2 * LONGEST:
        return text[: 2 * LONGEST]
    made = _REFERENCE.sub(lambda m: variables.get(m[1], m[0]), text)
    return made if made == text else _expanded(made, variables, deepest - 1)
