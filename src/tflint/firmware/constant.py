"""Constant expressions of C: `136 * 1024`, `kOps + 1`; what a compiler's settings decide is not guessed: it raises Unknown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tflint.firmware.given import Given, defaults

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

NOTHING_GIVEN = Given()

DEEPEST = 16
MOST_NAMES = 200
LONGEST = 2000
MOST_NESTED = 64
LONGEST_NUMBER = 40
LARGEST = 1 << 62
_TOKEN = re.compile(
    r"\s*(?:(?P<float>\d+(?:\.\d*)?[eE]\+?\d{1,2}|\d+\.0*)f?\b|(?P<number>0[xX][0-9a-fA-F']+|0[bB][01']+|\d[\d']*)(?P<suffix>[uUlLzZ]*)\b"
    r"|(?P<name>[A-Za-z_]\w*(?:::[A-Za-z_]\w*)*)|(?P<op><<|>>|[-+*/%()|&~]))",
    re.ASCII,
)
_CAST = re.compile(
    r"static_cast\s*<[\w\s:]{1,40}>|\(\s*(?:unsigned|signed|int|long|short|size_t|std::size_t|u?int\d+_t|\s)+\)(?=\s*[\w(])"
)
_LEVELS: tuple[Mapping[str, Callable[[int, int], int]], ...] = (
    {"|": lambda a, b: a | b},
    {"&": lambda a, b: a & b},
    {"<<": lambda a, b: a << min(b, 64), ">>": lambda a, b: a >> b},
    {"+": lambda a, b: a + b, "-": lambda a, b: a - b},
    {"*": lambda a, b: a * b, "/": lambda a, b: int(a / b) if a * b < 0 else a // b, "%": lambda a, b: a % b},
)


class Unknown(Exception):
    """An expression whose value these sources do not settle; the message says why."""


class Constants:
    """Names and the expressions that define them; a name with several values (`#if`) is unknown unless they are equal.

    `defaults` are the macros that the sources define only where the build does not (`#ifndef`), `assigned` what plain variables
    are set to, which serves names that nothing defines; `given` are the macros that the build gives.
    """

    def __init__(
        self,
        texts: Mapping[str, tuple[str, ...]],
        defaults: frozenset[str] = frozenset(),
        assigned: Mapping[str, tuple[str, ...]] | None = None,
        given: frozenset[str] = frozenset(),
    ) -> None:
        self.texts = texts
        self.given = given
        self.defaults = defaults
        self.assigned = assigned or {}

    def value(self, expression: str, depth: int = 0) -> int:
        """Return an expression's value; raise Unknown."""
        if depth > DEEPEST or len(expression) > LONGEST:
            raise Unknown(f"{expression[:40]!r} leads too far")
        return _Expression(_CAST.sub("", expression), self, depth).value()

    def rests_on(self, expression: str, names: frozenset[str]) -> frozenset[str]:
        """Return those of some names that an expression's value rests on, through the names in it."""
        met: set[str] = set()
        texts = [expression]
        while texts and len(met) < MOST_NAMES:
            for name in {it.rpartition("::")[2] for it in _NAME.findall(texts.pop()[:LONGEST])} - met:
                met.add(name)
                texts += self._expressions(name)
        return frozenset(met & names)

    def _expressions(self, name: str) -> tuple[str, ...]:
        return self.texts.get(name) or self.texts.get(name.rpartition("::")[2]) or self.assigned.get(name, ())

    def named(self, name: str, depth: int) -> int:
        """Return a name's value; raise Unknown."""
        texts = self._expressions(name)
        if not texts:
            raise Unknown(f"{name} is not defined in these sources")
        values = {self.value(text, depth + 1) for text in texts}
        if len(values) > 1:
            raise Unknown(f"{name} is one of {', '.join(map(str, sorted(values)))}, as the preprocessor decides")
        return values.pop()


