"""The paths of a command line, one by one, to the files that they mean; every file once, by its real path."""

from __future__ import annotations

import os
import stat

from tflint.files import array_models, match, tflm_copies, walk
from tflint.files.found import LeftOut, Source, Unreadable, is_c_source, is_url
from tflint.files.ignored import GitIgnored
from tflint.files.shown import absolute, relative, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tflint.files.found import Found
    from tflint.files.owners import Owners
    from tflint.manifest.board import Manifest

_KINDS = (
    (stat.S_ISDIR, "a folder, not a model"),
    (stat.S_ISFIFO, "a named pipe, not a plain file"),
    (stat.S_ISCHR, "a device, not a plain file"),
    (stat.S_ISBLK, "a device, not a plain file"),
    (stat.S_ISSOCK, "a socket, not a plain file"),
)


class Search:
    """A search for models. `owners` says which manifest a path is held against; a file met twice comes once.

    A file that is named itself is taken even if a pattern or git would leave it out, unless `force_exclude`. `aside` are the files
    of copies of TFLM that walks met: models only of a project that uses them. `copies` are those copies, by their header; `old`
    are sources that include what TFLM had long ago, with the line, one for each folder.
    """

    def __init__(self, owners: Owners, *, force_exclude: bool = False) -> None:
        self._owners = owners
        self._force_exclude = force_exclude
        self.aside: list[Source] = []
        self.copies: list[str] = []
        self.old: dict[str, tuple[str, int]] = {}
        self.libraries: dict[str, str] = {}
        self._seen: set[tuple[str, int]] = set()
        self._real: dict[str, str] = {}

    def paths(self, paths: Iterable[str]) -> Iterator[Found]:
        """Yield what each path means: itself, or the models in the folder."""
        for path in paths:
            yield from self._once(self._far(path) if is_url(path) else self._named(path))

    def declared(self, manifest: Manifest, *, inner: bool = True) -> Iterator[tuple[int, Found]]:
        """Yield the models that a manifest's entries mean, with the entry's number; also those that git ignores.

        A model may come several times, once for each entry. `inner` False leaves out what a manifest below owns.
        """
        for number, entry in enumerate(manifest.models):
            for found in self._meant(entry.path, manifest):
                if inner or not isinstance(found, Source) or found.manifest == (manifest.path or ""):
                    yield number, found

    def once(self, source: Source) -> bool:
        """Return whether a file was not met before; it counts as met from now on."""
        key = (self._real_path(source.path), -1 if source.member is None else source.member.number)
        if key in self._seen:
            return False
        self._seen.add(key)
        return True

    def source(self, path: str) -> Source:
        """Return a file as the rest of tflint names it."""
        manifest = self._owners.of(path)
        plain = path[2:] if path.startswith(f".{os.sep}") else path
        return Source(path, shown(plain), relative(path, manifest.root), manifest=manifest.path or "")

    def _once(self, found: Iterable[Found]) -> Iterator[Found]:
        return (it for it in found if not isinstance(it, Source) or self.once(it))

    def _real_path(self, path: str) -> str:
        if is_url(path) or os.path.islink(path):
            return path if is_url(path) else os.path.realpath(path)
        folder, name = os.path.split(path)
        if folder not in self._real:
            self._real[folder] = _real(folder)
        return os.path.join(self._real[folder], name)

    def _named(self, path: str) -> Iterator[Found]:
        """Yield what a path of the command line means."""
        if self._force_exclude and self._owners.excludes(path):
            yield LeftOut(shown(path), "excluded by its manifest (--force-exclude)")
        else:
            yield from self._one(path)

    def _one(self, path: str) -> Iterator[Found]:
        try:
            mode = os.stat(path).st_mode
        except (OSError, ValueError) as why:
            yield Unreadable(shown(path), _reason(path, why))
            return
        if stat.S_ISDIR(mode) and not path.rstrip("/" + os.sep).lower().endswith(walk.SUFFIX):
            yield from self._folder(path)
        elif not walk.is_regular(mode):
            yield Unreadable(shown(path), next((kind for test, kind in _KINDS if test(mode)), "not a plain file"))
        elif _leads_out(path, absolute(self._owners.of(path).root)):
            yield Unreadable(shown(path), "a link out of the folder that is linted; name the file itself")
        elif is_c_source(path):
            yield from self._arrays(path)
        elif path.lower().endswith(".json"):
            yield from self._wake_word(path)
        else:
            yield self.source(path)

    def _wake_word(self, path: str) -> Iterator[Found]:
        """Yield the model that an ESPHome manifest names; the file itself where it names none, so that a rule says what it is."""
        from tflint.manifest import esphome

        model = esphome.model_of(path)
        if model is None or not model.lower().endswith(walk.SUFFIX):
            yield self.source(path)
            return
        for found in self._one(model):
            if isinstance(found, Source):
                yield found._replace(budget=path)
            else:
                yield Unreadable(found.name, f"{found.why}; {shown(path)} names it")

    def _arrays(self, path: str, *, walked: bool = False) -> Iterator[Found]:
        """Yield the models in a C source; a source that was named itself where it has none, so that a rule says what it is."""
        from tflint.files import opening

        it = self.source(path)
        try:
            yield from list(array_models.members(it, opening.read(path))) or ([] if walked else [it])
        except OSError as why:
            yield LeftOut(it.name, _reason(path, why)) if walked else Unreadable(it.name, _reason(path, why))

    def _far(self, url: str) -> Iterator[Found]:
        from tflint.files import remote

        manifest = self._owners.of(url).path or ""
        for found in remote.search(url, self._owners.excludes):
            yield found._replace(manifest=manifest) if isinstance(found, Source) else found

    def _folder(self, path: str) -> Iterator[Found]:
        ignored = GitIgnored(path)

        def leave_out(path: str, *, folder: bool) -> bool:
            if ignored(path, folder=folder) or self._owners.excludes(path):
                return True
            if folder and path.endswith(tflm_copies.LITE) and (header := tflm_copies.header_in(path)):
                self.copies.append(header)
            if folder:
                self._owners.of_folder(path)  # so that its manifest is met, whether or not there is a model
            return False

        for found in walk.walk(path, leave_out, self._takes_source, self._set_aside):
            if not isinstance(found, LeftOut):
                yield from self._walked(found)
            elif found.name == path:
                yield Unreadable(shown(path), found.why)
            else:
                yield LeftOut(self.source(found.name).name, found.why)

    def _walked(self, path: str) -> Iterator[Found]:
        if is_c_source(path):
            yield from self._arrays(path, walked=True)
        elif tflm_copies.is_tests_own(path):
            self.aside.append(self.source(path))
        else:
            yield self.source(path)

    def _takes_source(self, path: str) -> bool:
        from tflint.project.old_includes import may_name_library, names_old

        data = array_models.head(path)
        if line := names_old(data):
            self.old.setdefault(os.path.dirname(path), (path, line))
        if may_name_library(data):
            self.libraries.setdefault(os.path.dirname(path), path)
        return array_models.spells_model(data)

    def _set_aside(self, path: str) -> bool:
        if tflm_copies.may_be_used(path) and not self._owners.excludes(path):
            self.aside.append(self.source(path))
        return False

    def _meant(self, pattern: str, manifest: Manifest) -> Iterator[Found]:
        """Yield the models that an entry's `path` means: a file, a glob, or an array of a C source."""
        file, array = array_models.split(pattern)
        for found in self._matching(file, manifest):
            if not array or (isinstance(found, Source) and found.member is not None and match.name(array, found.member.name)):
                yield found

    def _matching(self, pattern: str, manifest: Manifest) -> Iterator[Found]:
        if match.is_literal(pattern):
            path = os.path.join(manifest.root, pattern)
            if os.path.lexists(path):
                yield from self._one(path)
            return
        fixed = pattern[: min(pattern.find(mark) for mark in "*?[" if mark in pattern)]
        top = os.path.join(manifest.root, fixed.rpartition("/")[0])
        if not os.path.isdir(top):
            return
        with_sources = is_c_source(pattern)
        for found in walk.walk(top, self._excluded, array_models.may_hold_model if with_sources else lambda _: False):
            if isinstance(found, LeftOut):
                yield LeftOut(self.source(found.name).name, found.why)
            elif match.path(pattern, relative(found, manifest.root)):
                yield from self._arrays(found, walked=True) if is_c_source(found) else (self.source(found),)

    def _excluded(self, path: str, *, folder: bool) -> bool:  # noqa: ARG002  the walk's question
        return self._owners.excludes(path)


def _real(folder: str) -> str:
    try:
        return os.path.realpath(folder)
    except OSError:  # the working folder was deleted
        return os.path.normpath(folder)


def _leads_out(path: str, base: str) -> bool:
    """Return whether a link inside the base folder leads out of it."""
    if not os.path.islink(path) or not _inside(absolute(path), base):
        return False
    return not _inside(os.path.realpath(path), os.path.realpath(base))


def _inside(path: str, base: str) -> bool:
    return path == base or path.startswith(base.rstrip(os.sep) + os.sep)


def _reason(path: str, why: OSError | ValueError) -> str:
    if isinstance(why, ValueError):
        return "a NUL in its name"
    if isinstance(why, FileNotFoundError) and os.path.islink(path):
        return "link leads nowhere"
    return (why.strerror or str(why)).lower()
