"""The parts of a mangled C++ name that this room looks at, after the Itanium C++ ABI, "External Names"."""

from __future__ import annotations

import re

_LENGTH = re.compile(r"[0-9]{1,4}")
_PREFIX = re.compile(r"_Z(?:TV|TI|TS|Z)*N?[VKrRO]*")
_RESOLVER = re.compile(r"MicroMutableOpResolverILj([0-9]{1,6})E")


def qualified(symbol: str) -> tuple[str, ...]:
    """Return a name's identifiers, outermost first: `_ZN6tflite16Register_CONV_2DEv` -> `tflite`, `Register_CONV_2D`.

    An unmangled name is its own only part. The anonymous namespace is left out; template arguments and parameters end it.
    """
    prefix = _PREFIX.match(symbol)
    if prefix is None:
        return (symbol.partition(".")[0],)
    found: list[str] = []
    at = prefix.end()
    while match := _LENGTH.match(symbol, at):
        at = match.end() + int(match[0])
        name = symbol[match.end() : at]
        if not name.startswith("_GLOBAL__N"):
            found.append(name)
    return tuple(found)


def variable(symbol: str) -> str:
    """Return a variable's own name, without its namespaces, class or function: `_ZN12_GLOBAL__N_15arenaE` -> `arena`."""
    if not symbol.startswith("_Z"):
        return symbol.partition(".")[0]
    for match in re.finditer(r"(?=([1-9][0-9]{0,3})[A-Za-z_])", symbol):
        start, length = match.end(1), int(match[1])
        name, rest = symbol[start : start + length], symbol[start + length :]
        if len(name) == length and re.fullmatch(r"E*(?:_[0-9]+)?(?:\.[\w.]+)?", rest):
            return name
    return symbol


def is_of_compiler(symbol: str) -> bool:
    """Return whether a name is a vtable, type information or guard that the compiler made for a class or variable."""
    return symbol.startswith(("_ZTV", "_ZTI", "_ZTS", "_ZTT", "_ZGV"))


def resolver_size(symbol: str) -> int | None:
    """Return N of a symbol that belongs to a `MicroMutableOpResolver<N>`, None for another."""
    match = _RESOLVER.search(symbol)
    return int(match[1]) if match else None
