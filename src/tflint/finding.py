"""The words everybody shares: how bad, where, and what was found."""

from collections.abc import Mapping
from enum import IntEnum

from tflint.record import Record

Number = int | float
Evidence = Number | str | bool | None


class Severity(IntEnum):
    """How bad a finding is; ordered, so that `--fail-on` compares."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    def __str__(self) -> str:
        """Return the lower-case word that every format prints."""
        return self.name.lower()


class Location(Record):
    """A place inside a model: a path in the schema's words, `subgraphs/0/operators/12`.

    `operator` is the op's name (`CONV_2D`, or the custom code), `tensor` the tensor's name where there is one:
    indices move when a model is converted again, names mostly stay.
    """

    path: str = ""
    operator: str | None = None
    tensor: str | None = None


class Place:
    """A place in a text file that a person wrote: manifest or firmware source. Lines and columns count from 1."""

    __slots__ = ("column", "line", "message", "path")

    def __init__(self, path: str, line: int = 1, column: int = 1, message: str = "") -> None:
        self.path = path
        self.line = line
        self.column = column
        self.message = message

    def __eq__(self, other: object) -> bool:
        """Equal a place with the same words."""
        return isinstance(other, Place) and self._words() == other._words()

    def __hash__(self) -> int:
        """Hash by the words."""
        return hash(self._words())

    def __repr__(self) -> str:
        """Show the words."""
        return f"Place{self._words()!r}"

    def _words(self) -> tuple[str, int, int, str]:
        return self.path, self.line, self.column, self.message


class Replacement(Record):
    """A change of a text file that makes a finding go away: `text` comes in place of what is between two places.

    `start` and `end` are (line, column), from 1; `end` is after the last character that goes. `message` is one clause.
    """

    path: str
    start: tuple[int, int]
    end: tuple[int, int]
    text: str
    message: str


class Finding(Record):
    """One mistake, with its place and the figures that prove it.

    `path` is the file as the user named it; `place` is set where a line of a text file is to blame, else the model itself.
    `help` holds further lines for people, each a cause or a cure; machine formats get `evidence`. `also` has the further places of a
    finding that stands for many alike. `fixes` are the changes of text files that cure it, where they are known and asked for
    (they are not kept between runs).
    """

    rule: str
    family: str
    severity: Severity
    path: str
    message: str
    location: Location = Location()
    board: str | None = None
    evidence: Mapping[str, Evidence] = {}
    help: tuple[str, ...] = ()
    place: Place | None = None
    related: tuple[Place, ...] = ()
    also: tuple[Location, ...] = ()
    fixes: tuple[Replacement, ...] = ()
