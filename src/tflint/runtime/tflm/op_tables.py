"""Which ops have kernels in which snapshot of TFLM, from ops/*.json (tools/generate_op_tables.py)."""

import json
import re
from functools import cache
from typing import NamedTuple, TypedDict

from tflint.manifest.target import UnknownTarget
from tflint.runtime.tflm import tables

MONTH = r"tflm@(20\d\d)-(0[1-9]|1[0-2])"
RELEASE = r"esp-tflite-micro@\d+\.\d+\.\d+(~\d+)?"
FOR_EVER = "9999"


class UnknownSnapshot(UnknownTarget):
    """A runtime name that no table knows; the message lists those that are."""


class Op(NamedTuple):
    """A builtin or custom op of TFLM: its `AddXxx` method, and the days (ISO) from which and until which main has its kernel."""

    name: str
    method: str
    parser: str
    custom: bool
    since: str
    until: str = FOR_EVER


class Snapshot(NamedTuple):
    """A state of TFLM that people build: `tflm@2026-08` (main at the end of a month), or a copy of it such as `esp-tflite-micro@1.3.8`.

    `date` (ISO) is the day of main that it carries; `lacks` and `adds` are the ops in which its resolver differs from main's.
    `exact` tells whether the arena model holds there to the byte.
    """

    name: str
    date: str
    exact: bool = False
    lacks: frozenset[str] = frozenset()
    adds: frozenset[str] = frozenset()

    @property
    def family(self) -> str:
        """Return what stands before the @."""
        return self.name.partition("@")[0]

    @property
    def version(self) -> tuple[int, ...]:
        """Return the numbers behind the @, as in (1, 3, 3, 1)."""
        return tuple(int(number) for number in re.findall(r"\d+", self.name.partition("@")[2]))

    def has(self, op: str) -> bool:
        """Tell whether the snapshot has a kernel for a builtin (by name) or custom op (by code)."""
        known = ops().get(op)
        on_main = known is not None and known.since <= self.date < known.until
        return (on_main and op not in self.lacks) or op in self.adds


class _OpRow(TypedDict):
    method: str
    parser: str
    custom: bool
    since: str
    until: str


class _OpsFile(TypedDict):
    newest: str
    ops: dict[str, _OpRow]


@cache
def ops() -> dict[str, Op]:
    """Return all ops that TFLM's main ever had a kernel for, by name."""
    return {name: Op(name, **row) for name, row in _ops_file()["ops"].items()}


@cache
def releases() -> tuple[Snapshot, ...]:
    """Return the copies of TFLM that others release, oldest first in each family."""
    rows = json.loads(tables.text("ops/snapshots.json"))["snapshots"]
    return tuple(
        Snapshot(
            row["name"], row["date"], row.get("exact", False), frozenset(row.get("without", ())), frozenset(row.get("with", ()))
        )
        for row in rows
    )


@cache
def snapshot(name: str) -> Snapshot:
    """Return a snapshot by its name; raise UnknownSnapshot with the names that exist.

    A release of esp-tflite-micro newer than the tables, as a lock file may name one, has the newest one's ops.
    """
    newest = newest_of("tflm")
    if name == newest.name:
        return newest
    month = re.fullmatch(MONTH, name)
    if month and first_month() <= name < newest.name:
        return Snapshot(name, f"{month[1]}-{month[2]}-31")
    for release in releases():
        if release.name == name:
            return release
    if re.fullmatch(RELEASE, name) and Snapshot(name, "").version > (last := newest_of("esp-tflite-micro")).version:
        return last._replace(name=name, exact=False)
    known = ", ".join(release.name for release in releases())
    raise UnknownSnapshot(f"{name!r} is not a known runtime snapshot; known are {first_month()} … {newest.name}, {known}")


@cache
def newest_of(family: str) -> Snapshot:
    """Return the newest snapshot of a family. For `tflm` it is the state of main that the arena model was made from."""
    if family == "tflm":
        date = _ops_file()["newest"]
        return Snapshot(f"tflm@{date[:7]}", date, exact=True)
    return [release for release in releases() if release.family == family][-1]


def first_month() -> str:
    """Return the oldest month of TFLM's own history."""
    return f"tflm@{min(op.since for op in ops().values())[:7]}"


def first_with(op: str, family: str) -> str | None:
    """Return the first snapshot of a family that has an op; the first of `tflm` where no release has it; None where nothing has."""
    for release in releases():
        if release.family == family and release.has(op):
            return release.name
    known = ops().get(op)
    return None if known is None or known.until != FOR_EVER else f"tflm@{known.since[:7]}"


def _ops_file() -> _OpsFile:
    read: _OpsFile = json.loads(tables.text("ops/ops.json"))
    return read
