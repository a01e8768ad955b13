"""Budgets that stand beside a model: ESPHome's JSON manifests, where tflint.toml does not speak of the model."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tflint.engine.known_runtimes import board_on_known_runtime
from tflint.engine.scope import Placement

if TYPE_CHECKING:
    from tflint.engine.scope import Scope
    from tflint.files.found import Source


def scoped(source: Source, scope: Scope) -> Scope:
    """Return the scope of one file: with the board and contract of the JSON beside it, where nothing else declares them."""
    if scope.boards or not may_have(source.path) or scope.entries(source.relative):
        return scope
    from tflint.manifest import esphome

    found = esphome.beside(source.path)
    return scope if found is None else scope._replace(placed=(Placement(board_on_known_runtime(found.board), found.entry),))


def may_have(path: str) -> bool:
    """Tell whether a JSON of the same name stands beside a file."""
    return os.path.isfile(os.path.splitext(path)[0] + ".json")  # noqa: PTH113, PTH122  a name may hold any bytes
