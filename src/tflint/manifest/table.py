"""A TOML table whose shape the schema has confirmed, read key by key: each method returns None where its key is absent."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tflint.manifest.toml_places import Key

T = TypeVar("T")


class Contradiction(Exception):
    """A key that does not go with the others; `key` is its path, the message one sentence."""

    def __init__(self, key: Key, sentence: str) -> None:
        self.key = key
        super().__init__(sentence)


class Table:
    """A table at a key path."""

    def __init__(self, values: Mapping[str, object], key: Key = ()) -> None:
        self.key = key
        self.values = values

    def text(self, name: str) -> str | None:
        """Return a string."""
        return cast("str | None", self.values.get(name))

    def flag(self, name: str, *, default: bool) -> bool:
        """Return a boolean."""
        return cast("bool", self.values.get(name, default))

    def whole(self, name: str) -> int | None:
        """Return an integer."""
        return cast("int | None", self.values.get(name))

    def number(self, name: str) -> float | None:
        """Return a number."""
        value = cast("float | None", self.values.get(name))
        return None if value is None else float(value)

    def wholes(self, name: str) -> tuple[int, ...] | None:
        """Return an array of integers."""
        value = cast("list[int] | None", self.values.get(name))
        return None if value is None else tuple(value)

    def parsed(self, name: str, parse: Callable[[object], T]) -> T | None:
        """Return what a parser makes of a value."""
        return parse(self.values[name]) if name in self.values else None

    def texts(self, name: str) -> tuple[str, ...]:
        """Return an array of strings, empty where it is absent."""
        return tuple(cast("list[str]", self.values.get(name, ())))

    def table(self, name: str) -> Table:
        """Return an inner table, empty where it is absent."""
        return Table(cast("dict[str, object]", self.values.get(name, {})), (*self.key, name))

    def tables(self, name: str) -> tuple[Table, ...] | None:
        """Return an array of tables."""
        values = cast("list[dict[str, object]] | None", self.values.get(name))
        return None if values is None else tuple(Table(value, (*self.key, name, n)) for n, value in enumerate(values))

    def has(self, name: str) -> bool:
        """Return whether a key is there."""
        return name in self.values

    def refuse(self, name: str, sentence: str) -> Contradiction:
        """Return the exception that blames a key of this table."""
        return Contradiction((*self.key, name), sentence)
