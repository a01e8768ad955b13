"""What a source's syntax tree says of op resolvers and interpreters: declarations, calls and the scopes around them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tflint.firmware import wrappers
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node, TreeCursor

DEEPEST = 400


class Unreadable(Exception):
    """A source that is not walked; the message says why."""


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """A region of a source.

    `file`, `function`, `class`, `block`, `conditional` (an `#if`'s), `settled` (an `#if` with no choice).
    """

    kind: str
    name: str = ""
    around: Scope | None = None
    depth: int = 0

    def outwards(self) -> Iterator[Scope]:
        """Walk this scope and those around it."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.around


class Declared(Record):
    """A name with the text of its type; `parameter` is its position among a function's parameters, else -1."""

    name: str
    type: str
    scope: Scope
    line: int
    column: int
    parameter: int = -1


class Call(Record):
    """A call, `receiver.method(arguments)` or `method(arguments)`; texts."""

    receiver: str
    method: str
    arguments: tuple[str, ...]
    scope: Scope
    line: int
    column: int


class Alias(Record):
    """A type's other name, or a class with its base: `using R = …`, `typedef … R`, `class R : public …`."""

    name: str
    type: str


class Include(Record):
    """An `#include` inside a function or class: text that is not here."""

    file: str
    scope: Scope
    line: int


@dataclass(frozen=True, slots=True, eq=False)
class Syntax:
    """Everything of interest in one source, in its order; `getters` are the functions that return an op resolver."""

    path: str
    declared: list[Declared] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    aliases: list[Alias] = field(default_factory=list)
    includes: list[Include] = field(default_factory=list)
    macros: dict[str, int] = field(default_factory=dict)
    getters: set[str] = field(default_factory=set)


def read(path: str, text: str) -> Syntax:
    """Return what a source holds; `text` has its comments and long arrays blanked. Raise Unreadable for what is too deep."""
    made = Syntax(path)
    if not any(word in text for word in ("Resolver", "MicroInterpreter", ".Add", ">Add")) and not wrappers.are_named(text):
        return made
    _Walk(made, text).run()
    return made


_OTHERWISE = ("preproc_else", "preproc_elif", "preproc_elifdef")
_CONDITIONAL = ("preproc_if", "preproc_ifdef", *_OTHERWISE)
_KINDS = {
    "function_definition": "function",
    "lambda_expression": "block",
    "class_specifier": "class",
    "struct_specifier": "class",
    "compound_statement": "block",
    "for_statement": "block",
    **dict.fromkeys(_CONDITIONAL, "conditional"),
}
_SKIPPED = {"comment", "string_literal", "number_literal", "initializer_list"}
_ADDS = re.compile(r"\bAdd(?:[A-Z]|##)|\bAdd\s*##")


class _Walk:
    """One pass over the tree without recursion; a stack of scopes says where it is."""

    def __init__(self, into: Syntax, text: str) -> None:
        import tree_sitter
        import tree_sitter_cpp

        self.into = into
        self.data = text.encode("utf-8")
        self.tree = tree_sitter.Parser(tree_sitter.Language(tree_sitter_cpp.language())).parse(self.data)
        self.scopes = [Scope("file", into.path)]
        self.wrappers = wrappers.Wrappers(text)

    def run(self) -> None:
        cursor = self.tree.walk()
        depth, marks = 0, [1]
        while True:
            if self._enter(cursor) and cursor.goto_first_child():
                depth += 1
                if depth > DEEPEST:
                    raise Unreadable(f"nested deeper than {DEEPEST}")
                marks.append(len(self.scopes))
                continue
            del self.scopes[marks[-1] :]
            while not cursor.goto_next_sibling():
                if not cursor.goto_parent():
                    return
                depth -= 1
                marks.pop()
                del self.scopes[marks[-1] :]

    def _enter(self, cursor: TreeCursor) -> bool:
        """Take note of a node; return whether its children matter."""
        node = cursor.node
        if node is None or not node.is_named or node.type in _SKIPPED or self._is_dead(node):
            return False
        if kind := self._kind(node):
            self.scopes.append(Scope(kind, self._scope_name(node), self.scopes[-1], len(self.scopes)))
        take = getattr(self, f"_take_{node.type}", None)
        if take is not None:
            take(node)
        return True

    def _kind(self, node: Node) -> str | None:
        if node.type in _CONDITIONAL and self._decides_nothing(node):
            return "settled"
        return _KINDS.get(node.type)

    def _decides_nothing(self, node: Node) -> bool:
        """Return whether a conditional leaves no choice: `#if 0`, `#if 1` and their `#else`, an include guard, `#ifdef __cplusplus`."""
        name = node.child_by_field_name("name")
        if name is None:
            return self._condition(node) in ("0", "1") or (node.type in _OTHERWISE and self.scopes[-1].name == "#0")
        word = self._text(name)
        return word == "__cplusplus" or (len(self.scopes) == 1 and self._is_guard(node, word))

    def _condition(self, node: Node) -> str:
        condition = node.child_by_field_name("condition")
        return "" if condition is None else self._text(condition).strip()

    def _is_guard(self, node: Node, word: str) -> bool:
        first = next((child for child in node.named_children[1:3] if child.type == "preproc_def"), None)
        return first is not None and self._text(first).split()[1:2] == [word]

    def _is_dead(self, node: Node) -> bool:
        """Return whether a node is inside `#if 0`, or is the `#else` of `#if 1`."""
        around = self.scopes[-1]
        return around.name in ("#0", "#1") and (node.type in _OTHERWISE) == (around.name == "#1")

    def _scope_name(self, node: Node) -> str:
        if node.type in _CONDITIONAL:
            return f"#{self._condition(node)}"
        if node.type == "function_definition":
            declarator = node.child_by_field_name("declarator")
            return "" if declarator is None else _callee(self._text(declarator))
        name = node.child_by_field_name("name")
        return "" if name is None else self._text(name)

    def _take_function_definition(self, node: Node) -> None:
        if "OpResolver" in self._type(node) or "OpsResolver" in self._type(node):
            self.into.getters.add(self.scopes[-1].name.split("::")[-1])

    def _take_alias_declaration(self, node: Node) -> None:
        name, aliased = node.child_by_field_name("name"), node.child_by_field_name("type")
        if name is not None and aliased is not None:
            self.into.aliases.append(Alias(self._text(name), self._text(aliased)))

    def _take_type_definition(self, node: Node) -> None:
        name, aliased = node.child_by_field_name("declarator"), node.child_by_field_name("type")
        if name is not None and aliased is not None:
            self.into.aliases.append(Alias(self._text(name), self._text(aliased)))

    def _take_class_specifier(self, node: Node) -> None:
        name = node.child_by_field_name("name")
        base = next((child for child in node.named_children if child.type == "base_class_clause"), None)
        if name is not None and base is not None:
            self.into.aliases.append(Alias(self._text(name), self._text(base)))
            if "OpResolver" in self._text(base):
                self._declare(self._text(name), self._text(base), name)

    _take_struct_specifier = _take_class_specifier

    def _take_declaration(self, node: Node) -> None:
        text = self._type(node)
        for child in node.children_by_field_name("declarator"):
            if not self._declares_function(child) and (name := _declared_name(self._text(child))):
                of = self._text(child) if "auto" in text.split() else text
                self._declare(name, of, child)
                self._constructed(text, child)
                if not any(self._text(it) == "extern" for it in node.named_children if it.type == "storage_class_specifier"):
                    self._wrapped(text, name, child)

    _take_field_declaration = _take_declaration

    def _take_parameter_declaration(self, node: Node) -> None:
        declarator = node.child_by_field_name("declarator")
        if declarator is None or (name := _declared_name(self._text(declarator))) is None or node.parent is None:
            return
        siblings = [child for child in node.parent.named_children if child.type == "parameter_declaration"]
        self._declare(name, self._type(node), declarator, parameter=siblings.index(node))

    def _take_call_expression(self, node: Node) -> None:
        function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if function is None or arguments is None:
            return
        given = tuple(self._text(child) for child in arguments.named_children if child.type != "comment")
        text = self._text(function)
        receiver, method = _split_member(text) if function.type == "field_expression" else ("", text)
        self._call(self.wrappers.receiver(receiver, text), method, given, function)
        if (made := self.wrappers.call(method, given)) is not None:
            self._made(made, "resolver", function)

    def _made(self, made: wrappers.Made, name: str, node: Node) -> None:
        """Take what a wrapper makes for a resolver and an interpreter that is given it."""
        self._declare(name, made.resolver, node)
        self._call("", "MicroInterpreter", ("", name, made.arena, made.size), node)

    def _take_new_expression(self, node: Node) -> None:
        made, arguments = node.child_by_field_name("type"), node.child_by_field_name("arguments")
        if made is not None and arguments is not None and "MicroInterpreter" in self._text(made):
            given = tuple(self._text(child) for child in arguments.named_children)
            self._call("", "MicroInterpreter", given, made)

    def _take_preproc_function_def(self, node: Node) -> None:
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        if name is not None and value is not None and _ADDS.search(self._text(value)):
            self.into.macros[self._text(name)] = node.start_point[0] + 1

    def _take_preproc_def(self, node: Node) -> None:
        name = node.child_by_field_name("name")
        if name is not None and (method := wrappers.METHODS.get(self._text(name))) is not None:
            self._call(wrappers.MEMBER, method, (), name)

    def _take_preproc_include(self, node: Node) -> None:
        if any(scope.kind in ("function", "class") for scope in self.scopes):
            path = node.child_by_field_name("path")
            file = "" if path is None else self._text(path)
            self.into.includes.append(Include(file, self.scopes[-1], node.start_point[0] + 1))

    def _constructed(self, type_text: str, declarator: Node) -> None:
        """`MicroInterpreter name(model, …)` may look like a function's declaration; its arguments are the same text."""
        if not re.search(r"MicroInterpreter\b", type_text):
            return
        if given := _arguments(self._text(declarator)):
            self._call("", "MicroInterpreter", given, declarator)

    def _wrapped(self, type_text: str, name: str, declarator: Node) -> None:
        made = self.wrappers.object(type_text, name, _arguments(self._text(declarator)))
        if made is not None:
            self._made(made, name, declarator)

    def _declares_function(self, declarator: Node) -> bool:
        """Return whether it is `R& get()` and not `R r(reporter)`: only empty parentheses are sure."""
        node: Node | None = declarator
        while node is not None and node.type in ("reference_declarator", "pointer_declarator"):
            node = next(iter(node.named_children), None)
        return node is not None and node.type == "function_declarator" and self._text(node).endswith("()")

    def _declare(self, name: str, type_text: str, node: Node, parameter: int = -1) -> None:
        scope = self.scopes[-1]
        if scope.kind == "class" and scope.name == name:
            scope = scope.around or scope
        self.into.declared.append(Declared(name, type_text, scope, *self._at(node), parameter))

    def _call(self, receiver: str, method: str, arguments: tuple[str, ...], node: Node) -> None:
        self.into.calls.append(Call(receiver, method, arguments, self.scopes[-1], *self._at(node)))

    def _type(self, node: Node) -> str:
        made = node.child_by_field_name("type")
        if made is not None and made.type in ("struct_specifier", "class_specifier", "enum_specifier", "union_specifier"):
            made = made.child_by_field_name("name")
        return "" if made is None else self._text(made)

    def _at(self, node: Node) -> tuple[int, int]:
        row, column = node.start_point
        line_start = node.start_byte - column
        return row + 1, len(self.data[line_start : node.start_byte].decode("utf-8", "replace")) + 1

    def _text(self, node: Node) -> str:
        return self.data[node.start_byte : min(node.end_byte, node.start_byte + 4000)].decode("utf-8", "replace")


def _arguments(declarator: str) -> tuple[str, ...]:
    """Return what a declarator gives the constructor: `name(a, b)` or `name{a, b}`."""
    start = min((at for at in (declarator.find("("), declarator.find("{")) if at >= 0), default=-1)
    return wrappers.split_arguments(declarator[start + 1 : -1]) if start >= 0 else ()


def _callee(declarator: str) -> str:
    """Return the name of a function's declarator with its class, `*Ops::add(R& r)` -> Ops::add."""
    return declarator.partition("(")[0].strip("*& \n\t")


def _declared_name(declarator: str) -> str | None:
    match = re.match(r"[*&\s]*(?:const\s+|volatile\s+)*([^\W\d]\w*)", declarator)
    return match[1] if match else None


def _split_member(text: str) -> tuple[str, str]:
    """Return receiver and method of `a.b->c`: the receiver's last name, and the method."""
    parts = re.split(r"\.|->", text)
    receiver = re.sub(r"\(.*", "()", parts[-2].strip(), flags=re.DOTALL).strip("()* \n\t") if len(parts) > 1 else ""
    return receiver, parts[-1].strip()
