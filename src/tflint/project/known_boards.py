"""Boards and chips by the names that build files and people give them, from known_boards.json (tools/generate_known_boards.py)."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TypedDict

from tflint.project.tables import table_text
from tflint.record import Record

LONGEST_CHIP = 40
_OTHER = re.compile(r"[^a-z0-9]+")
_ESP32 = re.compile(r"esp32(?:s2|s3|c2|c3|c5|c6|c61|h2|p4)?")
CORES = (
    *("cortex-m0plus", "cortex-m3", "cortex-m4", "cortex-m7", "cortex-m33", "cortex-m55", "cortex-m85"),
    *("esp32", "esp32s3", "esp32p4"),
)
RISCV_ESP32S = ("esp32c2", "esp32c3", "esp32c5", "esp32c6", "esp32c61", "esp32h2")


class KnownBoard(Record):
    """A board: its id, its title, and its core as tflint names it; empty where tflint has no such core."""

    name: str
    title: str
    cpu: str


def core(name: str) -> str:
    """Return a core's or ESP32's name as tflint has it, empty for a core that it does not have."""
    plain = name.strip().lower().replace("_", "-").partition("+")[0].removesuffix(".fp").replace("cortexm", "cortex-m")
    plain = {"cortex-m4f": "cortex-m4", "cortex-m7f": "cortex-m7", "cortex-m33f": "cortex-m33"}.get(plain, plain)
    if plain in RISCV_ESP32S:
        return "riscv32"
    return plain if plain in CORES else ""


def board(name: str) -> KnownBoard | None:
    """Return a board by its id or title, however its words are joined; None for one that is not known."""
    return _boards().get(plain(name))


def chip(name: str) -> str | None:
    """Return the core of a chip by its name, `STM32F429ZITx` or `esp32s3`: empty where tflint has no such core, None if not known."""
    word = plain(name[:LONGEST_CHIP]).removeprefix("at") if name[:5].lower().startswith("atsam") else plain(name[:LONGEST_CHIP])
    if match := _ESP32.match(word):
        return core(match[0]) if len(word) == len(match[0]) or not word[len(match[0])].isdigit() else None
    chips = _chips()
    return next((core(chips[word[:end]]) for end in range(len(word), 3, -1) if word[:end] in chips), None)


def plain(name: str) -> str:
    """Return a name as the tables have it: lower case, letters and digits only."""
    return _OTHER.sub("", name.lower())


@cache
def _boards() -> dict[str, KnownBoard]:
    made: dict[str, KnownBoard] = {}
    titles: dict[str, set[KnownBoard]] = {}
    rows = ((name, title, stated) for stated, named in _table()["boards"].items() for name, title in named.items())
    for name, title, stated in sorted(rows):
        known = KnownBoard(name, title, core(stated))
        made[plain(name)] = known
        titles.setdefault(plain(re.sub(r"\(.*", "", title)), set()).add(known)
    for title, boards in titles.items():
        if len({it.cpu for it in boards}) == 1 and title:
            made.setdefault(title, min(boards))
    return made


def _chips() -> dict[str, str]:
    return _table()["chips"]


class _Table(TypedDict):
    boards: dict[str, dict[str, str]]
    chips: dict[str, str]


@cache
def _table() -> _Table:
    text = table_text("known_boards.json")
    table: _Table = json.loads(text)
    return table
