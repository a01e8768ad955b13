"""Models at a URL that fsspec knows: s3://, gs://, hf://, memory:// … Of a large one only the graph is fetched."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from tflint.files.found import Source, Unreadable
from tflint.files.walk import NEVER, SUFFIX
from tflint.model.data import Windows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tflint.files.found import Found
    from tflint.model.data import Data

BLOCK = 256 << 10  # bytes a request: a graph lies in few blocks, and a request costs more than its bytes
BLOCKS = 16  # blocks kept; the graph's own bytes are kept besides


class FileSystem(Protocol):
    """The part of an fsspec file system that is used here."""

    def isfile(self, path: str) -> bool:
        """Return whether there is a file."""

    def exists(self, path: str) -> bool:
        """Return whether there is a file or anything below."""

    def size(self, path: str) -> int | None:
        """Return a file's size, bytes."""

    def walk(self, path: str) -> Iterator[tuple[str, list[str], list[str]]]:
        """Yield folder, folders in it, files in it."""

    def cat_file(self, path: str, start: int | None = None, end: int | None = None) -> bytes:
        """Return a file's bytes, or those between two offsets."""

    def unstrip_protocol(self, name: str) -> str:
        """Return a path as a URL."""


class RemoteWindows(Windows):
    """A large file far away: ranges of it, fetched in blocks."""

    whole = False

    def __init__(self, files: FileSystem, path: str, size: int) -> None:
        self._begin(size)
        self._block = lru_cache(maxsize=BLOCKS)(lambda start: files.cat_file(path, start, min(start + BLOCK, size)))

    def fetch(self, at: int, size: int) -> bytes:
        """Return up to `size` bytes from byte offset `at` on, in as few requests as blocks."""
        first = at - at % BLOCK
        joined = b"".join(self._block(start) for start in range(first, at + size, BLOCK))
        return joined[at - first : at - first + size]


def search(url: str, excluded: Callable[[str], bool]) -> Iterator[Found]:
    """Yield what a URL means: the file itself, or the models below it, by name within each folder."""
    try:
        files, path = _opened(url)
        if files.isfile(path):
            yield Source(url, url, url)
        elif not files.exists(path):
            yield Unreadable(url, "no such file or directory")
        else:
            yield from _walk(files, path, excluded)
    except OSError as why:
        yield Unreadable(url, str(why))
    except Exception as why:  # noqa: BLE001  every service has exceptions of its own
        yield Unreadable(url, f"{type(why).__name__}: {why}")


def read(url: str, large: int) -> Data:
    """Return the bytes at a URL: all of them, or ranges on demand from `large` bytes on; OSError where that fails."""
    try:
        files, path = _opened(url)
        size = files.size(path) or 0
        return RemoteWindows(files, path, size) if size >= large else memoryview(files.cat_file(path))
    except OSError:
        raise
    except Exception as why:
        raise OSError(0, f"{type(why).__name__}: {why}") from why


def _walk(files: FileSystem, top: str, excluded: Callable[[str], bool]) -> Iterator[Source]:
    for folder, folders, names in files.walk(top):
        folders[:] = sorted(name for name in folders if name not in NEVER)
        for name in sorted(names):
            url = files.unstrip_protocol(f"{folder.rstrip('/')}/{name}")
            if name.lower().endswith(SUFFIX) and not excluded(url):
                yield Source(url, url, url)


def _opened(url: str) -> tuple[FileSystem, str]:
    try:
        from fsspec.core import url_to_fs
    except ModuleNotFoundError as missing:
        raise OSError(0, f"reading {url.partition('://')[0]}:// needs pip install 'tflint[remote]'") from missing
    try:
        opened: tuple[FileSystem, str] = url_to_fs(url)
    except (ImportError, ValueError) as why:  # a scheme whose own package is missing, or that nobody knows
        raise OSError(0, str(why)) from why
    return opened
