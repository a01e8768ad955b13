"""What objects are given: the members that a class's constructor takes from its arguments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tflint.firmware.wrappers import split_arguments

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MOST = 64  # constructors that are looked at
LONGEST = 400  # of the arguments of an object
_CONSTRUCTOR = re.compile(  # possessive: a list that no `{` ends is given up at once
    r"\b([A-Za-z_]\w*+)\s*+\(([^(){};]{1,400}+)\)\s*+:\s*+((?:[A-Za-z_]\w*+\s*+[({][^(){}]{0,200}+[)}]\s*+,?+\s*+){1,40}+)\{",
    re.ASCII,
)
_MEMBER = re.compile(r"([A-Za-z_]\w*)\s*[({]\s*([A-Za-z_]\w*)\s*[)}]", re.ASCII)
_LAST_WORD = re.compile(r"([A-Za-z_]\w*)\s*(?:\[[^\]]*\]\s*)?(?:=.*)?$", re.ASCII | re.DOTALL)


def members(texts: Sequence[str]) -> dict[str, str]:
    """Return the expression that each member is set to, where all objects of its class are given the same; comments are blanked."""
    found: dict[str, set[str]] = {}
    for name, parameters, member_list in _constructors(texts):
        given = {it for it in _objects(name, texts) if len(it) == len(parameters)}
        for member, parameter in _MEMBER.findall(member_list):
            if parameter in parameters:
                at = parameters.index(parameter)
                found.setdefault(member, set()).update(it[at] for it in given)
    return {member: next(iter(values)) for member, values in found.items() if len(values) == 1}


def _constructors(texts: Iterable[str]) -> Iterator[tuple[str, list[str], str]]:
    """Yield each constructor with an initializer list: its class, the names of its parameters, the list."""
    left = MOST
    for text in texts:
        for match in _CONSTRUCTOR.finditer(text):
            names = [_LAST_WORD.search(it.strip()) for it in split_arguments(match[2])]
            yield match[1], [it[1] if it else "" for it in names], match[3]
            left -= 1
            if not left:
                return


def _objects(name: str, texts: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Yield the arguments of each object of a class that is declared or made with `new`."""
    made = re.compile(
        rf"\b(?:new\s+{name}\s*|(?:make_unique|make_shared)\s*<\s*(?:\w+::)*{name}\s*>\s*|{name}\s+[A-Za-z_]\w*\s*)[({{]",
        re.ASCII,
    )
    for text in texts:
        yield from (split_arguments(_inside(text[match.end() : match.end() + LONGEST])) for match in made.finditer(text))


def _inside(text: str) -> str:
    """Return a text up to the bracket that closes what was opened before it."""
    depth = 1
    for at, letter in enumerate(text):
        depth += (letter in "({") - (letter in ")}")
        if not depth:
            return text[:at]
    return ""
