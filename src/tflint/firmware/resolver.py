"""Op resolvers of a firmware: which ops each registers and for how many it has room, as far as the sources settle it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from tflint.finding import Place
from tflint.firmware import wrappers
from tflint.firmware.constant import Unknown
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tflint.firmware.constant import Constants
    from tflint.firmware.syntax import Call, Declared, Scope, Syntax

_RESOLVER = re.compile(r"\bMicro(?:Mutable)?OpResolver\s*<")
_OF_2_1 = re.compile(r"\bMicroOpResolver\s*<\s*[\w:]+\s*>")  # a resolver with room in TensorFlow 2.1 and 2.2, a base class since
_WORD = re.compile(r"[^\W\d]\w*")
_ADD = re.compile(r"Add[A-Z]\w*", re.ASCII)
_BUILTIN = re.compile(r"\bBuiltinOperator_([A-Z0-9_]+)\b", re.ASCII)
_STRING = re.compile(r'"((?:\\.|[^"\\])*)"')
_OF_SDKS = {"coralmicro::kCustomOp": "edgetpu-custom-op"}  # codes that an SDK's header defines: libs/tpu/edgetpu_op.h
DEEPEST = 6
LONGEST_TYPE = 300
MOST = 64


class Registration(Record):
    """One op added: the method that adds it, and its builtin name or custom code where the call itself says it.

    `conditional` is True where an `#if` around the call decides whether it is compiled. An `if` at run time counts as taken.
    """

    method: str
    builtin: str | None
    custom: str | None
    place: Place
    conditional: bool = False


@dataclass(frozen=True, slots=True)
class Resolver:
    """An op resolver: its name, its place, room for `capacity` ops (None where unknown), what it registers.

    `everything` is True for AllOpsResolver. `unsure` says what the sources do not settle: where it is not empty,
    an op that is not among the registrations may still be registered.
    """

    name: str
    place: Place
    capacity: int | None
    registrations: tuple[Registration, ...]
    everything: bool = False
    unsure: tuple[str, ...] = ()


def resolvers(sources: Sequence[Syntax], constants: Constants) -> tuple[Resolver, ...]:
    """Return the op resolvers of a firmware's sources, in their order.

    A helper's parameter counts only where nobody calls it; of the functions that return a resolver those that are called, if any is.
    """
    return tuple(_Joined(sources, constants).resolvers())


class _Held(Record):
    """A declaration of a resolver's type, with its source."""

    at: Declared
    source: Syntax


