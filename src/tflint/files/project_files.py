"""The files of a project by name: what its own people wrote, no build folders, nothing that git ignores."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tflint.files.ignored import GitIgnored
from tflint.files.walk import NEVER

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = 100_000
LEFT_OUT = NEVER | {"build", ".pio", "libdeps", "managed_components", "cmake-build-debug", "cmake-build-release"}


def names(top: str) -> Iterator[str]:
    """Yield the files under a folder, sorted by folder, `/` between folders and relative to it; links are not followed."""
    ignored = GitIgnored(top)
    count = 0
    for folder, folders, files in os.walk(top):
        inner = [name for name in sorted(folders) if name not in LEFT_OUT]
        folders[:] = [name for name in inner if not ignored(os.path.join(folder, name), folder=True)]
        for name in sorted(files):
            path = os.path.join(folder, name)
            if os.path.islink(path) or ignored(path, folder=False):
                continue
            yield os.path.relpath(path, top).replace(os.sep, "/")
            count += 1
            if count == MOST:
                return
