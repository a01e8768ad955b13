"""The words everybody shares: how bad, where, and what was found."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

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


@dataclass(frozen=True, slots=True)
class Location:
    """A place inside a model: a path in the schema's words, `subgraphs/0/operators/12`.

    `operator` is the op's name (`CONV_2D`, or the custom code), `tensor` the tensor's name where there is one:
    indices move when a model is converted again, names mostly stay.
    """

    path: str = ""
    operator: str | None = None
    tensor: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a text file that a person wrote: manifest or firmware source. Lines and columns count from 1."""

    path: str
    line: int = 1
    column: int = 1
    message: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake, with its place and the figures that prove it.

    `path` is the file as the user named it; `place` is set where a line of a text file is to blame, else the model itself.
    `help` holds further lines for people, each a cause or a cure; machine formats get `evidence`.
    """

    rule: str
    family: str
    severity: Severity
    path: str
    message: str
    location: Location = field(default_factory=Location)
    board: str | None = None
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    help: tuple[str, ...] = ()
    place: Place | None = None
    related: tuple[Place, ...] = ()
