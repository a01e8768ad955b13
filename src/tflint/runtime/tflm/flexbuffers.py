"""FlexBuffers, as custom ops read their options: a bounded reader that answers every question and raises on no bytes.

Format: flatbuffers' flexbuffers.h. A value stands where its parent says, in as many bytes as the parent's width; vectors, maps
and strings stand before it, at an offset. What a C++ reader would fetch from outside the bytes reads as absent here.
"""

from __future__ import annotations

from struct import unpack_from

from tflint.record import Record

NULL, INT, UINT, FLOAT = 0, 1, 2, 3
INDIRECT_INT, INDIRECT_UINT, INDIRECT_FLOAT = 6, 7, 8
MAP, VECTOR, BOOL = 9, 10, 26
SIGNED = {INT: True, BOOL: True, UINT: False, INDIRECT_INT: True, INDIRECT_UINT: False}
DIRECT = {INDIRECT_INT: INT, INDIRECT_UINT: UINT, INDIRECT_FLOAT: FLOAT}


class Reference(Record):
    """A value: where it stands, how wide its parent writes it, its type, and how wide its own parts are."""

    data: bytes
    at: int
    parent_width: int
    type: int
    width: int

    @property
    def is_null(self) -> bool:
        """Return whether it is an absent value."""
        return self.type == NULL

    def integer(self) -> int:
        """Return the value as AsInt64 does: a float truncated, anything that is not a number 0."""
        number = self.number()
        return int(number) if number == number and abs(number) < 2**63 else 0  # noqa: PLR0124 - NaN is what differs from itself

    def number(self) -> float:
        """Return the value as AsDouble does; anything that is not a number is 0."""
        if self.type in DIRECT:
            return self._replace(at=self._indirect(), parent_width=self.width, type=DIRECT[self.type]).number()
        if self.type == FLOAT:
            return read_float(self.data, self.at, self.parent_width) or 0.0
        if self.type in SIGNED:
            return read_integer(self.data, self.at, self.parent_width, signed=SIGNED[self.type]) or 0
        return 0

    def vector(self) -> Vector:
        """Return the vector or the map's values; an empty one for anything else."""
        if self.type not in {MAP, VECTOR}:
            return Vector(b"", 0, 1)
        return Vector(self.data, self._indirect(), self.width)

    def map(self) -> Map:
        """Return the map; an empty one for anything else."""
        return Map(self.vector()) if self.type == MAP else Map(Vector(b"", 0, 1))

    def _indirect(self) -> int:
        offset = read_integer(self.data, self.at, self.parent_width, signed=False)
        return -1 if offset is None else self.at - offset


class Vector(Record):
    """Values of one width, their packed types after them, their count before them."""

    data: bytes
    at: int
    width: int

    @property
    def length(self) -> int:
        """Return the number of values, no more than the bytes can hold."""
        count = read_integer(self.data, self.at - self.width, self.width, signed=False) or 0
        return min(count, len(self.data))

    def raw(self, index: int) -> int | None:
        """Return entry `index` as a signed integer, whatever its type and whether the vector is that long; None outside the bytes.

        That is what FlexbufferWrapper::ElementAsInt64 does (micro/flatbuffer_utils.cc).
        """
        return read_integer(self.data, self.at + index * self.width, self.width, signed=True)

    def reference(self, index: int) -> Reference:
        """Return value `index` with its type."""
        packed = read_integer(self.data, self.at + self.length * self.width + index, 1, signed=False) or NULL
        return Reference(self.data, self.at + index * self.width, self.width, packed >> 2, 1 << (packed & 3))


class Map(Record):
    """A vector of values with a vector of keys, sorted bytewise."""

    values: Vector

    @property
    def keys(self) -> tuple[bytes, ...]:
        """Return the keys in the values' order."""
        data, at, width = self.values
        offset = read_integer(data, at - 3 * width, width, signed=False)
        key_width = read_integer(data, at - 2 * width, width, signed=False)
        if offset is None or key_width not in {1, 2, 4, 8}:
            return ()
        return tuple(_key(data, at - 3 * width - offset, key_width, index) for index in range(self.values.length))

    def find(self, key: str) -> Reference:
        """Return a key's value, a null where the map has none."""
        keys = self.keys
        if key.encode() not in keys:
            return Reference(b"", 0, 1, NULL, 1)
        return self.values.reference(keys.index(key.encode()))


def root(data: bytes) -> Reference:
    """Return the root value; a null where the bytes have none (flexbuffers::GetRoot)."""
    if len(data) < 3:
        return Reference(b"", 0, 1, NULL, 1)
    width, packed = data[-1], data[-2]
    return Reference(data, len(data) - 2 - width, width, packed >> 2, 1 << (packed & 3))


def read_integer(data: bytes, at: int, width: int, *, signed: bool) -> int | None:
    """Return an integer of 1, 2, 4 or 8 bytes; None outside the data or for another width."""
    if width not in {1, 2, 4, 8} or at < 0 or at + width > len(data):
        return None
    return int.from_bytes(data[at : at + width], "little", signed=signed)


def read_float(data: bytes, at: int, width: int) -> float | None:
    """Return a float of 2, 4 or 8 bytes; None outside the data or for another width."""
    form = {2: "<e", 4: "<f", 8: "<d"}.get(width)
    if form is None or at < 0 or at + width > len(data):
        return None
    return float(unpack_from(form, data, at)[0])


def _key(data: bytes, vector: int, width: int, index: int) -> bytes:
    at = vector + index * width
    offset = read_integer(data, at, width, signed=False)
    if offset is None or not 0 <= at - offset < len(data):
        return b""
    start = at - offset
    end = data.find(b"\0", start)
    return data[start : end if end >= 0 else len(data)]
