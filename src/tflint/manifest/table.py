"""A TOML table read key by key: every value typed on the way out, and nothing left over at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from tflint.manifest.toml_places import Key

T = TypeVar("T")


class Off(Exception):
    """A value that is not what the manifest's shape asks; `key` is its path, the message one sentence."""

    def __init__(self, key: Key, sentence: str) -> None:
        self.key = key
        super().__init__(sentence)


class Table:
    """A table at a key path; each method takes one key out of it, None where it is absent, Off where its type is another."""

    def __init__(self, values: object, key: Key = ()) -> None:
        if not isinstance(values, dict):
            raise Off(key, "expected a table")
        self.key = key
        self.values: dict[str, object] = values
        self._left = set(values)

    def text(self, name: str, check: Callable[[str], object] | None = None) -> str | None:
        """Take a text that is not empty."""
        value = self._take(name, str)
        if value is not None:
            self._checked(name, check or _not_empty, value)
        return value

    def remark(self, name: str) -> str:
        """Take a text that may be empty."""
        return self._take(name, str) or ""

    def flag(self, name: str, *, default: bool) -> bool:
        """Take a boolean."""
        value = self._take(name, bool)
        return default if value is None else value

    def whole(self, name: str, lowest: int, highest: int) -> int | None:
        """Take an integer between bounds."""
        value = self._take(name, int)
        if value is not None and not lowest <= value <= highest:
            raise Off((*self.key, name), "out of range")
        return value

    def parsed(self, name: str, parse: Callable[[object], T]) -> T | None:
        """Take a value of which a parser makes something, or raises ValueError."""
        value = self.raw(name)
        return None if value is None else self._checked(name, parse, value)

    def texts(self, name: str, check: Callable[[str], object] | None = None) -> tuple[str, ...] | None:
        """Take an array of texts."""
        values = self._take(name, list)
        if values is None:
            return None
        for number, value in enumerate(values):
            if not isinstance(value, str):
                raise Off((*self.key, name, number), "expected a text")
            self._checked(name, check or _not_empty, value)
        return tuple(values)

    def table(self, name: str) -> Table | None:
        """Take an inner table."""
        value = self.raw(name)
        return None if value is None else Table(value, (*self.key, name))

    def tables(self, name: str) -> tuple[Table, ...] | None:
        """Take an array of tables."""
        values = self._take(name, list)
        return None if values is None else tuple(Table(value, (*self.key, name, n)) for n, value in enumerate(values))

    def has(self, name: str) -> bool:
        """Return whether a key is there."""
        return name in self.values

    def raw(self, name: str) -> object:
        """Take a value as it is."""
        self._left.discard(name)
        return self.values.get(name)

    def end(self) -> None:
        """Refuse what nobody took."""
        for name in sorted(self._left):
            raise Off((*self.key, name), "unknown key")

    def _take(self, name: str, kind: type[T]) -> T | None:
        value = self.raw(name)
        if value is None:
            return None
        if type(value) is not kind:  # a bool is not an integer here
            raise Off((*self.key, name), f"expected {kind.__name__}")
        return value

    def _checked(self, name: str, check: Callable[..., T], value: object) -> T:
        try:
            return check(value)
        except ValueError as why:
            raise Off((*self.key, name), str(why)) from None


def _not_empty(text: str) -> str:
    if not text:
        raise ValueError("expected at least one character")
    return text
