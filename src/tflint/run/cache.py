"""Lints that were done before, by content: model bytes, name, scope and tflint's own code. Lives in the user's cache folder.

One file per scope, one line per model, each with its own checksum: what is damaged is not there. It is replaced as a whole, so two
runs at once see either's, never a mixture.
"""

from __future__ import annotations

import json
import os
import pickle
import sys
import zlib
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING

from tflint import __version__
from tflint.check.import_path import without_working_folder
from tflint.model.data import sha256
from tflint.run import lint_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tflint.check.lint import Judged
    from tflint.check.rule import Rule
    from tflint.check.scope import Scope
    from tflint.files.found import Source

LARGEST = 64 << 20  # bytes of a cache file; a larger one is begun anew
WORTH_READING = 512 << 10  # bytes of a cache file for each model that is asked for: reading them takes less than a lint
SCOPES = 16  # cache files kept, the newest; every change of a manifest or of tflint begins one


class Cache:
    """The lints of one scope. `get` and `put` work in memory; `store` writes what is new."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._lines = dict(_lines(path))
        self._new: dict[str, str] = {}

    @property
    def is_empty(self) -> bool:
        """Return whether no lint of this scope is known: no file needs to be read and hashed for it."""
        return not self._lines

    def get(self, sha: str, source: Source) -> Judged | None:
        """Return the lint of these bytes under this name, None where there is none that can be read."""
        line = self._lines.get(_key(sha, source))
        if line is None:
            return None
        try:
            return lint_json.decode(json.loads(line))
        except (ValueError, KeyError, TypeError, IndexError, AttributeError):
            return None

    def put(self, source: Source, judged: Judged) -> None:
        """Remember a lint; one with a crash is done again next time."""
        if not judged.crashed:
            self._new[_key(judged.report.sha256, source)] = lint_json.text(judged)

    def store(self) -> None:
        """Write what is new, together with what another run stored meanwhile. A folder that cannot be written is ignored."""
        if not self._new:
            return
        lines = dict(_lines(self._path)) | self._new
        text = "".join(f"{zlib.crc32(f'{key} {line}'.encode()):08x} {key} {line}\n" for key, line in lines.items())
        with suppress(OSError):
            _replace(self._path, (text if len(text) <= LARGEST else "").encode("ascii"))
            _prune(os.path.dirname(self._path))


def open_for(scope: Scope, files: int) -> Cache | None:
    """Return the cache for some files of a scope; None where it does not pay.

    That is where lints depend on more than bytes and scope, where it has no folder, and where so few of the many models that
    it has are asked for that linting them is less than reading it.
    """
    folder = _folder()
    if folder is None or scope.revision is not None or scope.detail or _reads_more(scope):
        return None
    path = os.path.join(folder, f"{digest(scope)}.lints")
    return Cache(path) if _size(path) <= files * WORTH_READING else None


def _size(path: str) -> int:
    try:
        return os.path.getsize(path)
    except OSError:
        return 0


def digest(scope: Scope) -> str:
    """Return 32 hex digits that change with the scope and with tflint's or a pack's code."""
    code = f"{__version__} {sys.version} {_code(scope.rules)}".encode()
    return sha256(memoryview(code + pickle.dumps(scope, protocol=5)))[:32]


def _reads_more(scope: Scope) -> bool:
    """Return whether rules ask more than the bytes: files that the manifest names (labels, arrays, firmware, images), or Vela."""
    boards = (*scope.boards, *scope.manifest.boards.values())
    return any(entry.labels or entry.array for entry in scope.manifest.models) or any(
        board.image or board.npu or (board.resolver is not None and board.resolver.source) for board in boards
    )


def _folder() -> str | None:
    """Return tflint's folder among the user's caches, as the system has it; None without a home."""
    if os.name == "nt":
        base = os.environ.get("LOCALAPPDATA", "")
    elif sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(base, "tflint") if os.path.isabs(base) else None


def _code(rules: Iterable[Rule]) -> str:
    """Return what changes when tflint's or a pack's code does: the number of files and the newest change."""
    packages = sorted({"tflint", *(rule.module.partition(".")[0] for rule in rules)})
    stamps = [stamp for name in packages for stamp in _stamps_of(name)]
    return f"{len(stamps)} {max(stamps, default=0)}"


def _stamps_of(package: str) -> Iterable[int]:
    """Yield when each file of a package was changed; it is imported for that, its rules are not."""
    try:
        with without_working_folder():
            module = import_module(package)
    except ImportError:  # rules that a program made, from no file
        return
    for folder in getattr(module, "__path__", ()):
        yield from _stamps(folder)
    if not hasattr(module, "__path__"):
        with suppress(OSError):
            yield os.stat(module.__file__ or "").st_mtime_ns


def _stamps(folder: str) -> Iterable[int]:
    with suppress(OSError), os.scandir(folder or ".") as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _stamps(entry.path)
            elif entry.name.endswith((".py", ".json", ".toml")):
                yield entry.stat().st_mtime_ns


def _key(sha: str, source: Source) -> str:
    name = zlib.crc32(f"{source.name}\0{source.relative}".encode("utf-8", "surrogatepass"))
    return f"{sha}{name:08x}"


def _lines(path: str) -> Iterable[tuple[str, str]]:
    """Yield (key, JSON) of the sound lines; what is damaged is not there."""
    try:
        with open(path, encoding="ascii", errors="replace") as file:
            for line in file:
                check, _, rest = line.rstrip("\n").partition(" ")
                if check == f"{zlib.crc32(rest.encode('utf-8', 'replace')):08x}":
                    key, _, text = rest.partition(" ")
                    yield key, text
    except OSError:
        return


def _replace(path: str, data: bytes) -> None:
    folder = os.path.dirname(path)
    os.makedirs(folder, mode=0o700, exist_ok=True)
    name = f"{path}.{os.getpid()}"  # no two processes have the same, and what one left behind is written over
    try:
        with open(name, "wb") as file:
            file.write(data)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def _prune(folder: str) -> None:
    with os.scandir(folder) as entries:
        by_age = sorted((entry.stat().st_mtime_ns, entry.path) for entry in entries)
    for _, path in by_age[:-SCOPES]:
        os.unlink(path)