class _Joined:
    """The sources of one firmware, joined by the names of types, functions and resolvers."""

    def __init__(self, sources: Sequence[Syntax], constants: Constants) -> None:
        self.sources = sources
        self.constants = constants
        self.aliases: dict[str, list[str]] = {}
        for source in sources:
            for alias in source.aliases:
                self.aliases.setdefault(alias.name, []).append(alias.type)
        self.known = {"MicroMutableOpResolver", "AllOpsResolver", *self._names_of("MicroMutableOpResolver", "AllOpsResolver")}
        self.sized = {"MicroMutableOpResolver", "MicroOpResolver", *self._names_of("MicroMutableOpResolver")}
        found = (_Held(d, s) for s in sources for d in s.declared if self._is_resolver(d.type) and not _is_prototype(d))
        # of one scope's equal declarations the last: what is repeated a thousand times is not a thousand resolvers
        self.held = list({(it.at.name, it.at.type, it.at.parameter, id(it.at.scope)): it for it in islice(found, MOST)}.values())
        self.loose = [f"only the first {MOST} resolvers are looked at"] if next(found, None) else []
        self.by_name: dict[str, list[_Held]] = {}
        for held in self.held:
            self.by_name.setdefault(held.at.name, []).append(held)
        self.called = {_bare(call.method) for source in sources for call in source.calls}
        getters = {name for source in sources for name in source.getters}
        self.unused = getters - self.called if getters & self.called else set[str]()
        self.registered: dict[int, list[tuple[Call, Syntax, bool]]] = {}
        self.passed: dict[int, list[tuple[Call, int, bool]]] = {}
        self._attribute()

    def resolvers(self) -> Iterator[Resolver]:
        for held in self.held:
            function = _function(held.at.scope)
            helper = held.at.parameter >= 0 and function in self.called
            registrations = tuple(self._registrations(held, DEEPEST))
            is_extern = not (registrations or function) and len(self.by_name[held.at.name]) > 1
            unused = function in self.unused
            if not helper and not is_extern and not unused and not self._is_base_in_use(held):
                yield self._resolver(held, registrations)

    def _is_base_in_use(self, held: _Held) -> bool:
        """Return whether a declaration is a class derived from the resolver of which an object is declared as well."""
        return held.at.name in self.aliases and any(
            held.at.name in _WORD.findall(other.at.type) for other in self.held if other is not held
        )

    def _resolver(self, held: _Held, registrations: tuple[Registration, ...]) -> Resolver:
        unsure = [*self.loose, *self._hidden(held)]
        unsure += [
            f"{_at(r.place)}: {r.method} is called with {r.custom or 'a value'} that these sources do not settle"
            for r in registrations
            if r.method in ("AddBuiltin", "AddCustom") and r.builtin is None and r.custom is None
        ]
        capacity, why = self._capacity(held.at.type)
        place = Place(held.source.path, held.at.line, held.at.column)
        everything = self.sized.isdisjoint(_words(held.at.type))
        if why and not everything:
            unsure.append(f"{_at(place)}: {why}")
        return Resolver(held.at.name, place, capacity, registrations, everything=everything, unsure=tuple(dict.fromkeys(unsure)))

    def _registrations(self, held: _Held, deepest: int, *, conditional: bool = False) -> Iterator[Registration]:
        for call, source, decided in self.registered.get(id(held.at), ()):
            yield self._registration(call, source.path, conditional=conditional or decided)
        for call, position, decided in self.passed.get(id(held.at), ()) if deepest else ():
            for other in self._helpers(held, _bare(call.method), position):
                yield from self._registrations(other, deepest - 1, conditional=conditional or decided)
        for base in self.held if held.at.name not in self.aliases else ():
            if base.at.name in self.aliases and base.at.name in _WORD.findall(held.at.type):
                yield from self._registrations(base, 0, conditional=conditional)

    def _helpers(self, held: _Held, function: str, position: int) -> list[_Held]:
        """Return the parameters that a resolver is passed to; of overloads those of its own type."""
        helpers = [h for h in self.held if h.at.parameter == position and _function(h.at.scope) == function]
        own = [h for h in helpers if _WORD.findall(h.at.type) == _WORD.findall(held.at.type)]
        return own or helpers

    def _registration(self, call: Call, path: str, *, conditional: bool) -> Registration:
        builtin = custom = None
        first = call.arguments[0] if call.arguments else ""
        if call.method == "AddBuiltin" and (match := _BUILTIN.search(first)):
            builtin = match[1]
        elif call.method == "AddCustom":
            custom = self._string(first) or next((code for name, code in _OF_SDKS.items() if first.endswith(name)), None)
        return Registration(call.method, builtin, custom, Place(path, call.line, call.column), conditional)

    def _string(self, text: str) -> str | None:
        values = {text, *self.constants.texts.get(text.strip(), ())}
        found = {match[1] for value in values if (match := _STRING.fullmatch(value.strip()))}
        return found.pop() if len(found) == 1 else None

    def _attribute(self) -> None:
        for source in self.sources:
            for call in source.calls:
                if _ADD.fullmatch(call.method) and (owners := self._owners(call.receiver, call.scope, call.method)):
                    for held, decided in owners:
                        self.registered.setdefault(id(held.at), []).append((call, source, decided))
                for position, argument in enumerate(call.arguments):
                    for held, decided in self._owners(argument.strip("&* \n\t").removeprefix("this->"), call.scope, ""):
                        self.passed.setdefault(id(held.at), []).append((call, position, decided))

    def _owners(self, name: str, scope: Scope, method: str) -> list[tuple[_Held, bool]]:
        """Return the declarations that a name in a scope may mean, each with whether an `#if` lies between."""
        if not name or name == "this":
            classes = [c for s in scope.outwards() for c in _class_names(s)] if method else []
            return [(h, _decided(scope, h.at.scope)) for c in classes for h in self.by_name.get(c, ()) if c in self.aliases]
        candidates = self.by_name.get(name.rpartition("::")[2], [])
        if not candidates and name == wrappers.MEMBER:  # of an object that is named otherwise here, or of all of them
            objects = [held for held in self.held if held.at.type.startswith(wrappers.OBJECT)]
            return [(held, len(objects) > 1 or _decided(scope, held.at.scope)) for held in objects]
        around = list(scope.outwards())
        for place in around:
            near = [held for held in candidates if held.at.scope is place]
            if near:
                return [(near[-1], _decided(scope, place))]
        same_block = [held for held in candidates if _unconditional(held.at.scope) in around]
        far = same_block or [held for held in candidates if held.at.scope.kind in ("file", "class", "conditional", "settled")]
        return [(held, len(far) > 1 or _decided(scope, held.at.scope)) for held in far]

    def _names_of(self, *types: str) -> set[str]:
        """Return every alias and derived class that leads to one of some types."""
        made: set[str] = set()
        size = -1
        while size != len(made):
            size = len(made)
            wanted = {*types, *made}
            made |= {name for name, texts in self.aliases.items() if any(wanted.intersection(_words(text)) for text in texts)}
        return made

    def _is_resolver(self, type_text: str) -> bool:
        return not self.known.isdisjoint(_words(type_text)) or _OF_2_1.search(type_text) is not None

    def _capacity(self, type_text: str) -> tuple[int | None, str]:
        found: set[int] = set()
        for argument in self._sizes(type_text):
            try:
                found.add(self.constants.value(argument))
            except Unknown as why:
                return None, f"room for {' '.join(argument.split())} ops: {why}"
        if len(found) > 1:
            return None, f"room for {' or '.join(map(str, sorted(found)))} ops, as the preprocessor decides"
        return (found.pop(), "") if found else (None, "")

    def _sizes(self, type_text: str) -> Iterator[str]:
        """Walk the template arguments that a type, or what it is an alias of, gives the resolver."""
        texts, seen = [type_text], set[str]()
        while texts:
            text = texts.pop()
            if match := _RESOLVER.search(text):
                yield _angled(text[match.end() :])
                continue
            words = self.sized.intersection(_words(text)) - seen
            seen |= words
            texts += [aliased for word in sorted(words) for aliased in self.aliases.get(word, ())]

    def _hidden(self, held: _Held) -> Iterator[str]:
        """Say what may add ops out of sight in the function or class that holds a resolver: macros, included text."""
        for source in self.sources:
            for call in source.calls:
                if (line := source.macros.get(call.method)) is not None:
                    yield f"{source.path}:{call.line}: macro {call.method} (line {line}) may add ops"
        around = {id(scope) for scope in held.at.scope.outwards() if scope.kind in ("function", "class")}
        for include in held.source.includes:
            if any(id(scope) in around for scope in include.scope.outwards()):
                yield f"{held.source.path}:{include.line}: {include.file} is included inside a function"


