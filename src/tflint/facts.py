"""What is known about one model on one board, each fact proved once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tflint.manifest.board import Board, Manifest, ModelEntry
    from tflint.model.reader import Malformed
    from tflint.model.view import Model
    from tflint.runtime.plan import Plan
    from tflint.runtime.verdict import Verdict

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Option(Generic[T]):
    """A typed option of a rule, set in the manifest's `[rules]` table; `parse` raises ValueError with one sentence."""

    rule: str
    name: str
    default: T
    parse: Callable[[object], T]
    help: str


@dataclass(frozen=True, slots=True, eq=False)
class File:
    """A file that was to be a model: its path as the user named it, its bytes, and what the reader made of them.

    Exactly one of `model` and `malformed` is set.
    """

    path: str
    data: memoryview = field(repr=False)
    model: Model | None
    malformed: Malformed | None
    settings: Mapping[str, Mapping[str, object]] = field(default_factory=dict)


class Facts:
    """What is known about one model on one board. `facts(arena_plan)` proves a fact on first asking and keeps it.

    `declared` is False where the board is only the default target: no budget, no resolver.
    """

    def __init__(
        self,
        model: Model,
        board: Board,
        *,
        path: str,
        root: str = ".",
        entry: ModelEntry | None = None,
        settings: Mapping[str, Mapping[str, object]] | None = None,
        declared: bool = True,
    ) -> None:
        self.model = model
        self.board = board
        self.path = path
        self.root = root
        self.entry = entry
        self.settings = settings or {}
        self.declared = declared
        self._proved: dict[object, object] = {}

    def __call__(self, fact: Callable[[Facts], T]) -> T:
        """Return a fact, proved once for this model and board."""
        if fact not in self._proved:
            self._proved[fact] = fact(self)
        return cast("T", self._proved[fact])

    def option(self, option: Option[T]) -> T:
        """Return a rule's option as the manifest sets it, else its default."""
        value = self.settings.get(option.rule, {}).get(option.name)
        return option.default if value is None else option.parse(value)


@dataclass(frozen=True, slots=True, eq=False)
class Deployment:
    """A board and all the models that go on it."""

    board: Board
    models: tuple[Facts, ...]
    settings: Mapping[str, Mapping[str, object]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Project:
    """A whole run: the manifest, every file that was read, and what suppression left over."""

    manifest: Manifest
    files: tuple[File, ...]
    deployments: tuple[Deployment, ...]
    unused_ignores: tuple[object, ...] = ()
    unmatched: tuple[ModelEntry, ...] = ()
    settings: Mapping[str, Mapping[str, object]] = field(default_factory=dict)


def arena_plan(facts: Facts) -> Plan:
    """Return the memory plan on the board's target (runtime/tflm or runtime/litert)."""
    from tflint.runtime.tflm import micro_allocator

    return micro_allocator.plan(facts.model, facts.board.target)


def verdicts(facts: Facts) -> tuple[Verdict, ...]:
    """Return everything that the board's runtime, with every op registered, holds against the model."""
    from tflint.runtime.tflm import micro_interpreter

    return tuple(micro_interpreter.verdicts(facts.model, facts.board.target))
