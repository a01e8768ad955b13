"""Which months of TensorFlow Lite Micro an image can come from, by the mangled names of its functions."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from tflint.record import Record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tflint.image.elf import Image

_ROOM = re.compile(r"MicroMutableOpResolverILj[0-9]+E")
_CLONE = re.compile(r"\.(?:isra|part|constprop|cold|lto_priv)[.\w]*$")


class Range(Record):
    """The first and last month, `YYYY-MM`, whose sources define all the functions that an image shows, and how many they are."""

    first: str
    last: str
    symbols: int


class _Table(Record):
    months: tuple[str, ...]
    spans: Mapping[str, tuple[tuple[int, int], ...]]


def months(image: Image) -> Range | None:
    """Return the range of months; None where no symbol that narrows it down is seen, or where no month has all of them (a changed copy)."""
    table = _table()
    seen = {name for symbol in image.symbols if (name := _plain(symbol.name)) in table.spans}
    possible = set(range(len(table.months)))
    for name in seen:
        possible &= {month for first, last in table.spans[name] for month in range(first, last + 1)}
    if not seen or not possible:
        return None
    return Range(table.months[min(possible)], table.months[max(possible)], len(seen))


def _plain(symbol: str) -> str:
    """Return a symbol as the table spells it: no optimizer's clone suffix, one room for all resolvers."""
    if not symbol.startswith(("_ZN6tflite", "_ZNK6tflite")):
        return ""
    return _ROOM.sub("MicroMutableOpResolverILjNE", _CLONE.sub("", symbol))


@cache
def _table() -> _Table:
    raw = json.loads(files("tflint.image").joinpath("signatures.json").read_text("utf-8"))
    return _Table(
        tuple(raw["months"]), {name: tuple((first, last) for first, last in spans) for name, spans in raw["symbols"].items()}
    )
