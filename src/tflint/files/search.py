"""The paths of a command line, one by one, to the files that they mean."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from tflint.files import walk
from tflint.files.found import C_SUFFIXES, LeftOut, Source, Unreadable, is_url
from tflint.files.ignored import GitIgnored

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tflint.files.found import Found

    Globs = Callable[[str], bool]

_KINDS = (
    (stat.S_ISDIR, "a folder, not a model"),
    (stat.S_ISFIFO, "a named pipe, no plain file"),
    (stat.S_ISCHR, "a device, no plain file"),
    (stat.S_ISBLK, "a device, no plain file"),
    (stat.S_ISSOCK, "a socket, no plain file"),
)


def search(paths: Iterable[str], root: str, excluded: Globs) -> Iterator[Found]:
    """Yield what each path means: itself, or the models in the folder. A file met twice comes once.

    `root` is the manifest's folder; `excluded` tells whether its patterns leave out a path relative to it. A file that
    is named itself is taken even if a pattern or git would leave it out.
    """
    base = _absolute(root)
    seen: set[str] = set()
    for path in paths:
        for found in _far(path, excluded) if is_url(path) else _one(path, base, excluded):
            if isinstance(found, Source):
                if found.path in seen:
                    continue
                seen.add(found.path)
            yield found


def matching(patterns: Iterable[str], root: str, matches: Callable[[str, str], bool], excluded: Globs) -> Iterator[Found]:
    """Yield the models that a manifest's patterns mean, also those that git ignores: they are declared."""
    base = _absolute(root)
    seen: set[str] = set()
    for pattern in patterns:
        for found in _meant(pattern, root, base, matches, excluded):
            if not isinstance(found, Source) or found.relative not in seen:
                yield found
            if isinstance(found, Source):
                seen.add(found.relative)


def source(path: str, base: str) -> Source:
    """Return a file as the rest of tflint names it; `base` is the manifest's folder, absolute."""
    plain = path[2:] if path.startswith(f".{os.sep}") else path
    return Source(path, shown(plain), _relative(path, base))


def shown(path: str) -> str:
    """Return a path as people see it: UTF-8 whatever the locale, bytes that are none kept as surrogates, `/` between folders."""
    return os.fsencode(path).decode("utf-8", "surrogateescape").replace(os.sep, "/")


def named(name: str) -> str:
    """Return the path that opens what people see as `name`: the opposite of `shown`."""
    return os.fsdecode(name.encode("utf-8", "surrogateescape"))


def _one(path: str, base: str, excluded: Globs) -> Iterator[Found]:
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116  a name may hold any bytes
    except (OSError, ValueError) as why:
        yield Unreadable(shown(path), _reason(path, why))
        return
    if stat.S_ISDIR(mode) and not path.rstrip("/" + os.sep).lower().endswith(walk.SUFFIX):
        yield from _folder(path, base, excluded)
    elif not walk.is_regular(mode):
        yield Unreadable(shown(path), next((kind for test, kind in _KINDS if test(mode)), "no plain file"))
    elif _leads_out(path, base):
        yield Unreadable(shown(path), "a link out of the folder that is linted; name the file itself")
    elif path.lower().endswith(C_SUFFIXES):
        yield from _arrays(source(path, base))
    elif path.lower().endswith(".json"):
        yield from _wake_word(path, base, excluded)
    else:
        yield source(path, base)


def _wake_word(path: str, base: str, excluded: Globs) -> Iterator[Found]:
    """Yield the model that an ESPHome manifest names; the file itself where it is none, so that a rule tells what it is."""
    from tflint.manifest import esphome

    model = esphome.model_of(path)
    if model is None or not model.lower().endswith(walk.SUFFIX):
        yield source(path, base)
        return
    for found in _one(model, base, excluded):
        if isinstance(found, Source):
            yield found._replace(budget=path)
        else:
            yield Unreadable(found.name, f"{found.why}; {shown(path)} names it")


def _arrays(it: Source) -> Iterator[Found]:
    """Yield the models in a C source; the source itself where it has none, so that a rule tells what it is."""
    from tflint.files import array_models, opening

    try:
        yield from list(array_models.inside(it, opening.read(it.path))) or [it]
    except OSError as why:
        yield Unreadable(it.name, _reason(it.path, why))


def _meant(pattern: str, root: str, base: str, matches: Callable[[str, str], bool], excluded: Globs) -> Iterator[Found]:
    fixed = pattern[: min(pattern.find(mark) for mark in "*?[" if mark in pattern)] if set(pattern) & set("*?[") else pattern
    top = os.path.join(root, fixed.rpartition("/")[0]) if fixed != pattern else os.path.join(root, pattern)  # noqa: PTH118  as named
    if fixed == pattern:
        if os.path.lexists(top):
            yield from _one(top, base, excluded)
        return
    for found in walk.walk(top, lambda path, *, folder: excluded(_relative(path, base))) if os.path.isdir(top) else ():  # noqa: ARG005, PTH112  as named
        if isinstance(found, LeftOut):
            yield LeftOut(source(found.name, base).name, found.why)
        elif matches(pattern, _relative(found, base)):
            yield source(found, base)


def _far(url: str, excluded: Globs) -> Iterator[Found]:
    from tflint.files import remote

    return remote.search(url, excluded)


def _folder(path: str, base: str, excluded: Globs) -> Iterator[Found]:
    ignored = GitIgnored(path)

    def leave_out(path: str, *, folder: bool) -> bool:
        return ignored(path, folder=folder) or excluded(_relative(path, base))

    for found in walk.walk(path, leave_out):
        if not isinstance(found, LeftOut):
            yield source(found, base)
        elif found.name == path:
            yield Unreadable(shown(path), found.why)
        else:
            yield LeftOut(source(found.name, base).name, found.why)


def _leads_out(path: str, base: str) -> bool:
    """Tell whether a link that stands inside the base folder leads out of it."""
    if not os.path.islink(path) or not _inside(_absolute(path), base):  # noqa: PTH114  a name may hold any bytes
        return False
    return not _inside(os.path.realpath(path), os.path.realpath(base))


def _inside(path: str, base: str) -> bool:
    return path == base or path.startswith(base.rstrip(os.sep) + os.sep)


def _relative(path: str, base: str) -> str:
    whole = _absolute(path)
    if whole.startswith(base + os.sep):
        return shown(whole[len(base) + 1 :])
    try:
        inner = os.path.relpath(whole, base)
    except (OSError, ValueError):  # the working folder was deleted; another drive
        inner = path
    return shown(inner)


def _absolute(path: str) -> str:
    try:
        return os.path.abspath(path)  # noqa: PTH100  links stay as they are named
    except OSError:  # the working folder was deleted
        return os.path.normpath(path)


def _reason(path: str, why: OSError | ValueError) -> str:
    if isinstance(why, ValueError):
        return "a NUL in its name"
    if isinstance(why, FileNotFoundError) and os.path.islink(path):  # noqa: PTH114  a name may hold any bytes
        return "link leads nowhere"
    return (why.strerror or str(why)).lower()
