"""Where recipes register, and the types that they draw from."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tflm_graph import Graph

    Recipe = Callable[[Graph, str], None]

F, I8, I16 = "float32", "int8", "int16"
NUMBERS = (F, I8, I16)
VALID, SAME = 1, 0
RECIPES: dict[str, Recipe] = {}


def recipe(*names: str) -> Callable[[Recipe], Recipe]:
    """Register a recipe for operators."""

    def register(make: Recipe) -> Recipe:
        RECIPES.update(dict.fromkeys(names, make))
        return make

    return register
