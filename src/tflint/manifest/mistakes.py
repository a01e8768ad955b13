"""What can be wrong with a manifest: every mistake with its place, all at once."""

from __future__ import annotations

from tflint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from tflint.finding import Place


class Mistake(Record):
    """One mistake: where it stands, and one sentence that starts with the key, `boards.nano33.arena: …`."""

    place: Place
    sentence: str

    def __str__(self) -> str:
        """Return `file:line:column: sentence`, without line and column where the file as a whole is meant."""
        place = self.place
        return f"{place.path}:{place.line}:{place.column}: {self.sentence}" if place.line else f"{place.path}: {self.sentence}"


class ManifestError(Exception):
    """The manifest cannot be used; `mistakes` holds all that is wrong with it, in the order of the file."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(mistakes, key=lambda m: (m.place.path, m.place.line, m.place.column, m.sentence)))
        super().__init__("\n".join(map(str, self.mistakes)))

    def __reduce__(self) -> tuple[type[ManifestError], tuple[tuple[Mistake, ...]]]:
        """Survive the way back from a worker process."""
        return type(self), (self.mistakes,)


SHORTEST = 3  # letters that a word needs to be looked for inside others
MOST_NEAR = 3  # words that are suggested at once


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean 'arena'?` for up to three known words: first those with a part that begins with the word, else the nearest; or nothing."""
    near = _near(word[:64], tuple(dict.fromkeys(known)))
    if not near:
        return ""
    *most, last = map(repr, near)
    return f"; did you mean {', '.join(most)} or {last}?" if most else f"; did you mean {last}?"


def _near(word: str, known: tuple[str, ...]) -> list[str]:
    """Return the known names that begin with a word, else those of which a later part does, else the one most like it.

    Marks between parts do not count.
    """
    begun = "".join(_parts(word))
    if len(begun) >= SHORTEST:
        ends = {name: ["".join(_parts(name)[at:]) for at in range(len(_parts(name)))] for name in known}
        for found in (
            [it for it in known if ends[it] and ends[it][0].startswith(begun)],
            [it for it in known if any(end.startswith(begun) for end in ends[it])],
        ):
            if found:
                return sorted(found, key=lambda it: (len(it), it))[:MOST_NEAR]
    from difflib import get_close_matches

    return get_close_matches(word, known, n=1)


def _parts(name: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in name.lower()).split()
