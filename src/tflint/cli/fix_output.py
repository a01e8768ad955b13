"""Where rewritten models go, each written at once or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from typing import TYPE_CHECKING

from tflint.cli.errors import Usage, reason
from tflint.files import opening
from tflint.files.found import is_url
from tflint.fix import array_text

if TYPE_CHECKING:
    from tflint.files.found import Source


class Outputs:
    """The places of one run: below a folder, over the originals, or nowhere."""

    def __init__(self, folder: str | None, tops: tuple[str, ...], *, in_place: bool) -> None:
        self._folder, self._in_place = folder, in_place
        self._named = bool(tops)
        self._tops = [top for top in tops if os.path.isdir(top)]
        self._taken: dict[str, Source] = {}

    def write(self, source: Source, data: bytes) -> str | None:
        """Write a rewritten model and return its path, None where nothing is to be written; raise Usage where it cannot be."""
        if self._folder is None and not self._in_place:
            return None
        if self._folder is None and is_url(source.path):
            raise Usage(f"{source.name}: only a file on this machine can be replaced; give --output DIR")
        path = source.path if self._folder is None else os.path.join(self._folder, self._below(source))
        other = self._taken.get(path)
        if other is not None and (other.path != source.path or other.member == source.member):
            raise Usage(f"{other.name} and {source.name} would both become {path}; give their folder instead")
        try:
            # a source with several models is written once for each: the next one goes on from there
            replace(path, data if source.member is None else _with_array(source, path if other else source.path, data))
            self._taken[path] = source
        except OSError as why:
            raise Usage(f"{path}: cannot be written: {reason(why)}") from None
        return path

    def _below(self, source: Source) -> str:
        """Return a model's path below the folder that was given, its name where it was given itself."""
        for top in self._tops:
            inner = os.path.relpath(source.path, top)
            if inner.split(os.sep, 1)[0] != os.pardir:
                return inner
        return os.path.basename(source.path) if self._named else _inside(source)


def _inside(source: Source) -> str:
    """Return a path below the manifest's folder; only the name where it lies elsewhere."""
    plain = os.path.normpath(source.relative if source.member is None else source.relative.rpartition("#")[0])
    outside = os.path.isabs(plain) or plain.split(os.sep, 1)[0] == os.pardir
    return os.path.basename(plain) if outside else plain


def _with_array(source: Source, path: str, data: bytes) -> bytes:
    """Return the C source at a path with a model's bytes in its array; raise Usage where the array cannot be written anew."""
    assert source.member is not None
    now = array_text.rewritten(bytes(opening.read(path)[:]), source.member.number, data)
    if now is None:
        raise Usage(
            f"{source.name}: the values of {source.member.name!r} cannot be written anew: they are not a plain list of numbers"
        )
    return now


def replace(path: str, data: bytes) -> None:
    """Write a file at once: into its folder under another name, then renamed; keeps the mode of a file that is there."""
    folder = os.path.dirname(os.path.abspath(path))
    os.makedirs(folder, exist_ok=True)
    descriptor, waiting = tempfile.mkstemp(prefix=".tflint-", dir=folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(waiting, _mode(path))
        os.replace(waiting, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(waiting)
        raise


def _mode(path: str) -> int:
    try:
        return os.stat(path).st_mode & 0o7777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
