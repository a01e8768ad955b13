"""argv, manifests, catalogue, lock files and ESPHome's JSONs -> the one configuration that every command works by."""

from __future__ import annotations

import os
from itertools import chain

from tflint.cli.errors import Usage
from tflint.files import array_models, match, tflm_copies
from tflint.files.found import Source
from tflint.files.owners import Owners
from tflint.files.search import Search
from tflint.files.shown import below
from tflint.manifest.manifest_file import NAME, PYPROJECT
from tflint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from tflint.check.rule import Rule
    from tflint.check.scope import Scope
    from tflint.files.found import Found
    from tflint.files.revision import Revision
    from tflint.manifest.board import Manifest
    from tflint.project.copies import Seen


MOST_COPIES = 16  # of TFLM that a run looks at


class Configuration(Record):
    """What a command line comes to. `tops` are the paths that are searched; `forced` is set where `--manifest` names one for all.

    `scopes` makes what a manifest's models are held against.
    """

    tops: tuple[str, ...]
    owners: Owners
    search: Search
    scopes: Scopes
    here: Manifest

    def found(self) -> Iterator[Found]:
        """Yield every file of the run once; last the models in C sources that a walk met, without those that are copies."""
        files: list[Source] = []
        arrays: list[Source] = []
        for it in chain(self._met(), self._used_of_copies()):
            if isinstance(it, Source) and it.member is not None and it.path not in self.tops:
                arrays.append(it)
                continue
            if isinstance(it, Source):
                files.append(it)
            yield it
        if arrays:
            from tflint.files.array_copies import without_copies

            yield from without_copies(arrays, files, self._arrays_of_entries, self._is_declared)

    def _used_of_copies(self) -> Iterator[Found]:
        """Yield the models in copies of TFLM that the project's sources use, met while the tops were searched."""
        if self.search.aside:
            folders = [top for top in self.tops if os.path.isdir(top)]
            yield from (
                it for it in tflm_copies.used(self.search.aside, folders) if not isinstance(it, Source) or self.search.once(it)
            )

    def _is_declared(self, source: Source) -> bool:
        return any(match.model(it.path, source.relative) for it in self.manifest(source).models)

    def _arrays_of_entries(self, source: Source) -> str:
        """Return the `path` of the entry whose `array` a C source is, empty where it is none's."""
        file = array_models.split(source.relative)[0]
        return next((it.path for it in self.manifest(source).models if it.array == file), "")

    def _met(self) -> Iterator[Found]:
        """Yield what was named, what manifests that are wholly searched declare, what else is there."""
        yield from self.search.paths(path for path in self.tops if path.lower().endswith(".json"))
        done = {manifest.path for manifest in self.owners.met()}
        for manifest in self.owners.met():
            yield from self._declared(manifest)
        yield from self.search.paths(path for path in self.tops if not path.lower().endswith(".json"))
        for manifest in self.owners.met():
            if manifest.path not in done:
                yield from self._declared(manifest)

    def scope(self, source: Source) -> Scope:
        """Return what a model is held against, the JSON of ESPHome next to it included."""
        from tflint.check.esphome_budget import scoped

        return scoped(source, self.scopes.of(self.manifest(source)))

    def manifest(self, source: Source) -> Manifest:
        """Return the manifest of a model."""
        return self.owners.of(source.path)

    def covers(self, manifest: Manifest) -> bool:
        """Return whether all that a manifest speaks of is searched."""
        if manifest.path is None:
            return False
        folders = (top for top in self.tops if os.path.isdir(top))
        return any(below(manifest.root, folder) is not None for folder in folders)

    def owned_by_inner(self, manifest: Manifest) -> Iterator[tuple[int, Source]]:
        """Yield the models that a manifest's entries mean and another manifest below it owns, each with the number of the entry."""
        for number, found in self.search.declared(manifest) if self.covers(manifest) and len(self.owners.met()) > 1 else ():
            if isinstance(found, Source) and found.manifest != (manifest.path or ""):
                yield number, found

    def _declared(self, manifest: Manifest) -> Iterator[Found]:
        if self.covers(manifest):
            for _, found in self.search.declared(manifest):
                if not isinstance(found, Source) or self.search.once(found):
                    yield found


