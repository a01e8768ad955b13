"""A file's bytes, read once; only of a plain file, checked on the open descriptor."""

from __future__ import annotations

import os

from tflint.files.walk import is_regular

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


def read(path: str) -> memoryview:
    """Return a plain file's bytes; OSError where it is none or cannot be read."""
    descriptor = os.open(path, _FLAGS)
    try:
        if not is_regular(os.fstat(descriptor).st_mode):
            raise OSError(0, "no plain file")
        with open(descriptor, "rb", closefd=False) as file:
            return memoryview(file.read())
    finally:
        os.close(descriptor)
