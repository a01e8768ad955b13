"""Where rewritten models go, each written at once or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from typing import TYPE_CHECKING

from tflint.cli.errors import Usage, reason
from tflint.files.found import is_url

if TYPE_CHECKING:
    from tflint.files.found import Source


class Outputs:
    """The places of one run: below a folder, over the originals, or nowhere."""

    def __init__(self, folder: str | None, tops: tuple[str, ...], *, in_place: bool) -> None:
        self._folder, self._in_place = folder, in_place
        self._named = bool(tops)
        self._tops = [top for top in tops if os.path.isdir(top)]  # noqa: PTH112  a name as the user gave it
        self._taken: dict[str, str] = {}

    def write(self, source: Source, data: bytes) -> str | None:
        """Write a rewritten model and return its path, None where nothing is to be written; raise Usage where it cannot be."""
        if self._folder is None and not self._in_place:
            return None
        if self._folder is None and (source.member is not None or is_url(source.path)):
            raise Usage(f"{source.name}: only a .tflite file on this machine can be replaced; give --output DIR")
        path = source.path if self._folder is None else os.path.join(self._folder, _as_model(source, self._below(source)))  # noqa: PTH118  a name may hold any bytes
        other = self._taken.setdefault(path, source.name)
        if other != source.name:
            raise Usage(f"{other} and {source.name} would both become {path}; give their folder instead")
        try:
            replace(path, data)
        except OSError as why:
            raise Usage(f"{path}: cannot be written: {reason(why)}") from None
        return path

    def _below(self, source: Source) -> str:
        """Return a model's path below the folder that was given, its name where it was given itself."""
        for top in self._tops:
            inner = os.path.relpath(source.path, top)
            if inner.split(os.sep, 1)[0] != os.pardir:
                return inner
        return os.path.basename(source.path) if self._named else _inside(source)  # noqa: PTH119  as above


def _inside(source: Source) -> str:
    """Return a path below the manifest's folder; only the name where it lies elsewhere."""
    plain = os.path.normpath(source.relative)
    outside = os.path.isabs(plain) or plain.split(os.sep, 1)[0] == os.pardir  # noqa: PTH117  as above
    return os.path.basename(plain) if outside else plain  # noqa: PTH119  as above


def _as_model(source: Source, path: str) -> str:
    """Return the path of what is written: a model out of a C source is a file of its own, `firmware/model_g_kws.tflite`."""
    return path if source.member is None else f"{os.path.splitext(path)[0]}_{source.member.name}.tflite"  # noqa: PTH122  as above


def replace(path: str, data: bytes) -> None:
    """Write a file at once: into its folder under another name, then renamed; keeps the mode of a file that is there."""
    folder = os.path.dirname(os.path.abspath(path))  # noqa: PTH100, PTH120  links stay as they are named
    os.makedirs(folder, exist_ok=True)  # noqa: PTH103  as above
    descriptor, waiting = tempfile.mkstemp(prefix=".tflint-", dir=folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(waiting, _mode(path))  # noqa: PTH101  as above
        os.replace(waiting, path)  # noqa: PTH105  as above
    except BaseException:
        with suppress(OSError):
            os.unlink(waiting)  # noqa: PTH108  as above
        raise


def _mode(path: str) -> int:
    try:
        return os.stat(path).st_mode & 0o7777  # noqa: PTH116  as above
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
