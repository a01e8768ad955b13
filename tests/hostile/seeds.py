"""The sound models that are broken: ours, and the real ones where the collection is at hand."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from corpus import CORPUS
from hostile.mutate import seed
from model.fixtures import FIXTURES

from tflint.model.reader import Malformed, read

if TYPE_CHECKING:
    from hostile.mutate import Seed

EXAMPLES = Path(__file__).parents[2] / "examples"
SHARED = CORPUS / "models"
LARGEST = 400_000  # bytes; larger ones only cost time


@cache
def ours() -> tuple[Seed, ...]:
    """Return the models that this repository builds or holds."""
    held = sorted(path for path in EXAMPLES.rglob("*.tflite") if is_sound(path))
    return (*(seed(name, build()) for name, build in FIXTURES.items()), *(seed(path.name, path.read_bytes()) for path in held))


@cache
def real() -> tuple[Seed, ...]:
    """Return real models too, as many as there are."""
    return (*ours(), *(seed(path.name, path.read_bytes()) for path in sorted(SHARED.rglob("*.tflite")) if is_sound(path)))


def is_sound(path: Path) -> bool:
    """Tell whether a file is small enough and reads."""
    if path.stat().st_size > LARGEST:
        return False
    try:
        return bool(read(path.read_bytes()).subgraphs)
    except Malformed:
        return False
