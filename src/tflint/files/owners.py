"""Which manifest a path is held against: the nearest one upwards of it, or the one that was named for all."""

from __future__ import annotations

import os

from tflint.files import match
from tflint.files.found import is_url
from tflint.files.shown import relative
from tflint.manifest import nearest
from tflint.manifest.board import Manifest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class Owners:
    """The manifests of a run, each loaded once. `forced` is held against every path where the command line names one."""

    def __init__(self, load: Callable[[str], Manifest], forced: Manifest | None = None) -> None:
        self._load = load
        self.forced = forced
        self._named: dict[str, Manifest] = {}
        self._real: dict[str, Manifest] = {}
        self._none = Manifest()

    def of(self, path: str) -> Manifest:
        """Return the manifest of a file or folder: that of the folder in which it stands; an empty one where there is none.

        A URL belongs to the manifest of the working folder.
        """
        return self.of_folder("" if is_url(path) else os.path.dirname(path))

    def of_folder(self, folder: str) -> Manifest:
        """Return the manifest that a folder's files are held against."""
        if self.forced is not None:
            return self.forced
        known = self._named.get(folder)
        if known is None:
            known = self._named[folder] = self._nearest(folder or ".")
        return known

    def met(self) -> tuple[Manifest, ...]:
        """Return the manifests that were loaded so far, in the order of their loading."""
        if self.forced is not None:
            return (self.forced,)
        return tuple({it.path: it for it in self._real.values() if it.path is not None}.values())

    def excludes(self, path: str) -> bool:
        """Return whether the `exclude` of a path's manifest leaves it out."""
        manifest = self.of(path)
        if not manifest.exclude:
            return False
        name = path if is_url(path) else relative(path, manifest.root)
        return any(match.path(pattern, name) for pattern in manifest.exclude)

    def _nearest(self, folder: str) -> Manifest:
        try:
            return self._upwards(os.path.realpath(folder), folder)
        except OSError:  # the working folder was deleted
            return self._none

    def _upwards(self, real: str, shown: str) -> Manifest:
        """Return the manifest of a folder, `real` without links, `shown` as people named it."""
        known = self._real.get(real)
        if known is None:
            name, above = nearest.in_folder(real), os.path.dirname(real)
            if name is not None:
                known = self._load(os.path.normpath(os.path.join(shown, name)))
            else:
                known = self._none if above == real else self._upwards(above, os.path.join(shown, os.pardir))
            self._real[real] = known
        return known
