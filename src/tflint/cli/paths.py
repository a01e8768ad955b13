"""The paths of a command line, or those that the manifest means where there are none."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from tflint.check import match
from tflint.cli import configuration
from tflint.files.search import matching, named, search, shown, source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tflint.files.found import Found
    from tflint.manifest.board import Manifest

MANIFESTS = ("tflint.toml", "pyproject.toml")


class Wanted(NamedTuple):
    """What to lint and by which manifest; `whole` tells that all that the manifest speaks of is among it.

    `tops` are the paths that were searched, empty where the manifest's patterns were.
    """

    manifest: Manifest
    found: Iterable[Found]
    whole: bool
    tops: tuple[str, ...] = ()

    def relative(self, name: str) -> str:
        """Return a path that people see as the manifest's patterns match it."""
        return source(named(name), configuration.folder(self.manifest)).relative

    def shown(self, path: str) -> str | None:
        """Return an absolute path as this run would have named it, None for one that it would not have looked at."""
        for top in self.tops:
            inner = _under(path, top)
            if inner is not None:
                return shown(os.path.normpath(os.path.join(top, inner)))  # noqa: PTH118  a name may hold any bytes
        inner = _under(path, self.manifest.root)
        if not self.tops and inner is not None and any(match.path(entry.path, shown(inner)) for entry in self.manifest.models):
            return shown(os.path.normpath(os.path.join(self.manifest.root, inner)))  # noqa: PTH118  likewise
        return None


def _under(path: str, top: str) -> str | None:
    """Return an absolute path as it is below a folder, None where it is not."""
    try:
        inner = os.path.relpath(path, os.path.realpath(top))
    except ValueError:  # another drive
        return None
    return None if inner.split(os.sep, 1)[0] == os.pardir else inner


def wanted(paths: list[str], manifest: Manifest, *, fixed: bool) -> Wanted:
    """Return the files that a command line means.

    A manifest among the paths stands for its models, so that a hook which is handed the changed files checks them all
    when the manifest changes; it is the run's manifest unless that is `fixed`.
    """
    given = [path for path in paths if os.path.basename(path) in MANIFESTS]  # noqa: PTH119  a name as the user gave it
    if given and not fixed:
        manifest = configuration.manifest(given[0])
    rest = [path for path in paths if path not in given]
    root = manifest.root
    excluded = _excluded(manifest)
    if rest and not given:
        return Wanted(manifest, search(rest, root, excluded), _covers(rest, manifest), tuple(rest))
    if manifest.models:
        patterns = [entry.path for entry in manifest.models]
        return Wanted(
            manifest, _each_once(matching(patterns, root, match.path, excluded), search(rest, root, excluded)), whole=True
        )
    return Wanted(manifest, search([root, *rest], root, excluded), whole=True, tops=(root, *rest))


def _covers(paths: list[str], manifest: Manifest) -> bool:
    """Return whether one of the paths is a folder that holds the whole manifest."""
    if manifest.path is None:
        return False
    root = os.path.realpath(manifest.root)
    tops = [os.path.realpath(path) for path in paths if os.path.isdir(path)]  # noqa: PTH112  a name as the user gave it
    return any(root == top or root.startswith(top.rstrip(os.sep) + os.sep) for top in tops)


def _each_once(*several: Iterable[Found]) -> Iterable[Found]:
    seen: set[Found] = set()
    for found in (it for one in several for it in one):
        if found not in seen:
            seen.add(found)
            yield found


def _excluded(manifest: Manifest) -> Callable[[str], bool]:
    patterns = manifest.exclude
    return lambda path: any(match.path(pattern, path) for pattern in patterns)
