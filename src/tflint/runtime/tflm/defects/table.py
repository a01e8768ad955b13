"""The table of known defects (defects.json), and which snapshots have them (present.json, tools/generate_kernel_defects.py)."""

from __future__ import annotations

import json
import re
from enum import StrEnum
from functools import cache
from typing import Any

from tflint.record import Record
from tflint.runtime.tflm import tables
from tflint.runtime.tflm.build import Cmsis, Library

LAST_READ = "1.2.3"  # the newest ESP-NN whose sources the table was made from


class Effect(StrEnum):
    """What a defect does."""

    WRONG = "wrong"  # outputs have other values
    UNWRITTEN = "unwritten"  # outputs are what lay in the arena
    CRASH = "crash"
    OVERRUN = "overrun"  # memory past a buffer is written
    CHANCE = "chance"  # fails or not, depending on what lies in the arena
    STATE = "state"  # differs from other runtimes where they keep a state
    UNESTABLISHED = "unestablished"  # upstream says so; the sources at hand do not show it


class Code(StrEnum):
    """Whose code has the defect: what its versions are counted in."""

    ESP_NN = "esp-nn"
    CMSIS_NN = "cmsis-nn"
    TFLM = "tflm"


class Defect(Record):
    """One known defect. `since` and `fixed` are releases of ESP-NN, or commits; `fixed` is None where no release is known to be fixed.

    `fixed_by` and `span` are the words for a fix that takes more than one release. `what` is a clause whose subject is the kernel; `certain` says that every model which meets the condition is computed wrong,
    `run` that the defect was seen by running the code (docs/defects.md), not by reading it alone.
    """

    name: str
    code: Code
    ops: tuple[str, ...]
    since: str
    fixed: str | None
    what: str
    consequence: str
    effect: Effect
    certain: bool
    fix: str
    reports: tuple[str, ...]
    chips: tuple[str, ...] = ()
    builds: tuple[Cmsis, ...] = ()
    kernels: tuple[Library, ...] = ()
    fixed_by: str = ""
    span: str = ""
    run: bool = False


@cache
def defects() -> tuple[Defect, ...]:
    """Return all known defects, in the table's order."""
    rows: dict[str, dict[str, Any]] = json.loads(tables.text("defects/defects.json"))["defects"]
    return tuple(_defect(name, row) for name, row in rows.items())


def _defect(name: str, row: Any) -> Defect:  # noqa: ANN401  a row of JSON
    return Defect(
        name,
        Code(row["code"]),
        tuple(row["ops"]),
        row["since"],
        row["fixed"],
        row["what"],
        row["consequence"],
        Effect(row["effect"]),
        row["certain"],
        row["fix"],
        tuple(row["reports"]),
        tuple(row.get("chips", ())),
        tuple(map(Cmsis, row.get("builds", ()))),
        tuple(map(Library, row.get("kernels", ()))),
        row.get("fixed_by", ""),
        row.get("span", ""),
        row.get("run", False),
    )


@cache
def _present() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(tables.text("defects/present.json"))
    return content


def snapshots() -> tuple[str, ...]:
    """Return the snapshots whose defects are known."""
    return tuple(_present()["defects"])


def has(snapshot: str, defect: Defect) -> bool:
    """Return whether a snapshot carries a defect of TFLM's or CMSIS-NN's."""
    carried: list[int] = _present()["defects"].get(snapshot, [])
    return any(place in carried for place, name in enumerate(_present()["days"]) if name == defect.name)


def cmsis_nn_day(snapshot: str) -> str | None:
    """Return the day of the CMSIS-NN that a snapshot downloads, None where those who ship it have their own."""
    day: str | None = _present()["pins"].get(snapshot)
    return day


def fixed_on(defect: Defect) -> str | None:
    """Return the day (ISO) since which main has a defect's fix; None for one that is not fixed there, and for ESP-NN's."""
    day: str | None = _present()["days"].get(defect.name, (None, None))[1]
    return day


def release(version: str) -> tuple[int, ...]:
    """Return a release of ESP-NN as numbers that compare: a candidate comes before its release, 1.2.0~1 after 1.2.0."""
    numbers = [int(it) for it in re.findall(r"\d+", version.partition("-rc")[0])]
    padded = (*numbers[:3], *(0,) * (3 - len(numbers[:3])))
    if "-rc" in version:
        return (*padded, -1)
    return (*padded, *(numbers[3:4] or [0]))


def in_release(version: str, defect: Defect) -> bool:
    """Return whether a release of ESP-NN has a defect, as far as the table knows."""
    after = release(version) >= release(defect.since)
    return after and (defect.fixed is None or release(version) < release(defect.fixed))
