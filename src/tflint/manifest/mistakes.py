"""What can be wrong with a manifest: every mistake with its place, all told at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tflint.finding import Place


class Mistake(NamedTuple):
    """One mistake: where it stands, and one sentence that starts with the key, `boards.nano33.arena: …`."""

    place: Place
    sentence: str

    def __str__(self) -> str:
        """Return `file:line:column: sentence`."""
        return f"{self.place.path}:{self.place.line}:{self.place.column}: {self.sentence}"


class ManifestError(Exception):
    """The manifest cannot be used; `mistakes` holds all that is wrong with it, in the order of the file."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(mistakes, key=lambda m: (m.place.path, m.place.line, m.place.column, m.sentence)))
        super().__init__("\n".join(map(str, self.mistakes)))

    def __reduce__(self) -> tuple[type[ManifestError], tuple[tuple[Mistake, ...]]]:
        """Survive the way back from a worker process."""
        return type(self), (self.mistakes,)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean 'arena'?` for the nearest known word, or nothing."""
    from difflib import get_close_matches

    near = get_close_matches(word[:64], tuple(known), n=1)
    return f"; did you mean {near[0]!r}?" if near else ""
