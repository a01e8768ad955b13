"""The C and C++ sources of a tree that are its own: no build folders, no copy of the runtime, nothing that git ignores."""

from __future__ import annotations

import os

from tflint.files.found import C_SUFFIXES
from tflint.files.ignored import GitIgnored
from tflint.files.walk import NEVER, VENDORED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST = 64 << 20
MOST = 20_000
OTHERS = NEVER | VENDORED


def walk(top: str) -> Iterator[str]:
    """Yield the sources under a folder, by name, `/` between folders and relative to it; links are not followed."""
    ignored = GitIgnored(top)
    count = 0
    for folder, folders, files in os.walk(top):
        inner = [name for name in sorted(folders) if name not in OTHERS]
        folders[:] = [name for name in inner if not ignored(os.path.join(folder, name), folder=True)]
        for name in sorted(files):
            path = os.path.join(folder, name)
            if name.endswith(C_SUFFIXES) and not os.path.islink(path) and not ignored(path, folder=False):
                yield os.path.relpath(path, top).replace(os.sep, "/")
                count += 1
                if count == MOST:
                    return


def read(top: str, name: str) -> bytes:
    """Return a source's bytes, none where it cannot be read or is larger than 64 MiB."""
    path = os.path.join(top, name)
    try:
        if not os.path.isfile(path) or os.path.getsize(path) > LARGEST:
            return b""
        with open(path, "rb") as file:
            return file.read(LARGEST)
    except OSError:
        return b""
