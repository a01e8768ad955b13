"""Model arrays that a firmware hands to the runtime: `GetModel(g_model)`, or an interpreter's wrapper that takes the array."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tflint.firmware.text import Lines
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tflint.firmware.constant import Constants

DEEPEST = 4
_CAST = re.compile(
    r"(?:static|reinterpret|const)_cast\s*<[^<>]{1,80}>|\(\s*(?:const\s+)?(?:void|u?int8_t|unsigned char|char)\s*(?:const\s*)?\*\s*\)"
)
_GET_MODEL = re.compile(r"\bGetModel\s*\(([^;]{1,200}?)\)\s*[;,)]", re.ASCII)
# ArduTFLite's modelInit and MicroTFLite's ModelInit
_MODEL_INIT = re.compile(r"\b[mM]odelInit\s*\(([^;,]{1,200}),[^;,]{1,200},[^;,]{1,200}\)", re.ASCII)
_IDENTIFIER = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_MEMBER = re.compile(r"(?:\.|->)\s*(?:data|get|begin)\s*\(\s*\)?")
_NO_NAMES = frozenset({"this", "const", "void", "unsigned", "char", "uint8_t", "nullptr"})


class Use(Record):
    """A name that stands for a model where it is used; `certain` is False where the preprocessor chooses between several."""

    name: str
    path: str
    line: int
    certain: bool = True


def uses(texts: Sequence[tuple[str, str]], constants: Constants) -> Iterator[Use]:
    """Yield the names that are given to `GetModel`, followed through macros and pointers, in the order of the sources."""
    for path, text in texts:
        pattern = _GET_MODEL if "GetModel" in text else _MODEL_INIT
        if pattern is _MODEL_INIT and "odelInit" not in text:
            continue
        lines = Lines(text)
        for match in pattern.finditer(text):
            line = lines.at(match.start())[0]
            names = [it for it in _IDENTIFIER.findall(_MEMBER.sub(" ", _CAST.sub(" ", match[1]))) if it not in _NO_NAMES]
            for name in names[-1:] if names else ():
                found = _followed(name, constants, DEEPEST)
                yield from (Use(it, path, line, len(found) == 1) for it in sorted(found))


def mentions(text: str, name: str) -> int:
    """Return the first line in which a source uses an array beyond declaring it, 0 where none does; comments are blanked."""
    for match in re.finditer(rf"\b{re.escape(name)}\b", text):
        start = text.rfind("\n", 0, match.start()) + 1
        before = text[max(0, match.start() - 200) : match.start()]
        statement = before[max(before.rfind(mark) for mark in ";{}") + 1 :]
        after = text[match.end() : match.end() + 40].lstrip()
        if not after.startswith("[") and not re.search(
            r"\bextern\b|#[ \t]*(?:define|ifndef|ifdef|include)\b", statement + text[start : match.start()]
        ):
            return text.count("\n", 0, match.start()) + 1
    return 0


def _followed(name: str, constants: Constants, deepest: int) -> set[str]:
    """Return the names that a name stands for: itself, or what a macro or pointer of that name is set to."""
    texts = constants.texts.get(name) or constants.assigned.get(name) or ()
    plain = {text.strip("&() \t") for text in texts}
    inner = {text for text in plain if _IDENTIFIER.fullmatch(text) and text not in _NO_NAMES and text != name}
    if not inner or not deepest:
        return {name}
    return {it for text in inner for it in _followed(text, constants, deepest - 1)}
