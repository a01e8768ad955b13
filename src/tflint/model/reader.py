"""bytes -> Model, or Malformed: one bounded walk that verifies and decodes, total on any bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.model import graph, not_a_model
from tflint.model.collection import paused
from tflint.model.data import Windows
from tflint.model.flatbuffer import Flatbuffer
from tflint.model.malformed import Malformed

if TYPE_CHECKING:
    from tflint.model.data import Data
    from tflint.model.view import Model

__all__ = ["Malformed", "read"]


def read(data: bytes | bytearray | Data) -> Model:
    """Verify and decode a .tflite file; raise Malformed on anything else.

    Takes time and memory in proportion to the graph, never to the weights, and refuses a file that leads to more tables
    than its own size can hold.
    """
    held = memoryview(data) if isinstance(data, bytes | bytearray) else data
    if refused := not_a_model.refuse(bytes(held[: not_a_model.LOOKED_AT]), len(held)):
        raise refused
    with paused():
        return graph.decode(opened(held), held)


def opened(data: Data) -> Flatbuffer:
    """Return the file's structure: read in pages where the file is large, else where it lies in memory."""
    if isinstance(data, Windows):
        from tflint.model.paged import PagedFlatbuffer

        return PagedFlatbuffer(data)
    return Flatbuffer(data[:])
