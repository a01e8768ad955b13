"""A linked image in, what it shows and a Report out: its models are linted on the board that the image itself describes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.check.assemble import Gathered, conclude
from tflint.check.lint import lint
from tflint.check.lint_file import Linted
from tflint.check.scope import Scope
from tflint.facts import Facts, arena_plan
from tflint.facts.linked_image import targets
from tflint.files.found import Source
from tflint.manifest.board import Manifest
from tflint.model import reader
from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tflint.check.report import Report
    from tflint.check.rule import Rule
    from tflint.image.contents import Contents
    from tflint.image.models import Embedded
    from tflint.manifest.board import Board
    from tflint.manifest.target import Target
    from tflint.runtime.plan import Plan


class Need(Record):
    """What a model of the image needs of an arena: the plan for the oldest and for the newest runtime, None where it does not fit one."""

    label: str
    files: tuple[str, ...]
    least: Plan
    most: Plan


class Examined(Record):
    """An image, as the user named it, with what it shows, the targets it can be for and what its models need.

    `runtime_given` says that somebody named the runtime: the image's own symbols did not choose it.
    """

    path: str
    contents: Contents
    targets: tuple[Target, ...]
    needs: tuple[Need, ...]
    report: Report
    runtime_given: bool


def examine(path: str, contents: Contents, board: Board, rules: tuple[Rule, ...], files: Mapping[str, bytes]) -> Examined:
    """Lint an image's models, and the `files` that it should hold, on a board with the image's arena, kernels and runtime.

    `path` is the image as the user named it and `board.image` its name in `board`'s folder, the part before it.
    """
    possible, given = targets(contents, board.target), board.target.runtime
    models = {_named(it, path, files): it for it in contents.models}
    needs = tuple(_needs(it, files, possible, board) for it in models.values())
    board = board._replace(target=_worst(models, possible, board), arena=_arena(contents, board))
    data = {name: it.data for name, it in models.items()} | dict(files)
    scope = Scope(rules, Manifest(path=path, root=path.removesuffix(board.image or "").rstrip("/") or "."), (board,))
    linted = [Linted(Source(name, name, name), lint(raw, name, scope)) for name, raw in data.items()]
    report = conclude(Gathered(linted, opened=lambda source: memoryview(data[source.path])), scope)
    return Examined(path, contents, possible, needs, report, bool(given))


def _named(model: Embedded, path: str, files: Mapping[str, bytes]) -> str:
    """Return the file that a model of the image is, else the image's path with the variable."""
    return next(_equal(model, files), f"{path}:{model.label}")


def _equal(model: Embedded, files: Mapping[str, bytes]) -> Iterator[str]:
    return (name for name, data in files.items() if model.holds(data))


def _needs(model: Embedded, files: Mapping[str, bytes], possible: tuple[Target, ...], board: Board) -> Need:
    plans = sorted((_plan(model.data, target, board) for target in possible), key=lambda plan: plan.minimum)
    return Need(model.label, tuple(_equal(model, files)), plans[0], plans[-1])


def _worst(models: Mapping[str, Embedded], possible: tuple[Target, ...], board: Board) -> Target:
    """Return the target on which the models need most, the newest of equals."""
    return max(reversed(possible), key=lambda target: sum(_plan(it.data, target, board).minimum for it in models.values()))


def _plan(data: bytes, target: Target, board: Board) -> Plan:
    return Facts(reader.read(data), board._replace(target=target), path="")(arena_plan)


def _arena(contents: Contents, board: Board) -> int | None:
    """Return what the image gives the interpreter; with several arenas, the largest: which model uses which is not visible."""
    sizes = [it.usable for it in contents.arenas if it.usable is not None]
    return max(sizes, default=board.arena)
