"""Where each value of a TOML file stands; tree-sitter is loaded when the first line is asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from tflint.finding import Place
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node


Key = tuple[str | int, ...]
DEEPEST = 32
MOST = 20_000
MANY_DOTS = 190
# tomllib takes quadratic time for keys of many parts
_MANY_PARTS = r"(?<![\w\"'-])(?:[\w\"'-]++[ \t]*+\.[ \t]*+){200}"


class Position(Record):
    """Line and column, both from 1; columns in characters."""

    line: int
    column: int


class Entry(Record):
    """A key and its value: where the key stands and where the value does, and what it is: `{`, `[`, or a scalar's text."""

    key: Key
    at_key: Position
    at_value: Position
    text: str


class Source:
    """A TOML text, its path as the user named it, and the table inside it that is the manifest (`tool`, `tflint`)."""

    def __init__(self, path: str, text: str, prefix: tuple[str, ...] = ()) -> None:
        self.path = path
        self.text = text
        self.prefix = prefix
        self._index: dict[Key, Entry] | None = None
        self._document: dict[str, object] | None = None

    def __reduce__(self) -> tuple[type[Source], tuple[str, str, tuple[str, ...]]]:
        """Travel to other processes as the text alone."""
        return type(self), (self.path, self.text, self.prefix)

    def parsed(self) -> dict[str, object]:
        """Return the whole document; raise ValueError where it is not TOML, or nested beyond what tomllib takes in its stride."""
        import tomllib

        if self._document is not None:
            return self._document
        if self.text.count(".") > MANY_DOTS and re.search(_MANY_PARTS, self.text, re.ASCII):
            raise ValueError("a key of hundreds of parts")
        try:
            self._document = tomllib.loads(self.text)
        except RecursionError:
            raise ValueError("nested too deep") from None
        return self._document

    def own(self, document: object) -> object:
        """Return the part of a document that is the manifest: an empty table where it has none, whatever stands there otherwise."""
        for name in self.prefix:
            document = document.get(name, {}) if isinstance(document, dict) else document
        return document

    def place(self, key: Key, message: str = "", *, of_key: bool = False) -> Place:
        """Return the place of a value (or of its key), or of the nearest table around it."""
        index = self._indexed()
        full = (*self.prefix, *key)
        for length in range(len(full), 0, -1):
            if (entry := index.get(full[:length])) is not None:
                at = entry.at_key if of_key and length == len(full) else entry.at_value
                return Place(self.path, at.line, at.column, message)
        return Place(self.path, 1, 1, message)

    def _indexed(self) -> dict[Key, Entry]:
        if self._index is None:
            self._index = {}
            for entry in Tree(self.text).entries():
                self._index.setdefault(entry.key, entry)
        return self._index


class DeclaredPlace(Place):
    """A place that is looked up in the manifest when its line or column is first read."""

    __slots__ = ("_found", "_key", "_source")

    def __init__(self, source: Source, key: Key) -> None:
        self.path = source.path
        self.message = "declared here"
        self._found: Place | None = None
        self._source = source
        self._key = key

    @property
    def line(self) -> int:  # type: ignore[override]  # looked up, never set
        """Return the line, from 1."""
        return self._place().line

    @property
    def column(self) -> int:  # type: ignore[override]  # looked up, never set
        """Return the column, from 1."""
        return self._place().column

    def _place(self) -> Place:
        if self._found is None:
            self._found = self._source.place(self._key, self.message)
        return self._found

    def __reduce__(self) -> tuple[type[DeclaredPlace], tuple[Source, Key]]:
        """Travel to other processes unresolved."""
        return type(self), (self._source, self._key)


class Places(Mapping[str, Place]):
    """The places of every key under one table, by dotted path: `arena`, `ram.reserved`, `inputs.0.shape`."""

    __slots__ = ("_base", "_keys", "_source")

    def __init__(self, source: Source, values: object, base: Key = ()) -> None:
        self._source = source
        self._base = base
        self._keys = {".".join(map(str, key)): key for key in _keys(values)}

    def __getitem__(self, dotted: str) -> Place:
        """Return the place of a key that the file declares; KeyError where it does not."""
        return DeclaredPlace(self._source, (*self._base, *self._keys[dotted]))

    def __iter__(self) -> Iterator[str]:
        """Walk the dotted keys."""
        return iter(self._keys)

    def __len__(self) -> int:
        """Count the keys."""
        return len(self._keys)


def _keys(values: object, key: Key = ()) -> Iterator[Key]:
    if isinstance(values, dict):
        items: list[tuple[str | int, object]] = list(values.items())
    else:
        items = list(enumerate(values)) if isinstance(values, list) else []
    for name, value in items:
        yield (*key, name)
        yield from _keys(value, (*key, name))