def _words(type_text: str) -> set[str]:
    return set(_WORD.findall(type_text[:LONGEST_TYPE]))


def _bare(method: str) -> str:
    return method.partition("<")[0].split("::")[-1].strip()


def _function(scope: Scope) -> str:
    return next((around.name.split("::")[-1] for around in scope.outwards() if around.kind == "function"), "")


def _class_names(scope: Scope) -> tuple[str, ...]:
    """Return the class that a scope is, or whose method it is: `Ops::Ops() {}`."""
    if scope.kind == "function":
        return tuple(scope.name.split("::")[:-1])
    return (scope.name,) if scope.kind == "class" else ()


def _is_prototype(declared: Declared) -> bool:
    return declared.parameter >= 0 and not _function(declared.scope)


def _unconditional(scope: Scope) -> Scope:
    return next(around for around in scope.outwards() if around.kind not in ("conditional", "settled"))


def _decided(inner: Scope, outer: Scope) -> bool:
    """Return whether an `#if` lies between a call and the declaration that it works on."""
    outside = {id(scope) for scope in outer.outwards()}
    return any(scope.kind == "conditional" for scope in inner.outwards() if id(scope) not in outside)


def _angled(text: str) -> str:
    depth = 0
    for at, letter in enumerate(text):
        if letter == "<":
            depth += 1
        elif letter == ">":
            if depth == 0:
                return text[:at]
            depth -= 1
    return text


def _at(place: Place) -> str:
    return f"{place.path}:{place.line}"
