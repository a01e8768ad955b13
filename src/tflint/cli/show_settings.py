"""Which models a run would check, and what each is held against, with the line or file that says so."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from tflint.cli import configuration
from tflint.cli.errors import Usage, complain
from tflint.cli.exit_codes import CLEAN, USAGE
from tflint.files import project_files
from tflint.files.found import C_SUFFIXES, Source, Unreadable
from tflint.manifest import idf
from tflint.project import included_libraries, vendored, which_runtime
from tflint.project.copies import nearest
from tflint.project.surroundings import Surroundings
from tflint.project.tree import Tree
from tflint.report.escape import terminal
from tflint.report.wording import line
from tflint.runtime import target_runtime

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from tflint.check.scope import Placement, Scope
    from tflint.cli.configuration import Configuration
    from tflint.manifest.board import Board, Manifest

# a board's sizes in bytes: the field, and the key that declares it
BUDGETS = (
    ("arena", "arena"),
    ("ram", "ram.total"),
    ("ram_reserved", "ram.reserved"),
    ("flash", "flash.total"),
    ("flash_models", "flash.models"),
)


def show(arguments: Namespace) -> int:
    """Print what `--show-files` or `--show-settings` asks for; return the exit code."""
    if arguments.show_settings:
        arguments.paths = [arguments.show_settings]
    settled = configuration.resolve(arguments)
    troubles: list[str] = []
    shown = 0
    found = tuple(settled.found())
    settled.scopes.search = settled.search
    for it in found:
        if isinstance(it, Unreadable):
            troubles.append(f"{it.name}: {it.why}")
        elif isinstance(it, Source):
            shown += 1
            lines = _settings(it, settled) if arguments.show_settings else (_file(it, settled),)
            print("\n".join(map(terminal, lines)))
    complain(*troubles)
    if not shown and not troubles:
        raise Usage("no models found")
    return USAGE if troubles else CLEAN


def _file(source: Source, settled: Configuration) -> str:
    """Return a model with its manifest and boards."""
    placements = settled.scope(source).placements(source.relative)
    boards = ", ".join(f"{it.board.name} ({it.board.target})" if it.declared else str(it.board.target) for it in placements)
    return f"{source.name}  {settled.manifest(source).path or 'no manifest'}  {boards}"


def _settings(source: Source, settled: Configuration) -> Iterator[str]:
    manifest, scope = settled.manifest(source), settled.scope(source)
    yield source.name
    yield f"  manifest: {_manifest(manifest, settled)}"
    for entry in scope.entries(source.relative):
        yield f"  entry: {entry.path}{_at(*(line(it) for it in entry.where('path')))}"
    for placement in scope.placements(source.relative):
        yield from _board(placement, scope)
        yield from _project(placement.board, source, manifest)
    yield f"  rules: {len(scope.rules)} run"


def _manifest(manifest: Manifest, settled: Configuration) -> str:
    if manifest.path is None:
        return "none, no tflint.toml and no pyproject.toml with [tool.tflint] found upwards"
    return f"{manifest.path} ({'--manifest' if settled.owners.forced else 'the nearest upwards'})"


def _board(placement: Placement, scope: Scope) -> Iterator[str]:
    board = placement.board
    yield f"  board: {board.name if placement.declared else 'none declared'}{_at(_why_board(placement, scope))}"
    yield f"    target: {board.target}{_at(*_why_target(placement, scope))}"
    yield f"    runtime: {target_runtime.snapshot(board.target)}{_at(_why_runtime(board, scope))}"
    for field, key in BUDGETS:
        size = getattr(board, field)
        if size is not None:
            why = [line(it) for it in board.where(key)] or ([f"{board.extends} in the catalogue"] if board.extends else [])
            yield f"    {key}: {size:,} B{_at(*why)}"
    if board.resolver is not None:
        yield f"    resolver: {', '.join(board.resolver.source) or 'listed'}{_at(*(line(it) for it in board.where('resolver')))}"


def _project(board: Board, source: Source, manifest: Manifest) -> Iterator[str]:
    """Yield what the project's files say of the runtime, where the board names none: the line that states it, or why none is found."""
    if board.target.is_litert or board.where("runtime"):
        return
    tree = Tree(manifest.root or ".", tuple(project_files.names(manifest.root or ".")))
    named = board.resolver.source[0] if board.resolver is not None and board.resolver.source else source.relative
    folder = posixpath.dirname(named)
    copy = nearest(folder, tuple(vendored.copies(tree)), board.target.cpu)
    sources = (named, *(it for it in tree.files_in(folder) if it.endswith(C_SUFFIXES)))
    library = included_libraries.first(sources, lambda name: tree.text(name).encode())
    found = which_runtime.of(Surroundings(tree, named), copy, library)
    if found.value and found.fact is not None:
        stated = found.fact.at if found.fact.value == found.value else f"{found.fact.at} {found.fact.value}"
        yield f"    runtime of the project: {found.value}{_at(stated)}"
    else:
        yield f"    runtime of the project: not found{_at(*found.open or ('no build file, lock file, submodule or copy of TFLM states it',))}"


def _why_board(placement: Placement, scope: Scope) -> str:
    if scope.boards:
        return "command line"
    if not placement.declared:
        return "no entry speaks of this model" if scope.manifest.boards else "no board is declared"
    if scope.placed:
        return next((place.path for place in placement.board.places.values()), "")
    return str(scope.manifest.path)


def _why_target(placement: Placement, scope: Scope) -> Iterator[str]:
    board = placement.board
    declared = [line(it) for key in ("cpu", "kernels") for it in board.where(key)]
    yield from declared
    if board.extends and not declared:
        yield f"{board.extends} in the catalogue"
    if board.target.version and board.target.version == idf.versions(scope.manifest.root).esp_nn:
        yield f"esp-nn {board.target.version}: {idf.NAME}"
    if not declared and not board.extends and not scope.placed and not scope.boards:
        yield "the default: nothing names another"


def _why_runtime(board: Board, scope: Scope) -> str:
    declared = [line(it) for it in board.where("runtime")]
    if declared:
        return declared[0]
    if not board.target.runtime:
        return "the newest: nothing names another"
    if board.target.runtime == idf.versions(scope.manifest.root).runtime:
        return idf.NAME
    return next((it.at for it in scope.seen if it.runtime == board.target.runtime), "command line")


def _at(*evidence: str) -> str:
    stated = "; ".join(it for it in evidence if it)
    return f"  # {stated}" if stated else ""