def _grammar() -> object:
    """Return TOML's grammar. tree_sitter_toml itself imports importlib.resources, a tenth of a lint, for queries not asked here."""
    from importlib.machinery import PathFinder
    from importlib.util import find_spec, module_from_spec

    package = find_spec("tree_sitter_toml")
    spec = package and PathFinder.find_spec("tree_sitter_toml._binding", package.submodule_search_locations)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError("tree_sitter_toml is not installed")
    binding = module_from_spec(spec)
    spec.loader.exec_module(binding)
    language: object = binding.language()
    return language


class Tree:
    """A TOML text as tree-sitter parses it: total on any text, broken parts are ERROR nodes."""

    def __init__(self, text: str) -> None:
        import tree_sitter

        self._data = text.encode("utf-8", "surrogatepass")
        self._lines = self._data.split(b"\n")
        self._root = tree_sitter.Parser(tree_sitter.Language(_grammar())).parse(self._data).root_node
        self.too_deep: list[Position] = []
        self.truncated = False
        self._budget = MOST

    def position(self, node: Node) -> Position:
        """Return a node's line and column, from 1, in characters."""
        row, column = node.start_point
        return Position(row + 1, len(self._lines[row][:column].decode("utf-8", "replace")) + 1)

    def errors(self) -> Iterator[Position]:
        """Walk the places where the text is not TOML."""
        stack = [self._root]
        while stack:
            node = stack.pop()
            if node.is_error or node.is_missing:
                yield self.position(node)
            elif node.has_error:
                stack.extend(reversed(node.children))

    def entries(self) -> Iterator[Entry]:
        """Walk every key with its value, outermost first; tables in an array count from 0. Stops after MOST entries."""
        counts: dict[Key, int] = {}
        yield from self._pairs(self._root, ())
        for node in self._children(self._root):
            if node.type not in ("table", "table_array_element"):
                continue
            names, at = self._header(node, counts), self.position(node)
            if len(names) > DEEPEST:
                self.too_deep.append(at)
                continue
            yield Entry(names, at, at, "{")
            yield from self._pairs(node, names)

    def _children(self, node: Node) -> Iterator[Node]:
        """Walk a node's children one by one: a list of all of them may be long."""
        cursor = node.walk()
        more = cursor.goto_first_child()
        while more and self._budget > 0:
            if (child := cursor.node) is not None and child.is_named:
                self._budget -= 1
                yield child
            more = cursor.goto_next_sibling()
        self.truncated |= more

    def _header(self, node: Node, counts: dict[Key, int]) -> Key:
        parts = next((self._names(child) for child in self._children(node) if child.type in _KEYS), ())
        if len(parts) > DEEPEST:
            return parts
        key: Key = ()
        for part in parts[:-1]:
            key = (*key, part)
            if key in counts:
                key = (*key, counts[key])
        key = (*key, *parts[-1:])
        if node.type == "table_array_element":
            counts[key] = counts.get(key, -1) + 1
            return (*key, counts[key])
        return key

    def _pairs(self, table: Node, base: Key) -> Iterator[Entry]:
        for pair in self._children(table):
            if pair.type == "pair" and len(parts := pair.named_children) > 1:
                yield from self._value(parts[1], (*base, *self._names(parts[0])), self.position(parts[0]))

    def _value(self, node: Node, key: Key, at_key: Position) -> Iterator[Entry]:
        at = self.position(node)
        if len(key) > DEEPEST:
            self.too_deep.append(at)
            return
        yield Entry(key, at_key, at, _OPENING.get(node.type) or self._text(node))
        if node.type == "inline_table":
            yield from self._pairs(node, key)
        elif node.type == "array":
            elements = (child for child in self._children(node) if child.type != "comment")
            for number, child in enumerate(elements):
                yield from self._value(child, (*key, number), self.position(child))

    def _names(self, node: Node) -> tuple[str, ...]:
        names: list[str] = []
        stack = [node]
        while stack:
            part = stack.pop()
            if part.type == "dotted_key":
                stack.extend(reversed([child for child in part.named_children if child.type in _KEYS]))
            else:
                names.append(_unquoted(self._text(part)))
        return tuple(names)

    def _text(self, node: Node) -> str:
        return self._data[node.start_byte : node.end_byte].decode("utf-8", "replace")


_OPENING = {"inline_table": "{", "array": "["}
_KEYS = ("bare_key", "quoted_key", "dotted_key")


def _unquoted(text: str) -> str:
    if text[:1] not in ("'", '"'):
        return text
    import tomllib

    try:
        return str(tomllib.loads(f"x={text}")["x"])
    except ValueError:
        return text[1:-1]
