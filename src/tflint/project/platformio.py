"""platformio.ini: the environments that are built, with their board, flags and libraries."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from tflint.project import flags, libraries
from tflint.project.fact import Fact, Kind
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.project.tree import Tree

NAME = "platformio.ini"
MOST_LINES = 4000
MOST_SECTIONS = 200
DEEPEST = 8
_SECTION = re.compile(r"\[([^\]]{1,100})\]")
_OPTION = re.compile(r"([\w.]+)\s*=\s*(.*)", re.ASCII)
_MCU = re.compile(r'"mcu"\s*:\s*"([\w-]{1,40})"', re.ASCII)
_REFERENCE = re.compile(r"\$\{([^{}\s]{1,100})\}")


class _Line(Record):
    """A line of an option's value."""

    number: int
    text: str


_Sections = dict[str, dict[str, list[_Line]]]


def facts(tree: Tree, path: str) -> Iterator[Fact]:
    """Yield what the environments state that are built where none is named: `default_envs`, else all."""
    sections = _sections(tree, path)
    wanted = _environments(sections)
    folder = " ".join(it.text for it in sections.get("platformio", {}).get("boards_dir", ())) or "boards"
    for name in wanted:
        for it in _environment(sections, name, path, alone=len(wanted) == 1):
            yield it
            if it.kind is Kind.BOARD:
                yield from _own_board(
                    tree, posixpath.normpath(posixpath.join(posixpath.dirname(path), folder, f"{it.value}.json"))
                )


def _own_board(tree: Tree, path: str) -> Iterator[Fact]:
    """Yield the chip of a board that the project itself defines."""
    for number, line in tree.lines(path):
        if match := _MCU.search(line):
            yield Fact(Kind.CHIP, match[1], path, number)
            return


def _sections(tree: Tree, path: str) -> _Sections:
    """Return each section's options; a line that is indented goes on with the option above it."""
    sections: _Sections = {}
    options: dict[str, list[_Line]] = {}
    value: list[_Line] = []
    for number, line in tree.lines(path):
        text = re.sub(r"(^|\s)[;#].*", "", line).rstrip()
        if number > MOST_LINES or len(sections) > MOST_SECTIONS:
            break
        if not text.strip():
            continue
        if section := _SECTION.match(text):
            options = sections.setdefault(section[1].strip(), {})
            value = []
        elif (option := _OPTION.match(text.strip())) and (not text[0].isspace() or not value or _is_option(text)):
            value = options[option[1]] = [_Line(number, option[2])] if option[2] else [_Line(number, "")]
        else:
            value.append(_Line(number, text.strip()))
    return sections


def _is_option(text: str) -> bool:
    """Return whether an indented line begins an option, as some people indent all of them."""
    return (
        re.match(r"\s+(?:src_dir|default_envs|board|platform|framework|extends|build_flags|lib_deps)\s*=", text, re.ASCII)
        is not None
    )


def _environments(sections: _Sections) -> tuple[str, ...]:
    """Return the sections that are built."""
    named = " ".join(it.text for it in sections.get("platformio", {}).get("default_envs", ()))
    wanted = [f"env:{word}" for word in re.split(r"[\s,]+", named) if f"env:{word}" in sections]
    return tuple(wanted or [name for name in sections if name.startswith("env:")])


def _environment(sections: _Sections, name: str, path: str, *, alone: bool) -> Iterator[Fact]:
    for option, lines in _inherited(sections, name, DEEPEST).items():
        for it in _expanded(sections, name, lines, DEEPEST):
            if option == "board" and it.text.strip():
                yield Fact(Kind.BOARD, it.text.strip(), path, it.number)
            elif option == "board_build.mcu":
                yield Fact(Kind.CHIP, it.text.strip(), path, it.number)
            elif option in ("build_flags", "src_build_flags"):
                yield from flags.facts(it.text, path, it.number, certain=alone)
            elif option == "lib_deps":
                yield from libraries.platformio(it.text, path, it.number)
            elif option == "framework" and it.text.strip():
                yield Fact(Kind.FRAMEWORK, it.text.strip(), path, it.number)


def _inherited(sections: _Sections, name: str, deepest: int) -> dict[str, list[_Line]]:
    """Return a section's options with those of `[env]` and of the sections that it extends."""
    own = sections.get(name, {})
    above = " ".join(it.text for it in own.get("extends", ()))
    made = dict(sections.get("env", {})) if name.startswith("env:") else {}
    for word in re.split(r"[\s,]+", above) if deepest else ():
        if word in sections and word != name:
            made.update(_inherited(sections, word, deepest - 1))
    return made | own


def _expanded(sections: _Sections, name: str, lines: list[_Line], deepest: int) -> Iterator[_Line]:
    """Yield an option's lines with the lines that `${section.option}` stands for."""
    for it in lines:
        yield it._replace(text=_REFERENCE.sub(" ", it.text))
        for reference in _REFERENCE.findall(it.text)[:20] if deepest else ():
            section, _, option = reference.rpartition(".")
            inner = _inherited(sections, name if section == "this" else section, deepest - 1).get(option, [])
            yield from _expanded(sections, section, inner, deepest - 1)
