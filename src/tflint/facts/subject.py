"""What checks are handed: a file, a model on a board, a board with its models, a whole run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tflint.manifest.board import Board, Ignore, Manifest, ModelEntry
    from tflint.model.data import Data
    from tflint.model.reader import Malformed
    from tflint.model.view import Model

    Settings = Mapping[str, Mapping[str, object]]

T = TypeVar("T")
_OF_TARGET: set[object] = set()


def of_target(fact: Callable[[Facts], T]) -> Callable[[Facts], T]:
    """Mark a fact that depends on the model and the board's target alone: boards of one target share its proof."""
    _OF_TARGET.add(fact)
    return fact


class Option(Record, Generic[T]):
    """A typed option of a rule, set in the manifest's `[rules]` table; `parse` raises ValueError with one sentence."""

    rule: str
    name: str
    default: T
    parse: Callable[[object], T]
    help: str

    def read(self, settings: Settings) -> T:
        """Return the option's value from the manifest's `[rules]` tables, else its default."""
        value = settings.get(self.rule, {}).get(self.name)
        return self.default if value is None else self.parse(value)


class File:
    """A file that was to be a model: its path as the user named it, its bytes, and what the reader made of them.

    Exactly one of `model` and `malformed` is set. `settings` are the manifest's for rules.
    """

    def __init__(self, path: str, data: Data, model: Model | None, malformed: Malformed | None, settings: Settings) -> None:
        self.path = path
        self.settings = settings
        self._data, self._model, self._malformed = data, model, malformed

    @property
    def data(self) -> Data:
        """Return the bytes."""
        return self._data

    @property
    def model(self) -> Model | None:
        """Return the model that the bytes are, None where they are none."""
        return self._model

    @property
    def malformed(self) -> Malformed | None:
        """Return what the reader holds against the bytes, None where they are a model."""
        return self._malformed

    def option(self, option: Option[T]) -> T:
        """Return a rule's option as the manifest sets it, else its default."""
        return option.read(self.settings)


class Facts:
    """What is known about one model on one board. `facts(arena_plan)` proves a fact on first asking and keeps it.

    `declared` is False where the board is only the default target: no budget, no resolver.
    `previous` has the same of the other revision's model under `--diff`, None where there was none. `boards` are all that the model is judged on, this
    one among them. `advised` is False where nobody is going to read what would help.
    """

    def __init__(
        self,
        model: Model,
        board: Board,
        *,
        path: str,
        root: str = ".",
        entry: ModelEntry | None = None,
        settings: Settings | None = None,
        declared: bool = True,
        previous: Facts | None = None,
        boards: tuple[Board, ...] = (),
        advised: bool = True,
    ) -> None:
        self._model = model
        self.board = board
        self.path = path
        self.root = root
        self.entry = entry
        self.settings = settings or {}
        self.declared = declared
        self.previous = previous
        self.boards = boards or (board,)
        self.advised = advised
        self._proved: dict[object, Any] = {}

    @property
    def model(self) -> Model:
        """Return the model."""
        return self._model

    def __call__(self, fact: Callable[[Facts], T]) -> T:
        """Return a fact, proved once for this model and board."""
        proved = self._proved
        if fact in proved:
            proof: T = proved[fact]
        else:
            proof = proved[fact] = fact(self)
        return proof

    def share(self, other: Facts) -> None:
        """Take over what is proved of the same model on another board, where it depends on the target alone."""
        if other.board.target == self.board.target:
            self._proved |= {fact: proof for fact, proof in other._proved.items() if fact in _OF_TARGET}

    def option(self, option: Option[T]) -> T:
        """Return a rule's option as the manifest sets it, else its default."""
        return option.read(self.settings)


class Deployment(Record):
    """A board and all the models that go on it."""

    board: Board
    models: tuple[Facts, ...]
    settings: Settings = {}  # noqa: RUF012  a record's default, never written to

    def option(self, option: Option[T]) -> T:
        """Return a rule's option as the manifest sets it, else its default."""
        return option.read(self.settings)


class Project(Record):
    """A whole run: the manifest, every file that was read, and what suppression left over.

    `unmatched` are the entries that stand for no file, `without_entry` the paths of the models for which no entry stands.
    """

    manifest: Manifest
    files: tuple[File, ...]
    deployments: tuple[Deployment, ...]
    unused_ignores: tuple[Ignore, ...] = ()
    unmatched: tuple[ModelEntry, ...] = ()
    without_entry: tuple[str, ...] = ()
    settings: Settings = {}  # noqa: RUF012  a record's default, never written to
