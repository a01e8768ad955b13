"""bytes -> Model, or Malformed: one bounded walk that verifies and decodes, total on any bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tflint.model import graph, not_a_model
from tflint.model.collection import paused
from tflint.model.flatbuffer import Flatbuffer
from tflint.model.malformed import Malformed

if TYPE_CHECKING:
    from tflint.model.view import Model

__all__ = ["Malformed", "read"]


def read(data: bytes | memoryview) -> Model:
    """Verify and decode a .tflite file; raise Malformed on anything else.

    Takes time and memory in proportion to the graph, never to the weights, and refuses a file that leads to more tables
    than its own size can hold.
    """
    view = memoryview(data)
    if refused := not_a_model.refuse(bytes(view[: not_a_model.LOOKED_AT]), len(view)):
        raise refused
    with paused():
        return graph.decode(Flatbuffer(view))
