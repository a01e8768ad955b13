"""Budgets next to a model: ESPHome's JSON manifests, where tflint.toml does not speak of the model."""

from __future__ import annotations

import os

from tflint.check.known_runtimes import board_on_known_runtime
from tflint.check.scope import Placement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tflint.check.scope import Scope
    from tflint.files.found import Source
    from tflint.manifest.esphome import WakeWord


def scoped(source: Source, scope: Scope) -> Scope:
    """Return the scope of one file: with the board and contract of the JSON next to it, where nothing else declares them."""
    if scope.boards or not may_have(source) or scope.entries(source.relative):
        return scope
    found = wake_word(source)
    return scope if found is None else scope._replace(placed=(Placement(board_on_known_runtime(found.board), found.entry),))


def wake_word(source: Source) -> WakeWord | None:
    """Return the ESPHome manifest that was named for a model, else the one next to it, None where there is none."""
    from tflint.manifest import esphome

    return esphome.read(source.budget) if source.budget else esphome.next_to(source.path)


def may_have(source: Source) -> bool:
    """Return whether a JSON was named for a file, or one of the same name lies next to it."""
    return bool(source.budget) or os.path.isfile(os.path.splitext(source.path)[0] + ".json")
