"""A file's bytes, only of a plain file, checked on the open descriptor: a small one read, a large one in windows."""

from __future__ import annotations

import os

from tflint.files import array_models
from tflint.files.found import is_url
from tflint.files.walk import is_regular
from tflint.model.data import Windows, read_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tflint.files.found import Source
    from tflint.model.data import Data

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)

LARGE = 16 << 20  # bytes; from here on only the graph is read
LARGEST = 16 << 30  # bytes; a sparse file can claim any size


def model(source: Source) -> Data:
    """Return the bytes of a model: those of its file, or of its array in a C source; OSError where they cannot be read."""
    data = read(source.path)
    if source.member is None:
        return data
    return array_models.extracted(source.member, data)


def read(path: str) -> Data:
    """Return the bytes of a plain file, or of what a URL names; OSError where it is not one, cannot be read, or changed meanwhile."""
    if is_url(path):
        from tflint.files import remote

        return remote.read(path, LARGE)
    descriptor = os.open(path, _FLAGS)
    try:
        status = os.fstat(descriptor)
        if not is_regular(status.st_mode):
            raise OSError(0, "not a plain file")
        if status.st_size > LARGEST:
            raise OSError(0, f"has {status.st_size:,} B, more than the {LARGEST:,} B that are read at most")
        if status.st_size >= LARGE:
            data = Windows(descriptor, status.st_size)
            descriptor = -1
            return data
        return _whole(descriptor, status)
    finally:
        if descriptor >= 0:
            os.close(descriptor)


def _whole(descriptor: int, before: os.stat_result) -> memoryview:
    """Return all bytes of a small file that nobody changed meanwhile."""
    raw = read_at(descriptor, 0, before.st_size)
    after = os.fstat(descriptor)
    if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns) or len(raw) != before.st_size:
        raise OSError(0, "changed while it was read")
    return memoryview(raw)
