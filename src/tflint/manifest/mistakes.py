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
    """Return `; did you mean 'arena'?` for up to three known words: those that hold the word first, else the nearest; or nothing."""
    near = _near(word[:64], tuple(dict.fromkeys(known)))
    if not near:
        return ""
    *most, last = map(repr, near)
    return f"; did you mean {', '.join(most)} or {last}?" if most else f"; did you mean {last}?"


def _near(word: str, known: tuple[str, ...]) -> list[str]:
    """Return the known words that begin with a word, else those that hold it, else the one most like it; marks do not count."""
    plain = {name: _letters(name) for name in known}
    begun = _letters(word)
    if len(begun) >= SHORTEST:
        for found in ([it for it in known if plain[it].startswith(begun)], [it for it in known if begun in plain[it]]):
            if found:
                return sorted(found, key=lambda it: (len(it), it))[:MOST_NEAR]
    from difflib import get_close_matches

    return get_close_matches(word, known, n=1)


def _letters(word: str) -> str:
    return "".join(letter for letter in word.lower() if letter.isalnum())
