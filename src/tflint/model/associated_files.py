"""The ZIP of associated files (labels, vocabularies) that follows the flatbuffer of models with TFLite Metadata."""

from __future__ import annotations

from struct import pack_into, unpack_from

END = b"PK\x05\x06"  # end of central directory; APPNOTE.TXT 4.3.16
ENTRY = b"PK\x01\x02"  # central directory file header; 4.3.12
END_SIZE, ENTRY_SIZE = 22, 46  # bytes, without names and comments


def moved(trailing: memoryview, start: int, to: int) -> bytes:
    """Return the bytes that follow a flatbuffer, for a file in which they start at byte `to` instead of `start`.

    A ZIP counts its offsets from the start of the file, as Python's zipfile appends it: they move along. Anything else stays
    as it is.
    """
    raw = bytearray(trailing)
    end = raw.rfind(END)
    if end < 0 or end + END_SIZE > len(raw):
        return bytes(raw)
    count, size, directory = unpack_from("<HII", raw, end + 10)
    at = directory - start
    if at < 0 or at + size != end:
        return bytes(raw)  # counted from the ZIP's own start: right wherever it lies
    pack_into("<I", raw, end + 16, directory - start + to)
    for _ in range(count):
        if raw[at : at + 4] != ENTRY or at + ENTRY_SIZE > end:
            return bytes(trailing)
        name, extra, comment = unpack_from("<HHH", raw, at + 28)
        (place,) = unpack_from("<I", raw, at + 42)
        pack_into("<I", raw, at + 42, place - start + to)
        at += ENTRY_SIZE + name + extra + comment
    return bytes(raw)