class Scopes:
    """What the models of each manifest are held against, made once a manifest."""

    def __init__(self, arguments: Namespace, *, rules: bool, detail: bool = False) -> None:
        self._arguments, self._with_rules, self._detail = arguments, rules, detail
        self._made: dict[str | None, Scope] = {}
        self.revision: Revision | None = None
        self.search: Search | None = None  # one that is done: what it met of TFLM

    def of(self, manifest: Manifest) -> Scope:
        """Return the scope of a manifest's models; raise Usage with all that is wrong."""
        if manifest.path not in self._made:
            self._made[manifest.path] = self._scope(manifest)
        return self._made[manifest.path]

    def _scope(self, manifest: Manifest) -> Scope:
        from tflint.check.scope import Scope
        from tflint.cli import named_boards

        arguments = self._arguments
        boards = named_boards.boards(arguments, manifest)
        return Scope(
            self._rules(manifest) if self._with_rules else (),
            manifest,
            boards,
            declared=any(getattr(arguments, name, None) for name in ("board", "arena", "flash")),
            detail=self._detail,
            revision=self.revision,
            runtimes=named_boards.check_runtimes(arguments.runtime, boards or manifest.boards.values()),
            seen=self._seen(manifest.root),
        )

    def _seen(self, root: str) -> tuple[Seen, ...]:
        """Return what the search met of TFLM below a manifest's folder."""
        if self.search is None or not (self.search.copies or self.search.old or self.search.libraries):
            return ()
        from tflint.files import project_files
        from tflint.project import copies
        from tflint.project.tree import Tree

        headers = [name for it in self.search.copies if (name := below(it, root or ".")) is not None]
        old = [(name, line) for it, line in self.search.old.values() if (name := below(it, root or ".")) is not None]
        sources = [name for it in self.search.libraries.values() if (name := below(it, root or ".")) is not None]
        names = tuple(project_files.names(root or ".")) if headers else ()
        tree = Tree(root or ".")
        return tuple(copies.seen(tree, headers[:MOST_COPIES], old[:MOST_COPIES], names, sources[:MOST_COPIES]))

    def _rules(self, manifest: Manifest) -> tuple[Rule, ...]:
        from tflint.cli import named_rules

        known = named_rules.known(manifest)
        named_rules.check_settings(manifest, known)
        return named_rules.chosen(known, manifest, self._arguments)


def resolve(arguments: Namespace, *, rules: bool = True, detail: bool = False) -> Configuration:
    """Return the configuration of a command with paths, `--manifest` and boards; raise Usage with all mistakes."""
    forced = manifest(arguments.manifest) if arguments.manifest else None
    owners = Owners(load, forced)
    here = owners.of_folder(".")
    paths = [it for it in arguments.paths if not _is_manifest(it)]
    manifests = [it for it in arguments.paths if _is_manifest(it)]
    tops = tuple(dict.fromkeys(chain(paths, (_folder(it, owners) for it in manifests)))) if arguments.paths else (here.root,)
    search = Search(owners, force_exclude=getattr(arguments, "force_exclude", False))
    return Configuration(tops, owners, search, Scopes(arguments, rules=rules, detail=detail), here)


def manifest(named: str | None) -> Manifest:
    """Return the manifest that was named, else the nearest one upwards, else an empty one; raise Usage with all its mistakes."""
    return load(named) if named else Owners(load).of_folder(".")


def load(path: str) -> Manifest:
    """Return the manifest in a file; raise Usage with all its mistakes."""
    from tflint.check import known_runtimes, linked_boards
    from tflint.manifest import tflint_toml
    from tflint.manifest.mistakes import ManifestError

    try:
        return linked_boards.completed(known_runtimes.settled(tflint_toml.load(path)))
    except ManifestError as error:
        from tflint.cli import named_rules

        raise Usage(*ManifestError([*error.mistakes, *named_rules.misspelt(path, error.mistakes)]).mistakes) from None


def _is_manifest(path: str) -> bool:
    return os.path.basename(path) in (NAME, PYPROJECT)


def _folder(path: str, owners: Owners) -> str:
    """Return the folder whose models a manifest among the paths stands for; raise Usage where it cannot be read."""
    folder = os.path.dirname(path) or "."
    if not os.path.isfile(path):
        raise Usage(f"{path}: no such file")
    return folder if owners.forced is None else owners.forced.root
