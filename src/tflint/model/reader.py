"""bytes -> Model, or Malformed: one bounded walk that verifies and decodes, total on any bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.finding import Location

if TYPE_CHECKING:
    from tflint.model.view import Model


class Malformed(Exception):
    """Bytes that are not a sound model.

    `kind` names what is wrong at large: `not-a-model`, `malformed-flatbuffer` or `dangling-index`.
    `at` is the byte offset where it was seen, `why` one sentence, `location` the place in the schema's words if known.
    """

    def __init__(self, kind: str, at: int, why: str, location: Location | None = None) -> None:
        super().__init__(kind, at, why, location)
        self.kind, self.at, self.why, self.location = kind, at, why, location or Location()


def read(data: bytes | memoryview) -> Model:
    """Verify and decode a .tflite file; raise Malformed on anything else."""
    raise NotImplementedError
