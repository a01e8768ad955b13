"""What the model room raises, and nothing else: bytes that are not a sound model."""

from __future__ import annotations

from tflint.finding import Location


class Malformed(Exception):
    """Bytes that are not a sound model.

    `kind` names what is wrong at large: `not-a-model`, `malformed-flatbuffer` or `dangling-index`.
    `at` is the byte offset where it was seen, `why` one sentence, `location` the place in the schema's words if known.
    """

    def __init__(self, kind: str, at: int, why: str, location: Location | None = None) -> None:
        super().__init__(kind, at, why, location)
        self.kind, self.at, self.why, self.location = kind, at, why, location or Location()


def broken(at: int, why: str) -> Malformed:
    """Return what to raise for a structure that leads nowhere: `at` is the byte offset that holds the mistake."""
    return Malformed("malformed-flatbuffer", at, why)


def dangling(at: int, why: str, location: Location) -> Malformed:
    """Return what to raise for an index that names nothing."""
    return Malformed("dangling-index", at, why, location)
