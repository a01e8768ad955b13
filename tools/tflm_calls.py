"""What a definition of TFLM's C++ names, and what is reached from a name: read as text, so that rather more is found than less."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

COMMENT = re.compile(r'//[^\n]*|/\*.*?\*/|("(?:\\.|[^"\\])*")', re.DOTALL)
PREPROCESSOR = re.compile(r"^\s*#\s*(include|ifndef TENSORFLOW|define TENSORFLOW|pragma)[^\n]*$", re.MULTILINE)
LOGS = re.compile(r"\b(TF_LITE_KERNEL_LOG|TF_LITE_REPORT_ERROR|MicroPrintf|TFLITE_DCHECK\w*|TFLITE_CHECK\w*)\s*\([^;]*\)\s*;")
RENAMED = re.compile(r"\bTfLiteRegistration(_V1)?\b|\bTFLMRegistration\b")
SCOPE = re.compile(r'\b(?:namespace\b[\w\s:]*|extern\s*"C"\s*)\{')
SPACE = re.compile(r"\s+")
RUNS = re.compile(r"(?:\b[\w:]+[\s*&]+){0,3}\b\w*(?:Eval|Invoke|Quantized\w*Impl)\w*\s*\([^;{}]*\)\s*\{")
WORD = re.compile(r"[A-Za-z_]\w*")
# a name in what stands before a body: a function, a variable, a type, the class of a method
NAMED = re.compile(r"([A-Za-z_]\w*)\s*(?:[({=;\[]|::|$)|\b(?:struct|class|enum|union)\s+([A-Za-z_]\w*)")
LISTED = re.compile(r"\benum\b[^;(){]*\{")
NAMESPACES = frozenset({"tflite", "micro", "ops", "std", "flatbuffers", "builtin", "custom", "tflm_signal", "internal"})
MACRO = re.compile(r"^[ \t]*#[ \t]*define[ \t]+(\w+)", re.MULTILINE)
DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*$", re.MULTILINE)
KEYWORDS = frozenset(
    {
        "const",
        "constexpr",
        "int",
        "void",
        "struct",
        "class",
        "enum",
        "union",
        "typedef",
        "static",
        "defined",
        "__attribute__",
        "alignas",
        "if",
        "for",
        "static_assert",
        "operator",
        "extern",
    }
)
ANY = ""  # the name of a definition whose name is not seen: it may be anything


class Definition(NamedTuple):
    """A definition or declaration: what it may be called, its text's digest, the words in it, whether it is more than a declaration."""

    names: frozenset[str]
    digest: str
    words: frozenset[str]
    body: bool


Place = tuple[str, Definition]
Code = dict[str, frozenset[Definition]]


def definitions(text: str) -> frozenset[Definition]:
    """Return a file's definitions, those that decide arenas and verdicts: functions, structs, constants."""
    code = COMMENT.sub(lambda match: match[1] or " ", text)
    code = RENAMED.sub("Registration", PREPROCESSOR.sub("", code))
    code = SCOPE.sub("", LOGS.sub("", _without_runs(code)))
    return frozenset(
        Definition(
            frozenset(_names(piece)),
            hashlib.sha256(SPACE.sub("", piece).encode()).hexdigest()[:16],
            frozenset(WORD.findall(piece)),
            "{" in piece or "=" in piece,
        )
        for piece in _pieces(code)
    )


def _names(piece: str) -> set[str]:
    """Return what a definition may be called: an enum by each of its constants, a typedef by what comes after the brace."""
    if LISTED.search(piece):
        return set(WORD.findall(piece)) | {ANY} if "#" in piece else set(WORD.findall(piece))
    found = set(MACRO.findall(piece))
    head, _, body = DIRECTIVE.sub("", piece).partition("{")
    head = head[: head.find("(") + 1] or head
    found |= {name for match in NAMED.findall(head) for name in match if name}
    if found & KEYWORDS:
        return found - KEYWORDS | {ANY}
    found -= NAMESPACES
    found |= set(WORD.findall(body.rpartition("}")[2]))
    return found or {ANY}


def _pieces(code: str) -> Iterator[str]:
    """Yield what stands at the outermost level; the ends of namespaces are left out."""
    depth, start = 0, 0
    for match in re.finditer(r"[{};]", code):
        if match[0] == "{":
            depth += 1
            continue
        if match[0] == "}":
            depth -= 1
        if depth <= 0:
            piece = code[start : match.end()]
            if match[0] == "}" and piece.lstrip().startswith("typedef"):
                continue  # its name comes after the brace
            depth, start = 0, match.end()
            if piece.strip() not in {";", "}"}:
                yield piece


def _without_runs(code: str) -> str:
    """Return code without the functions that run in Invoke() only."""
    while match := RUNS.search(code):
        depth, at = 1, match.end()
        while depth and at < len(code):
            depth += {"{": 1, "}": -1}.get(code[at], 0)
            at += 1
        code = code[: match.start()] + code[at:]
    return code


def every(states: list[Code]) -> Code:
    """Return the code of several commits together."""
    return {path: frozenset().union(*(it.get(path, ()) for it in states)) for path in set().union(*states)}


def code_of(code: Code, folders: tuple[str, ...]) -> Code:
    """Return the code that lies in some folders."""
    return {path: found for path, found in code.items() if path.startswith(folders)}


def names_of(code: Code) -> frozenset[str]:
    """Return all words of code."""
    return frozenset().union(*(it.words for found in code.values() for it in found))


def reached(code: Code, words: Collection[str], *, files_of_names: Code | None = None) -> set[Place]:
    """Return what words name, and what that names in turn. In another file only what a header declares can be named, or is registered.

    `files_of_names` is further code whose headers declare names.
    """
    places = _places(code)
    declared = _declared({**code, **(files_of_names or {})})
    found: set[Place] = set()
    waiting = [place for word in words for place in places.get(word, ()) if word in declared or word.startswith("Register")]
    while waiting:
        place = waiting.pop()
        if place in found:
            continue
        found.add(place)
        waiting += _named(place, places, declared)
    return found


def _named(place: Place, places: Mapping[str, list[Place]], declared: frozenset[str]) -> Iterable[Place]:
    """Yield what a definition names: in its own file, else anywhere."""
    path, definition = place
    for word in definition.words:
        named = places.get(word, ())
        own = [it for it in named if it[0] == path]
        yield from own
        if word in declared and not any(it.body for _, it in own):
            yield from named


def _places(code: Code) -> dict[str, list[Place]]:
    """Return where each name is defined."""
    made: dict[str, list[Place]] = {}
    for path, found in code.items():
        for it in found:
            for name in it.names:
                made.setdefault(name, []).append((path, it))
    return made


def _declared(code: Code) -> frozenset[str]:
    """Return the names that headers declare."""
    return frozenset(name for path, found in code.items() if path.endswith(".h") for it in found for name in it.names)
