"""Snapshots of TFLM that people really build: their names, dates, and how far the arena model holds for them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tflint.manifest.target import UnknownTarget

TABLE = Path(__file__).with_name("ops") / "snapshots.json"


class UnknownSnapshot(UnknownTarget):
    """A runtime name that no table knows; the message lists those that are."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A state of TFLM: `name` as a manifest gives it, `date` (ISO) of the commit of TFLM's main that it carries.

    `exact` tells whether the arena model holds there to the byte; `why` says what keeps it from that. `abi` names the
    struct-size table of abi/*.json where it has one of its own.
    """

    name: str
    family: str
    date: str
    exact: bool
    why: str = ""
    abi: str = ""


@cache
def table() -> dict[str, Snapshot]:
    """Return all snapshots by name, oldest first in each family."""
    return {row["name"]: Snapshot(**row) for row in json.loads(TABLE.read_text(encoding="utf-8"))["snapshots"]}


def find(name: str) -> Snapshot:
    """Return a snapshot; raise UnknownSnapshot with the names that exist."""
    known = table()
    if name not in known:
        raise UnknownSnapshot(f"{name!r} is not a known runtime snapshot; known are {', '.join(known)}")
    return known[name]


def newest(family: str) -> str:
    """Return the newest snapshot's name of a family (`tflm`, `esp-tflite-micro`)."""
    return max((s for s in table().values() if s.family == family), key=lambda s: s.date).name
