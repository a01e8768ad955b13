"""A file's bytes as the whole program sees them: in memory, or, for a large file, read where they are asked for."""

from __future__ import annotations

import os
from importlib import import_module

from tflint.model.malformed import broken

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hashlib import _Hash
    from mmap import mmap
    from typing import Protocol
else:
    Protocol = object

PAGE = 4096  # bytes read at once around a structure; a large model's graph touches few
CHUNK = 1 << 20  # bytes hashed at once
FIRST = 512 << 10  # bytes that Python's own code hashes in the time that importing OpenSSL takes


class Data(Protocol):
    """Bytes that can be counted and sliced. A memoryview is such, and so are Windows."""

    def __len__(self) -> int:
        """Return the number of bytes."""

    def __getitem__(self, part: slice, /) -> memoryview:
        """Return some of the bytes."""


class Windows:
    """A large file, never mapped: a mapped file that another process cuts short kills its reader with SIGBUS.

    Pages that hold the graph are read into anonymous memory, once; slices, the weights, are read each time and not kept.
    A file that is cut short meanwhile raises Malformed. Owns the descriptor.
    """

    whole = True  # whether all bytes may be read; of a file far away only what is needed is

    def __init__(self, descriptor: int, size: int) -> None:
        from weakref import finalize

        self._begin(size)
        self._descriptor = descriptor
        finalize(self, os.close, descriptor)

    def _begin(self, size: int) -> None:
        from mmap import mmap

        self._pages: mmap = mmap(-1, size)
        self._size = size
        self._there: set[int] = set()
        self.view = memoryview(self._pages)

    def __len__(self) -> int:
        """Return the number of bytes that the file had when it was opened."""
        return self._size

    def __getitem__(self, part: slice, /) -> memoryview:
        """Return some of the bytes, read now."""
        start, stop, step = part.indices(self._size)
        if step != 1:
            raise ValueError("a window is read in one piece")
        return memoryview(self._read(start, max(0, stop - start)))

    def load(self, at: int, size: int) -> None:
        """Make `size` bytes from `at` on readable in `view`; what lies past the end of the file is left out."""
        for page in range(max(0, at) // PAGE, (min(at + size, self._size) - 1) // PAGE + 1):
            if page not in self._there:
                start = page * PAGE
                stop = min(start + PAGE, self._size)
                self._pages[start:stop] = self._read(start, stop - start)
                self._there.add(page)

    def _read(self, at: int, size: int) -> bytes:
        raw = self.fetch(at, size)
        if len(raw) != size:
            raise broken(at + len(raw), f"the file was cut short while it was read: expected {self._size:,} B")
        return raw

    def fetch(self, at: int, size: int) -> bytes:
        """Return up to `size` bytes of the file from byte offset `at` on; fewer only at its end."""
        return read_at(self._descriptor, at, size)


def read_at(descriptor: int, at: int, size: int) -> bytes:
    """Return up to `size` bytes of a file from byte offset `at` on; fewer only at its end."""
    parts: list[bytes] = []
    while size:
        if hasattr(os, "pread"):
            part = os.pread(descriptor, min(size, CHUNK), at)
        else:  # Windows has no pread; nobody shares the descriptor
            os.lseek(descriptor, at, os.SEEK_SET)
            part = os.read(descriptor, min(size, CHUNK))
        if not part:
            break
        parts.append(part)
        at, size = at + len(part), size - len(part)
    return b"".join(parts)


_hashed = [0]  # bytes so far


def _new_sha256(size: int) -> _Hash:
    """Return a SHA-256 for so many bytes: for the first of a process without OpenSSL, whose import takes 2 ms (as `random` does)."""
    _hashed[0] += size
    for name in ("_sha2", "_sha256") if _hashed[0] <= FIRST else ():  # since Python 3.12, and before
        try:
            made: _Hash = import_module(name).sha256()
        except ImportError:
            continue
        return made
    import hashlib

    return hashlib.sha256()


def sha256(data: Data) -> str:
    """Return the hexadecimal SHA-256 of all bytes, piece by piece; empty for a large file far away, which is never read whole."""
    if isinstance(data, Windows) and not data.whole:
        return ""
    total = _new_sha256(len(data))
    for start in range(0, len(data), CHUNK):
        total.update(data[start : start + CHUNK])
    return total.hexdigest()
