"""Bounded reading of a flatbuffer: every offset is checked before it is followed, and work is limited by the file's size.

What the flatbuffers format asks of a file is checked here, once, on the way to the values; what tables mean is not known here.
A table's vtable is checked once and kept as a Layout, because files share few vtables among many tables.
"""

from __future__ import annotations

from collections import defaultdict
from operator import add
from struct import Struct
from typing import TYPE_CHECKING, Any

from tflint.model import schema
from tflint.model.layout import OFFSET, UNPACKERS, WIDEST, WIDTHS, Tables
from tflint.model.malformed import Malformed, broken

if TYPE_CHECKING:
    from tflint.model.layout import Layout

LIMIT = 128 << 20  # bytes of a file's structure, weights aside, that are decoded at most; the largest real ones have a few MiB

Row = list[Any]  # a table's slots: each table's decoder knows their types from the schema

signed = Struct("<i").unpack_from
unsigned = Struct("<I").unpack_from
vtable_head = Struct("<HH").unpack_from


FILE = Tables(schema.TABLES)


class Flatbuffer:
    """The file's bytes and what was learnt of them.

    `end` is the byte offset after the last structural byte seen, `unaligned` the (offset, width) of every 8-byte value
    off its boundary, `not_utf8` the offsets of strings that are not UTF-8, `unknown` (table, slot) of every field that a file
    gives and `tables` does not know. `doubt` is the first mistake in what was read that does not keep
    the walk from going on. Anything else out of order raises Malformed.
    """

    def __init__(self, data: memoryview, tables: Tables = FILE) -> None:
        self.data = data
        self._tables = tables
        self.size = len(data)
        self.end = 0
        self.unaligned: list[tuple[int, int]] = []
        self.not_utf8: list[int] = []
        self.unknown: set[tuple[str, int]] = set()
        self.doubt: Malformed | None = None
        self.limit = min(self.size, LIMIT)
        self._visits = self._bytes = self.limit
        self._visits //= 4
        self._layouts: dict[str, dict[int, Layout]] = defaultdict(dict)
        self._strings: dict[int, str] = {}
        self._octets: dict[int, bytes] = {}
        self._numbers: dict[str, dict[int, tuple[int, ...]]] = defaultdict(dict)

    def visit(self, count: int, at: int) -> None:
        """Spend `count` visits of the file's budget, a quarter of its bytes: tables take at least four each."""
        self._visits -= count
        if self._visits < 0:
            raise broken(
                at, f"limits exceeded: the file leads to more than {self.size // 4:,} tables, {self.size:,} B cannot hold so many"
            )

    def note(self, mistake: Malformed | None) -> None:
        """Remember the first mistake of those that are only worth raising when the whole file has a sound structure."""
        if self.doubt is None:
            self.doubt = mistake

    def row(self, table: str, at: int) -> Row:
        """Return the slots of the table at byte offset `at`, in the schema's order.

        Absent scalars have their default; a reference is the byte offset of what it leads to, None where it is absent.
        """
        data, last = self.data, self.size - 4
        if at & 3 or at > last:
            raise broken(at, f"{table} table {'is not aligned to 4' if at & 3 else 'starts past the end of the file'}")
        vtable = at - signed(data, at)[0]
        layout = self._layouts[table].get(vtable) or self._layout(table, vtable, at)
        unpack, defaults, pick, references, wide, size, _ = layout
        if at + size > self.end:
            self._reach(at + size, at, f"{table} table")
        row = list(pick(unpack(data, at) + defaults))
        for slot, distance in references:
            offset = row[slot]
            row[slot] = target = at + distance + offset
            if target & 3 or target > last or not offset:
                raise self._astray(at + distance, target)
        for distance in wide:
            if (at + distance) & 7:
                self.unaligned.append((at + distance, 8))
        return row

    def root(self) -> int:
        """Return the byte offset of the root table, which the first four bytes give."""
        target: int = unsigned(self.data, 0)[0]
        if target & 3 or not OFFSET <= target <= self.size - OFFSET:
            raise self._astray(0, target)
        return target

    def length(self, at: int, width: int, what: str) -> int:
        """Return the length of the vector at `at`, all of whose elements, `width` bytes each, lie in the file."""
        count: int = unsigned(self.data, at)[0]
        stop = at + 4 + count * width
        if stop > self.end:
            self._reach(stop, at, f"{what} of {count:,} elements")
        return count

    def numbers(self, code: str, at: int) -> tuple[int, ...]:
        """Return the vector at `at` of numbers of struct code `code`; read once, however many tables share it."""
        known = self._numbers[code]
        if at in known:
            return known[at]
        data, width = self.data, WIDTHS[code]
        count = unsigned(data, at)[0]
        stop = at + 4 + count * width
        if stop > self.end:
            self._reach(stop, at, f"vector of {count:,} elements")
        self._bytes -= stop - at
        if self._bytes < 0:
            self._spend(0, at)
        if width == WIDEST and at & 7 != OFFSET and count:
            self.unaligned.append((at + 4, 8))
        found = known[at] = UNPACKERS[code][count](data, at + 4)
        return found

    def string(self, at: int) -> str:
        """Return the string at `at`; bytes that are not UTF-8 become lone surrogates, so that nothing is lost."""
        found = self._strings.get(at)
        if found is not None:
            return found
        data = self.data
        count = unsigned(data, at)[0]
        stop = at + 4 + count
        if stop > self.end:
            self._reach(stop, at, f"string of {count:,} elements")
        if stop >= self.size:
            raise broken(at, f"string of {count:,} bytes ends at the end of the file, without its NUL")
        self._bytes -= count + 5
        if self._bytes < 0:
            self._spend(0, at)
        if data[stop]:
            raise broken(stop, f"string of {count:,} bytes is not followed by NUL")
        if stop >= self.end:
            self.end = stop + 1
        raw = data[at + 4 : stop]
        try:
            found = str(raw, "utf-8")
        except UnicodeDecodeError:
            self.not_utf8.append(at)
            found = str(raw, "utf-8", "surrogateescape")
        self._strings[at] = found
        return found

    def ints(self, at: int | None) -> tuple[int, ...] | None:
        """Return the vector of 32-bit numbers at `at`, None where there is none."""
        return None if at is None else self.numbers("i", at)

    def text(self, at: int | None) -> str:
        """Return the string at `at`, empty where there is none."""
        return "" if at is None else self.string(at)

    def blob(self, at: int | None, width: int = 1) -> tuple[int | None, int]:
        """Return where the elements of the vector at `at` start and how many bytes they take, without reading them."""
        if at is None:
            return None, 0
        return at + 4, self.length(at, width, "vector") * width

    def booleans(self, at: int) -> tuple[bool, ...]:
        """Return the vector of booleans at `at`."""
        return tuple(map(bool, self.numbers("?", at)))

    def octets(self, at: int) -> bytes:
        """Return the bytes of the vector at `at`."""
        found = self._octets.get(at)
        if found is None:
            count = self.length(at, 1, "vector")
            self._spend(4 + count, at)
            found = self._octets[at] = bytes(self.data[at + 4 : at + 4 + count])
        return found

    def tables(self, at: int | None) -> list[int]:
        """Return the byte offsets of the tables in the vector at `at`; each counts as a visit."""
        if at is None:
            return []
        count = self.length(at, OFFSET, "vector of tables")
        self.visit(count, at)
        distances = UNPACKERS["I"][count](self.data, at + 4)
        if 0 in distances:
            raise broken(at + 4 + 4 * distances.index(0), "offset is zero")
        places = list(map(add, distances, range(at + 4, at + 4 + 4 * count, 4)))
        if places and max(places) > self.size - OFFSET:
            wrong = next(i for i, place in enumerate(places) if place > self.size - OFFSET)
            raise self._astray(at + 4 + 4 * wrong, places[wrong])
        return places

    def member(self, union: str, kind: int, at: int | None, owner: int) -> str | None:
        """Return the table's name of a union's member, None for no member or one that the schema does not know.

        A type without a value is fine, writers leave empty tables out; a value without a type in the table `owner` is not.
        """
        if not kind and at is not None:
            raise broken(owner, f"union {union} has a value without a type")
        members = schema.UNIONS[union]
        return members[kind] if 0 < kind < len(members) else None

    def _layout(self, table: str, vtable: int, at: int) -> Layout:
        if vtable & 1 or not 0 <= vtable <= self.size - 4:
            raise broken(
                at, f"{table} table has its vtable at {vtable:,}, {'an odd place' if vtable & 1 else 'outside the file'}"
            )
        length, size = vtable_head(self.data, vtable)
        if length < OFFSET or length & 1 or vtable + length > self.size:
            raise broken(vtable, f"vtable of a {table} table has a length of {length}")
        if size < OFFSET:
            raise broken(vtable + 2, f"vtable of a {table} table gives it {size} bytes, expected at least 4")
        self.end = max(self.end, vtable + length)
        try:
            layout = self._tables.layout(table, bytes(self.data[vtable : vtable + length]))
        except Malformed as malformed:
            malformed.at += vtable
            raise
        self._layouts[table][vtable] = layout
        if layout.unknown:
            self.unknown.update((table, slot) for slot in layout.unknown)
        return layout

    def _astray(self, at: int, target: int) -> Malformed:
        if target == at:
            return broken(at, "offset is zero")
        if target + 4 > self.size:
            return broken(at, f"offset leads to {target:,}, past the end of the file ({self.size:,})")
        return broken(at, f"offset leads to {target:,}, which is not a multiple of 4")

    def _reach(self, stop: int, at: int, what: str) -> None:
        if stop > self.size:
            raise broken(at, f"{what} ends at {stop:,}, past the end of the file ({self.size:,})")
        self.end = stop

    def _spend(self, count: int, at: int) -> None:
        self._bytes -= count
        if self._bytes < 0:
            raise broken(at, f"limits exceeded: vectors and strings add up to more than {self.limit:,} B")
