"""How tables lie in a file: a vtable's distances, checked once and compiled into one read for all fields."""

from collections.abc import Callable, Mapping
from operator import itemgetter
from struct import Struct
from typing import Any

from tflint.model.malformed import broken
from tflint.model.schema import Slot
from tflint.record import Record

WIDTHS = {"?": 1, "b": 1, "B": 1, "h": 2, "H": 2, "i": 4, "I": 4, "f": 4, "q": 8, "Q": 8, "d": 8}
WIDEST = 8  # bytes
OFFSET = 4  # bytes of the offset to a string, vector or table; also the least a table or a vtable takes
KEPT = 4096  # layouts, and lengths of vectors; files of one converter share theirs

Value = int | float | bool | None
Unpack = Callable[[memoryview, int], tuple[Any, ...]]


class Layout(Record):
    """How a table lies in the file, by its vtable.

    `unpack` reads all present fields at once, in the order of the file; `pick` puts them, with the defaults after them,
    into the order of the schema. `references` has (slot, distance from the table) of the fields that lead elsewhere,
    `wide` the distances of the 8-byte fields, `size` the table's bytes, `unknown` the slots given that the schema does not know.
    """

    unpack: Unpack
    defaults: tuple[Value, ...]
    pick: Callable[[tuple[Value, ...]], tuple[Any, ...]]
    references: tuple[tuple[int, int], ...]
    wide: tuple[int, ...]
    size: int
    unknown: tuple[int, ...]


class Tables:
    """The slots of a schema's tables, and the layouts of vtables met so far."""

    def __init__(self, slots: Mapping[str, tuple[Slot, ...]]) -> None:
        self.slots = slots
        self._known: dict[tuple[str, bytes], Layout] = {}

    def layout(self, table: str, vtable: bytes) -> Layout:
        """Return how a table with these bytes for a vtable lies; raise Malformed, its byte offset counted from the vtable's start."""
        found = self._known.get((table, vtable))
        if found is None:
            if len(self._known) >= KEPT:
                self._known.clear()
            _, size, *given = UNPACKERS["H"][len(vtable) // 2](memoryview(vtable), 0)
            found = self._known[table, vtable] = lay_out(table, self.slots[table], tuple(given), size)
        return found


class Unpackers(dict[int, Unpack]):
    """What reads so many numbers of a struct code, by their count."""

    def __init__(self, code: str) -> None:
        self.code = code

    def __missing__(self, count: int) -> Unpack:
        """Make it on first asking."""
        if len(self) >= KEPT:
            self.clear()
        made = self[count] = Struct(f"<{count}{self.code}").unpack_from
        return made


UNPACKERS = {code: Unpackers(code) for code in WIDTHS}


def lay_out(table: str, slots: tuple[Slot, ...], given: tuple[int, ...], size: int) -> Layout:
    """Check a vtable's distances against the schema's slots and its own table size, and return the Layout.

    Raises Malformed, its byte offset counted from the vtable's start.
    """
    distances = given[: len(slots)]  # a newer schema's slots mean nothing here
    unknown = tuple(i for i, distance in enumerate(given) if distance and (i >= len(slots) or slots[i] is None))
    at = [0] * len(slots)
    for number, (slot, distance) in enumerate(zip(slots, distances, strict=False)):
        if slot is None or not distance:
            continue
        width = WIDTHS.get(slot[1], OFFSET)
        if distance < OFFSET or distance + width > size:  # a table starts with its own offset to the vtable
            raise broken(4 + 2 * number, f"{table}.{slot[0]} lies at byte {distance} of its table, which has {size} bytes")
        if distance & 3 and width >= OFFSET:
            raise broken(4 + 2 * number, f"{table}.{slot[0]} is not aligned to 4: byte {distance} of its table")
        at[number] = distance
    return compiled(table, slots, at, size)._replace(unknown=unknown)


def compiled(table: str, slots: tuple[Slot, ...], at: list[int], size: int) -> Layout:
    """Return the Layout for slots at these distances: one Struct for all of them, pad bytes between."""
    present = sorted((distance, number) for number, distance in enumerate(at) if distance)
    form, reached, order = "<", 0, {}
    for position, (distance, number) in enumerate(present):
        if distance < reached:
            raise broken(4 + 2 * number, f"{table} slot {number} overlaps the field before it")
        kind = _kind(slots, number)
        code = kind if kind in WIDTHS else "I"
        form += f"{distance - reached}x{code}"
        reached = distance + WIDTHS[code]
        order[number] = position
    defaults = tuple(None if slot is None else slot[2] for slot in slots)
    references = tuple((number, distance) for distance, number in present if _kind(slots, number) not in WIDTHS)
    wide = tuple(distance for distance, number in present if WIDTHS.get(_kind(slots, number)) == WIDEST)
    wanted = [order.get(number, len(present) + number) for number in range(len(slots))]
    return Layout(Struct(form).unpack_from, defaults, picker(wanted), references, wide, size, ())


def _kind(slots: tuple[Slot, ...], number: int) -> str:
    slot = slots[number]
    return "" if slot is None else slot[1]


def picker(wanted: list[int]) -> Callable[[tuple[Value, ...]], tuple[Value, ...]]:
    """Return a function that picks these positions of a tuple, as a tuple however few they are."""
    if len(wanted) > 1:
        return itemgetter(*wanted)
    return lambda values: tuple(values[i] for i in wanted)
