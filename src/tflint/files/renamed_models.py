"""Models that another revision has under another name: what git's index says, and what moved without git's knowing."""

from __future__ import annotations

import os
from hashlib import sha256
from typing import TYPE_CHECKING

from tflint.files import revision
from tflint.files.walk import SUFFIX

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tflint.files.revision import Revision

MODELS = ("--", f":(top,icase)*{SUFFIX}")
# against the index, not the files: to compare files git runs the filters that a repository's settings name
RENAMED = ("diff", "--cached", "--name-status", "--find-renames", "--diff-filter=R", "-z", "--no-ext-diff", "--no-textconv")
UNTRACKED = ("ls-files", "--others", "-z")
BLOCK = 1 << 20


def moves(other: Revision) -> dict[str, str]:
    """Return where the models that moved since a revision were: path now -> path then, absolute."""
    found = {now: then for then, now in _renamed(other) if os.path.isfile(now) and not os.path.lexists(then)}
    taken = set(found.values())
    gone = [path for path in other.models() if path not in taken and not os.path.lexists(path)]
    return found | (dict(_same_bytes(other, gone)) if gone else {})


def _renamed(other: Revision) -> Iterator[tuple[str, str]]:
    """Yield (path then, path now) of what git takes for renamed: the same bytes, or alike enough."""
    fields = iter(_fields(other, *RENAMED, other.commit))
    for _score in fields:
        yield next(fields), next(fields)


def _same_bytes(other: Revision, gone: list[str]) -> Iterator[tuple[str, str]]:
    """Yield (path now, path then) of files that git does not know yet and whose bytes one that is gone had."""
    before: dict[tuple[int, bytes], list[str]] = {}
    for path in sorted(gone, reverse=True):
        data = other.read(path) or b""
        before.setdefault((len(data), sha256(data).digest()), []).append(path)
    sizes = {size for size, _ in before}
    for path in sorted(_fields(other, *UNTRACKED)):
        size = _size(path)
        if size in sizes and (then := before.get((size, _digest(path)))):
            yield path, then.pop()


def _fields(other: Revision, *words: str) -> list[str]:
    """Return what git lists, paths made absolute; nothing where it has no answer."""
    try:
        listed = revision.git(other.top, *words, *MODELS)
    except revision.NoRevision:
        return []
    return [os.path.join(other.top, field) for field in os.fsdecode(listed).split("\0")[:-1]]


def _size(path: str) -> int:
    return os.stat(path).st_size if os.path.isfile(path) else -1


def _digest(path: str) -> bytes:
    total = sha256()
    try:
        with open(path, "rb") as file:
            while block := file.read(BLOCK):
                total.update(block)
    except OSError:
        return b""
    return total.digest()