class _Expression:
    def __init__(self, text: str, constants: Constants, depth: int) -> None:
        self.text = text
        self.constants = constants
        self.depth = depth
        self.tokens = self._tokens()
        self.nesting = 0

    def value(self) -> int:
        if not self.tokens:
            raise Unknown("an empty expression")
        made = self._level(0)
        if self.tokens or abs(made) > LARGEST:
            raise self._unreadable()
        return made

    def _tokens(self) -> list[tuple[str, str]]:
        found, at = [], 0
        text = self.text.rstrip()
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None or match.lastgroup is None:
                raise self._unreadable()
            kind = next(kind for kind in ("float", "number", "name", "op") if match[kind])
            found.append((kind, match[kind]))
            at = match.end()
        return found[::-1]

    def _unreadable(self) -> Unknown:
        return Unknown(f"{' '.join(self.text.split())[:60]!r} is not a plain constant")

    def _level(self, level: int) -> int:
        if level == len(_LEVELS):
            return self._unary()
        left = self._level(level + 1)
        while self.tokens and self.tokens[-1][0] == "op" and self.tokens[-1][1] in _LEVELS[level]:
            apply = _LEVELS[level][self.tokens.pop()[1]]
            right = self._level(level + 1)
            left = self._applied(apply, left, right)
        return left

    def _applied(self, apply: Callable[[int, int], int], left: int, right: int) -> int:
        try:
            made = apply(left, right)
        except (ZeroDivisionError, ValueError, OverflowError):
            raise self._unreadable() from None
        if abs(made) > LARGEST:
            raise self._unreadable()
        return made

    def _unary(self) -> int:
        self.nesting += 1
        if not self.tokens or self.nesting > MOST_NESTED:
            raise self._unreadable()
        kind, text = self.tokens.pop()
        try:
            if kind in ("number", "float"):
                return self._integer(text) if kind == "number" else self._whole(text)
            if kind == "name":
                return self.constants.named(text, self.depth)
            return self._operand(text)
        finally:
            self.nesting -= 1

    def _integer(self, text: str) -> int:
        digits = text.replace("'", "")
        octal = len(digits) > 1 and digits.isdigit() and digits.startswith("0")
        try:
            return int(digits[:LONGEST_NUMBER], 8 if octal else 0) if len(digits) <= LONGEST_NUMBER else LARGEST + 1
        except ValueError:
            raise self._unreadable() from None

    def _whole(self, text: str) -> int:
        """Return `3e6` as the integer that it is stored into."""
        if not (value := float(text)).is_integer() or value > LARGEST:
            raise self._unreadable()
        return int(value)

    def _operand(self, op: str) -> int:
        if op in "+-~":
            inner = self._unary()
            return {"+": inner, "-": -inner, "~": ~inner}[op]
        if op != "(":
            raise self._unreadable()
        inner = self._level(0)
        if not self.tokens or self.tokens.pop() != ("op", ")"):
            raise self._unreadable()
        return inner


_NAME = re.compile(r"[A-Za-z_]\w*(?:::[A-Za-z_]\w*)*", re.ASCII)
_ASSIGNED = re.compile(r"(?<![\w=!<>])(?:this[ \t]*->[ \t]*)?([A-Za-z_]\w*)[ \t]*=[ \t\n]*([^=;{}\n][^;{}\n]{0,200});", re.ASCII)
_DEFINE = re.compile(r"^[ \t]*#[ \t]*define[ \t]+([A-Za-z_]\w*)(?:[ \t]+((?:\\\n|[^\n])*))?$", re.MULTILINE | re.ASCII)
_CONST = re.compile(
    r"\b(?:constexpr|const)\b([^;{}()=#]{1,120}?)\b([A-Za-z_]\w*)[ \t\n]*"
    r"(?:=([^;{}]{1,500});|\{([^;{}]{1,500})\}[ \t\n]*;|\(([\d][\w \t*+/<()-]{0,200})\)[ \t\n]*;)",
    re.ASCII,
)
_ENUM = re.compile(r"\benum\b[^;{}()]{0,120}\{([^{}]{1,20000})\}", re.ASCII)
_MEMBER = re.compile(r"\b([A-Za-z_]\w*)\s*=([^,]{1,200})", re.ASCII)


def constants(texts: tuple[str, ...], given: Given = NOTHING_GIVEN) -> Constants:
    """Return every `#define`, const, constexpr and enum member with a value in sources whose comments are blanked.

    What the build gives (`-D`, Kconfig) goes before what the sources define.
    """
    found: dict[str, list[str]] = {}
    assigned: dict[str, list[str]] = {}
    for text in texts:
        for match in _DEFINE.finditer(text):
            found.setdefault(match[1], []).append((match[2] or "").replace("\\\n", " ").strip())
        for match in _CONST.finditer(text):
            found.setdefault(match[2], []).append((match[3] or match[4] or match[5]).strip())
        for enum in _ENUM.finditer(text):
            for match in _MEMBER.finditer(enum[1]):
                found.setdefault(match[1], []).append(match[2].strip())
        for match in _ASSIGNED.finditer(text):
            assigned.setdefault(match[1], []).append(match[2].strip())
    found |= {name: [value] for name, value in given.values.items() if name in found or _is_number(value)}
    return Constants(
        {name: tuple(dict.fromkeys(values)) for name, values in found.items()},
        frozenset(name for text in texts for name in defaults(text)) - given.values.keys(),
        {name: tuple(dict.fromkeys(values)) for name, values in assigned.items()},
        frozenset(given.values),
    )


def _is_number(value: str) -> bool:
    return re.fullmatch(r"\(?(?:0[xX][0-9a-fA-F]+|\d+)[uUlL]*(?:\s*[*+<-]+\s*\d+)*\)?", value) is not None
