"""CMake: compiler flags, definitions and the functions of SDKs, with variables and plain conditions followed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tflint.project import flags, known_boards, libraries
from tflint.project.fact import Fact, Kind
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.project.tree import Tree

NAMES = ("CMakeLists.txt",)
MOST_COMMANDS = 4000
LONGEST_VALUE = 2000
DEEPEST = 8
_COMMENT = re.compile(r"#\[\[.*?\]\]|#[^\n]*", re.DOTALL)
_COMMAND = re.compile(r"([A-Za-z_]\w*)[ \t]*\(", re.ASCII)
_WORD = re.compile(r'"((?:\\.|[^"\\])*)"|((?:\\.|[^\s"()\\])+)', re.DOTALL)
_MARK = re.compile(r'\\.|[()]|"(?:\\.|[^"\\])*"', re.DOTALL)
_VARIABLE = re.compile(r"\$\{([\w.-]{1,100})\}", re.ASCII)
_TRUE, _FALSE = ("ON", "TRUE", "YES", "Y", "1"), ("OFF", "FALSE", "NO", "N", "0", "IGNORE", "NOTFOUND")
_DEFINES = {"add_definitions", "add_compile_definitions", "target_compile_definitions", "add_compile_options"}
_FLAGS = {"target_compile_options", "set", "string", "list", "add_link_options", "set_property", "set_target_properties"}
_SCOPES = {"PUBLIC", "PRIVATE", "INTERFACE", "APPEND", "CACHE", "STRING", "FORCE", "BEFORE"}


class Command(Record):
    """A command: its name in lower case, its words, its line."""

    name: str
    words: tuple[str, ...]
    line: int


class _State:
    """Variables, and for each open `if` whether this branch is built: None where that is not known."""

    def __init__(self) -> None:
        self.variables: dict[str, str] = {}
        self.branches: list[tuple[bool | None, bool | None]] = []

    @property
    def dead(self) -> bool:
        return any(taken is False for taken, _ in self.branches)

    @property
    def certain(self) -> bool:
        return all(taken for taken, _ in self.branches)


def facts(tree: Tree, path: str) -> Iterator[Fact]:
    """Yield what a CMake file states, the branches left out that its own variables exclude."""
    state = _State()
    for command in commands(tree.text(path)):
        if command.name in ("if", "elseif", "else", "endif"):
            _branch(state, command)
        elif not state.dead:
            yield from _facts(state, command, path)


def commands(text: str) -> Iterator[Command]:
    """Yield the commands of a CMake text; total on any text."""
    plain = _COMMENT.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text)
    at, line, counted = 0, 1, 0
    for _ in range(MOST_COMMANDS):
        match = _COMMAND.search(plain, at)
        if match is None:
            return
        end = _closing(plain, match.end())
        line += plain.count("\n", counted, match.start())
        counted = match.start()
        words = tuple((quoted or bare)[:LONGEST_VALUE] for quoted, bare in _WORD.findall(plain[match.end() : end]))
        yield Command(match[1].lower(), words, line)
        at = end + 1


def _closing(text: str, at: int) -> int:
    depth = 1
    for mark in _MARK.finditer(text, at):
        depth += {"(": 1, ")": -1}.get(mark[0], 0)
        if depth == 0:
            return mark.start()
    return len(text)


def _branch(state: _State, command: Command) -> None:
    """Enter, change or leave a branch. Each knows whether it is built, and whether one before it was."""
    if command.name == "if":
        holds = _holds(state, command.words)
        state.branches.append((holds, holds))
    elif state.branches:
        _, before = state.branches.pop()
        if command.name == "elseif":
            holds = False if before else _holds(state, command.words) if before is False else None
            state.branches.append((holds, before or holds if before is False else before))
        elif command.name == "else":
            state.branches.append((None if before is None else not before, True))


def _holds(state: _State, words: tuple[str, ...]) -> bool | None:
    """Return whether a condition holds, None where these files do not settle it."""
    if words[:1] == ("NOT",):
        holds = _holds(state, words[1:])
        return None if holds is None else not holds
    if len(words) == 1:
        word = words[0]
        value = _expanded(state, word) if "${" in word else state.variables.get(word, word)
        value = state.variables.get(value, value)
        return True if value.upper() in _TRUE else False if value.upper() in _FALSE else None
    if len(words) == 3 and words[1] in ("STREQUAL", "EQUAL", "MATCHES"):  # noqa: PLR2004  left, operator, right
        left, right = (_expanded(state, state.variables.get(word, word)) for word in (words[0], words[2]))
        if "${" in left or "$ENV" in left or not left:
            return None
        return left == right if words[1] != "MATCHES" else None
    return None


def _facts(state: _State, command: Command, path: str) -> Iterator[Fact]:
    words = tuple(_expanded(state, word) for word in command.words)
    certain = state.certain
    if command.name in ("set", "option"):
        _assign(state, command, words)
    if command.name in _DEFINES:
        yield from _definitions(words, path, command.line, certain=certain)
    elif command.name in _FLAGS:
        yield from flags.facts(" ".join(words), path, command.line, certain=certain)
    yield from _of_sdks(command, words, path, certain=certain)


def _assign(state: _State, command: Command, words: tuple[str, ...]) -> None:
    if not words:
        return
    if command.name == "option":
        state.variables.setdefault(words[0], "")  # the user's choice: -D may set it
        return
    value = " ".join(word for word in words[1:] if word not in _SCOPES)[:LONGEST_VALUE]
    state.variables[words[0]] = value if state.certain else ""


def _definitions(words: tuple[str, ...], path: str, line: int, *, certain: bool) -> Iterator[Fact]:
    """Yield the macros of `add_compile_definitions(NAME=VALUE)` and `add_definitions(-DNAME=VALUE)`."""
    for number, word in enumerate(words):
        if word.startswith("-"):
            yield from flags.facts(word, path, line, certain=certain)
        elif number and word not in _SCOPES and (match := re.fullmatch(r"([A-Za-z_]\w*)(?:=(.*))?", word, re.ASCII)):
            yield from flags.macro(match[1], match[2] or "1", path, line, certain=certain)
        elif not number and "=" in word and (match := re.fullmatch(r"([A-Za-z_]\w*)=(.*)", word, re.ASCII)):
            yield from flags.macro(match[1], match[2], path, line, certain=certain)


def _of_sdks(command: Command, words: tuple[str, ...], path: str, *, certain: bool) -> Iterator[Fact]:
    """Yield what the functions of SDKs state by their names."""
    line = command.line
    if match := re.fullmatch(r"add_(?:executable|library)_m([47])", command.name):
        yield Fact(Kind.CPU, f"cortex-m{match[1]}", path, line, certain=certain)
        yield Fact(Kind.FRAMEWORK, "coralmicro", path, line, certain=certain)
    elif command.name == "pico_sdk_init":
        yield Fact(Kind.FRAMEWORK, "pico-sdk", path, line, certain=certain)
    elif command.name == "target_link_libraries":
        for word in " ".join(words).split():  # a variable may hold several
            yield from _linked(word, path, line, certain=certain)
    elif command.name == "set" and words[:1]:
        yield from _variable(words, path, line, certain=certain)
    elif command.name in ("find_package", "include") and "zephyr" in " ".join(words[:1]).lower():
        yield Fact(Kind.FRAMEWORK, "zephyr", path, line, certain=certain)
    elif command.name in ("fetchcontent_declare", "cpmaddpackage"):
        for word in words:
            yield from libraries.platformio(word, path, line)


def _linked(word: str, path: str, line: int, *, certain: bool) -> Iterator[Fact]:
    if word == "pico-tflmicro":
        yield Fact(Kind.LIBRARY, word, path, line, certain=certain)
        yield Fact(Kind.KERNELS, "cmsis-nn", path, line, certain=certain)


_BOARD_VARIABLES = {"PICO_BOARD", "BOARD", "PICO_PLATFORM"}
_CHIP_VARIABLE = re.compile(r"\w*(?:CHIP|MCU|DEVICE|MCU_MODEL|IDF_TARGET|TARGET_MCU|PICO_PLATFORM)", re.ASCII)


def _variable(words: tuple[str, ...], path: str, line: int, *, certain: bool) -> Iterator[Fact]:
    """Yield what a variable states that names a board or a chip, as the tables know it."""
    name, value = words[0], words[1] if len(words) > 1 else ""
    if name in _BOARD_VARIABLES and known_boards.board(value.partition("/")[0]):
        yield Fact(Kind.BOARD, value, path, line, certain=certain)
    elif _CHIP_VARIABLE.fullmatch(name) and (core := known_boards.core(value)):
        yield Fact(Kind.CPU, core, path, line, certain=certain)
    elif _CHIP_VARIABLE.fullmatch(name) and known_boards.chip(value):
        yield Fact(Kind.CHIP, value, path, line, certain=certain)


def _expanded(state: _State, text: str, deepest: int = DEEPEST) -> str:
    """Return a text with the variables that are known; the others stay as they are written."""
    if "${" not in text or not deepest:
        return text[:LONGEST_VALUE]
    made = _VARIABLE.sub(lambda m: state.variables.get(m[1]) or m[0], text)[:LONGEST_VALUE]
    return made if made == text else _expanded(state, made, deepest - 1)
