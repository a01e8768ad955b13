"""Files as another git revision has them, read through `git cat-file`; nothing is checked out, nothing written."""

from __future__ import annotations

import atexit
import os
import posixpath
import re
import subprocess
from dataclasses import dataclass, field
from functools import lru_cache
from typing import IO, TYPE_CHECKING

from tflint.files.ignored import GIT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_LFS = re.compile(rb"version https://git-lfs\.github\.com/spec/v1\n(?:.*\n)*?oid sha256:([0-9a-f]{64})\nsize \d+\n")
_POINTER = 1024


class NoRevision(Exception):
    """A revision that cannot be read; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit of a repository: `name` as the user gave it, `commit` its object name, `top` and `store` folders, absolute.

    `moved` has the files that have another name by now where they were in that commit: both absolute.
    """

    name: str
    commit: str
    top: str
    store: str
    moved: Mapping[str, str] = field(default_factory=dict)

    def read(self, path: str) -> bytes | None:
        """Return a file's bytes in that commit, None where it has none; an LFS pointer is followed where its object is here."""
        now = os.path.realpath(path)
        try:
            inner = os.path.relpath(self.moved.get(now, now), self.top).replace(os.sep, "/")
        except ValueError:  # another drive
            return None
        data = None if inner.startswith("../") else _blob(self.top, f"{self.commit}:{inner}")
        return data if data is None else self._smudged(data)

    def earlier_name(self, path: str, name: str) -> str | None:
        """Return how people would have seen a file that moved, `name` is how they see it now; None for one that did not."""
        now = os.path.realpath(path)
        if now not in self.moved:
            return None
        step = os.path.relpath(self.moved[now], os.path.dirname(now))
        inner = os.fsencode(step).decode("utf-8", "surrogateescape").replace(os.sep, "/")
        return posixpath.normpath(posixpath.join(posixpath.dirname(name), inner))

    def models(self) -> Iterator[str]:
        """Yield the paths of the `*.tflite` files that the commit has, absolute."""
        done = git(self.top, "ls-tree", "-r", "-z", "--name-only", "--full-tree", self.commit)
        for name in os.fsdecode(done).split("\0"):
            if name.lower().endswith(".tflite"):
                yield os.path.join(self.top, name)

    def _smudged(self, data: bytes) -> bytes:
        pointer = _LFS.fullmatch(data) if len(data) < _POINTER else None
        if pointer is None:
            return data
        oid = pointer[1].decode("ascii")
        try:
            with open(os.path.join(self.store, "lfs", "objects", oid[:2], oid[2:4], oid), "rb") as file:
                return file.read()
        except OSError:
            return data


def revision(name: str, folder: str) -> Revision:
    """Return a revision of the repository that holds a folder; raise NoRevision."""
    if name.startswith("-"):
        raise NoRevision(f"{name!r} is not a revision")
    top = os.fsdecode(git(folder, "rev-parse", "--show-toplevel")).rstrip("\r\n")
    store = os.fsdecode(git(folder, "rev-parse", "--path-format=absolute", "--git-common-dir")).rstrip("\r\n")
    try:
        commit = git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}").decode("ascii").strip()
    except NoRevision:
        raise NoRevision(f"{name!r} is not a revision of {top}; a shallow clone may lack it: fetch it first") from None
    return Revision(name, commit, os.path.realpath(top), store)


def git(folder: str, *words: str) -> bytes:
    """Return what git says in a folder; raise NoRevision with its complaint."""
    try:
        done = subprocess.run([*GIT, *words], cwd=folder or ".", capture_output=True, check=False, stdin=subprocess.DEVNULL)  # noqa: S603  fixed commands
    except OSError as why:
        raise NoRevision(f"git cannot be run: {why.strerror}") from None
    except ValueError:
        raise NoRevision("a NUL in its name") from None
    if done.returncode:
        raise NoRevision(done.stderr.decode("utf-8", "replace").strip().removeprefix("fatal: ") or "git says no")
    return done.stdout


def _blob(top: str, name: str) -> bytes | None:
    if "\n" in name:
        try:
            return git(top, "cat-file", "blob", name)
        except NoRevision:
            return None
    pipe = _batch(top)
    pipe.ask.write(os.fsencode(name) + b"\n")
    pipe.ask.flush()
    head = pipe.answer.readline().rsplit(b" ", 2)
    if len(head) < 3 or head[1] != b"blob":  # noqa: PLR2004  object, type, size; else `name missing`
        _skip(head, pipe.answer)
        return None
    data = pipe.answer.read(int(head[2]))
    pipe.answer.read(1)
    return data


def _skip(head: list[bytes], answer: IO[bytes]) -> None:
    """Read over an object that is not a file (a submodule's commit, a folder)."""
    if len(head) == 3 and head[2].strip().isdigit():  # noqa: PLR2004  as above
        answer.read(int(head[2]) + 1)


class _Batch:
    """A running `git cat-file --batch`; ended when nobody refers to it any more."""

    def __init__(self, top: str) -> None:
        process = subprocess.Popen([*GIT, "cat-file", "--batch"], cwd=top, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603  a fixed command
        assert process.stdin is not None
        assert process.stdout is not None
        self._process = process
        self.ask: IO[bytes] = process.stdin
        self.answer: IO[bytes] = process.stdout

    def __del__(self) -> None:
        """End the process: it goes when its questions end."""
        self.ask.close()
        self.answer.close()
        self._process.wait()


@lru_cache(maxsize=1)
def _batch(top: str) -> _Batch:
    atexit.register(_batch.cache_clear)
    return _Batch(top)
