"""Reading a flatbuffer out of a large file: each structure's pages are loaded just before it is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.model.flatbuffer import Flatbuffer, signed, vtable_head
from tflint.model.layout import WIDTHS

if TYPE_CHECKING:
    from tflint.model.data import Windows
    from tflint.model.flatbuffer import Row

HEAD = 4  # bytes of an offset, a length, or a vtable's own two fields


class PagedFlatbuffer(Flatbuffer):
    """A Flatbuffer whose bytes come in pages; every check stays where it is."""

    def __init__(self, windows: Windows) -> None:
        super().__init__(windows.view)
        self._load = windows.load

    def root(self) -> int:
        """Return the byte offset of the root table."""
        self._load(0, HEAD)
        return super().root()

    def row(self, table: str, at: int) -> Row:
        """Return the slots of the table at `at`, after its vtable and its own bytes were loaded."""
        self._load(at, HEAD)
        vtable = at - signed(self.data, at)[0] if at + HEAD <= self.size else -1
        if 0 <= vtable <= self.size - HEAD:
            self._load(vtable, HEAD)
            length, size = vtable_head(self.data, vtable)
            self._load(vtable, length)
            self._load(at, size)
        return super().row(table, at)

    def length(self, at: int, width: int, what: str) -> int:
        """Return the length of the vector at `at`."""
        self._load(at, HEAD)
        return super().length(at, width, what)

    def numbers(self, code: str, at: int) -> tuple[int, ...]:
        """Return the vector of numbers at `at`, loaded only once its length was found to be sound."""
        self._load(at, HEAD + self.length(at, WIDTHS[code], "vector") * WIDTHS[code])
        return super().numbers(code, at)

    def tables(self, at: int | None) -> list[int]:
        """Return the byte offsets of the tables in the vector at `at`."""
        if at is not None:
            self._load(at, HEAD + self.length(at, HEAD, "vector of tables") * HEAD)
        return super().tables(at)

    def string(self, at: int) -> str:
        """Return the string at `at`, with its NUL loaded."""
        self._load(at, HEAD + self.length(at, 1, "string") + 1)
        return super().string(at)

    def octets(self, at: int) -> bytes:
        """Return the bytes of the vector at `at`."""
        self._load(at, HEAD + self.length(at, 1, "vector"))
        return super().octets(at)
