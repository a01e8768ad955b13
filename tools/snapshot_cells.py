"""Small models that nobody picked by hand, to hold older runtimes against: sound ones of one op, and plausible changes to such.

The recipes of fuzz/ make the sound ones, tools/tflm_changes.py the changes: types, quantization, ranks, options, operands that are computed, left
out or too many, as a converter or a quantizer may leave them. They are the same ones each time, so that a record of what became of them needs
their order alone.
"""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING, NamedTuple

from tflm_bases import OPS, bases
from tflm_changes import changes
from tflm_graph import Graph  # in fuzz/, which tflm_bases adds to the path
from tflm_recipes import RECIPES  # as above

if TYPE_CHECKING:
    from collections.abc import Iterator

SEEDS, FEW_SEEDS, FIRST = 24, 6, 1000
KINDS = 12  # kinds of sound models that are changed, for each op
EVERY = 3  # of the changes, one in so many
NEWER = re.compile(r"Signal\w+|TFLM_DECODE|ethos-u")  # no older runtime has these: few of them, unchanged
PLAUSIBLE = re.compile(
    r".*(as it is|scale (?!0$|1e)[0-9.e-]+|zero point 3|unquantized|quantized|per channel|all \w+ (float32|int8|uint8|int16|int32)"
    r"|inputs? .*|all scales 0.001|one of the outputs more|computed| constant|computed rank \d|rank [1-5]| = (1|2|3|True|False)"
    r"|in\d (int8|int16|int32|float32|uint8|int4|float16)|out\d (int8|int16|float32|uint8|int32))$"
)


class Cell(NamedTuple):
    """A model, and what it is in one line."""

    name: str
    data: bytes


def sound() -> Iterator[Cell]:
    """Yield sound models of each op."""
    for op in sorted(RECIPES):
        for seed in range(FEW_SEEDS if NEWER.fullmatch(op) else SEEDS):
            yield Cell(f"{op} {seed}", sound_of(f"{op} {seed}"))


def sound_of(name: str) -> bytes:
    """Return the sound model of a name, an op and a seed."""
    op, _, seed = name.rpartition(" ")
    graph = Graph(random.Random(FIRST + int(seed)))  # noqa: S311  models, not secrets
    RECIPES[op](graph, op)
    graph.finish()
    return graph.builder.build()


def changed() -> Iterator[Cell]:
    """Yield plausible changes to sound models of each op."""
    for op in OPS:
        for base in bases(op, KINDS) if not NEWER.fullmatch(op) else ():
            for change in changes(base):
                if PLAUSIBLE.fullmatch(change.what):
                    yield Cell(f"{op} {base.name} | {change.what}", change.apply(base))


def cells() -> list[Cell]:
    """Return all models, each once."""
    return [*unlike(sound()), *list(unlike(changed()))[::EVERY]]


def unlike(found: Iterator[Cell]) -> Iterator[Cell]:
    """Yield the models that no earlier one is the same as."""
    seen = set()
    for cell in found:
        if cell.data not in seen:
            seen.add(cell.data)
            yield cell
