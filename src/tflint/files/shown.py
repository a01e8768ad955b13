"""A path as people see it, as it opens, and as it stands below a manifest's folder."""

from __future__ import annotations

import os


def shown(path: str) -> str:
    """Return a path as people see it: UTF-8 whatever the locale, bytes that are none kept as surrogates, `/` between folders."""
    return os.fsencode(path).decode("utf-8", "surrogateescape").replace(os.sep, "/")


def named(name: str) -> str:
    """Return the path that opens what people see as `name`: the opposite of `shown`."""
    return os.fsdecode(name.encode("utf-8", "surrogateescape"))


def relative(path: str, root: str) -> str:
    """Return a path from a manifest's folder, as its patterns match it."""
    if root == os.curdir and not (os.path.isabs(path) or os.path.splitdrive(path)[0] or path.startswith(os.pardir)):
        inside = os.path.normpath(path)
        if not inside.startswith(os.pardir):
            return shown(inside)
    base, whole = absolute(root), absolute(path)
    if whole.startswith(base + os.sep):
        return shown(whole[len(base) + 1 :])
    try:
        inner = os.path.relpath(whole, base)
    except (OSError, ValueError):  # the working folder was deleted; another drive
        inner = path
    return shown(inner)


def absolute(path: str) -> str:
    """Return an absolute path, links as they are named; the path itself where the working folder was deleted."""
    try:
        return os.path.abspath(path)
    except OSError:
        return os.path.normpath(path)


def below(path: str, folder: str) -> str | None:
    """Return a path as it stands below a folder, links followed; None where it is not inside."""
    try:
        inner = os.path.relpath(os.path.realpath(path), os.path.realpath(folder))
    except (OSError, ValueError):  # the working folder was deleted; another drive
        return None
    return None if inner.split(os.sep, 1)[0] == os.pardir else inner
